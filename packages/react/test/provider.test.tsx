import {
  ConversationListProvider,
  useConversation,
  useConversationCommands,
  useConversationList,
  useEngine,
  useUnread,
} from '@convolist/react'
import { render, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { countListeners, engineOf, List, settle, shown } from './support/harness.js'
import { createScriptedSource, rows } from '@convolist/testing/scripted-source'

describe('without an engine', () => {
  const hooks: Record<string, () => unknown> = {
    useConversationList: () => useConversationList(),
    useConversation: () => useConversation('a'),
    useUnread: () => useUnread(),
    useConversationCommands: () => useConversationCommands(),
    useEngine: () => useEngine(),
  }

  it.each(Object.entries(hooks))('%s names itself and the way out', (name, hook) => {
    vi.mocked(console.error).mockImplementation(() => {})
    expect(() => renderHook(hook)).toThrow(
      expect.objectContaining({
        code: 'binding/no-provider',
        message: expect.stringMatching(
          new RegExp(`${name}\\(\\).*<ConversationListProvider engine={engine}>.*{ engine }`),
        ),
      }),
    )
    vi.mocked(console.error).mockClear() // React 18 reports what a render throws
  })

  it('refuses what is no engine, no range and no counter by its name, and takes null for nothing', () => {
    vi.mocked(console.error).mockImplementation(() => {})
    const engine = engineOf(rows(1))
    const refused = (hook: () => unknown, ...words: string[]): void =>
      expect(() => renderHook(hook)).toThrow(new RegExp(`\\[option/invalid\\] ${words.join('.*')}`))
    refused(() => useUnread('all', { engine: {} as never }), 'useUnread\\(\\)', 'engine')
    refused(() => useConversationList('all', { engine, range: 'x' as never }), 'useConversationList', '"range"')
    refused(() => useConversationList('all', { engine, range: [1] as never }), 'useConversationList', '"range"')
    refused(() => useUnread('all', { engine, count: 'nope' as never }), 'useUnread', '"count"', 'badge')
    refused(() => useConversationList('nobody', { engine }), 'view "nobody"')
    expect(renderHook(() => useConversation(null as never, { engine })).result.current).toBeUndefined()
    expect(renderHook(() => useConversationList(null as never, { engine })).result.current.size).toBe(1)
    vi.mocked(console.error).mockClear()
  })

  it('refuses a provider that was given none', () => {
    vi.mocked(console.error).mockImplementation(() => {})
    expect(() => render(<ConversationListProvider engine={undefined as never} />)).toThrow(
      /\[option\/invalid\].*`engine`/,
    )
    vi.mocked(console.error).mockClear()
  })
})

it('prefers the engine of the options to the one of the provider', () => {
  const [outer, inner] = [engineOf([]), engineOf([])]
  const { result } = renderHook(() => useEngine({ engine: inner }), {
    wrapper: ({ children }) => <ConversationListProvider engine={outer}>{children}</ConversationListProvider>,
  })
  expect(result.current).toBe(inner)
})

describe('StrictMode', () => {
  it('connects the source of a provider once, and not at all after unmount', async () => {
    const source = createScriptedSource([rows(2)])
    const engine = engineOf([])
    const { container, unmount } = render(
      <StrictMode>
        <ConversationListProvider engine={engine} source={source}>
          <List />
        </ConversationListProvider>
      </StrictMode>,
    )
    await settle()
    expect(source.listening).toBe(1)
    expect(shown(container)).toBe('C0 C1')
    unmount()
    expect(source.listening).toBe(0)
  })

  it('connects once for two providers of one source', () => {
    const source = createScriptedSource([rows(2)])
    const engine = engineOf([])
    const provider = <ConversationListProvider engine={engine} source={source} />
    const { rerender } = render([<div key="1">{provider}</div>, <div key="2">{provider}</div>])
    expect(source.listening).toBe(1)
    rerender([<div key="1">{provider}</div>])
    expect(source.listening).toBe(1)
    rerender([])
    expect(source.listening).toBe(0)
  })

  it('leaves one subscription for each hook, and none after unmount', () => {
    const engine = engineOf(rows(3))
    const live = countListeners(engine)
    const { unmount } = render(<List engine={engine} />, { wrapper: StrictMode })
    expect(live()).toBe(1)
    unmount()
    expect(live()).toBe(0)
  })

  it('holds its view from mount to unmount, however the range moves', () => {
    const engine = engineOf(rows(30))
    const view = engine.view({ filter: { kinds: ['direct'] } })
    const held: string[] = []
    const { retain } = view
    vi.spyOn(view, 'retain').mockImplementation(() => {
      const release = retain()
      held.push('held')
      return () => {
        held.push('released')
        release()
      }
    })
    const { rerender, unmount } = render(<List engine={engine} view={view} range={[0, 10]} />)
    rerender(<List engine={engine} view={view} range={[10, 20]} />)
    rerender(<List engine={engine} view={view.definition} range={[20, 30]} />)
    expect(held).toEqual(['held'])
    unmount()
    expect(held).toEqual(['held', 'released'])
  })
})
