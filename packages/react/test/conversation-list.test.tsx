import { useConversationList, type ConversationList, type ListOptions, type ViewInput } from '@convolist/react'
import type { Engine } from '@convolist/core'
import { act, render, renderHook, type RenderHookResult } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { apply, engineOf, List, renderWith, settle, shown } from './support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

const listOf = (
  engine: Engine,
  view?: ViewInput,
  range?: [number, number],
): RenderHookResult<ConversationList, unknown> =>
  renderHook(() => ({ ...useConversationList(view, { engine, range }) })) // reads all of it

const idsOf = (list: ConversationList): string => list.rows.map(({ id }) => id).join(' ')

describe('rows', () => {
  it('shows rows in order, pinned ones first', () => {
    const engine = engineOf([
      row('a', { at: 1 }),
      row('b', { at: 3, unreadCount: 2 }),
      row('p', { at: 2, stickTop: true }),
    ])
    const { container } = renderWith(engine, <List />)
    expect(shown(container)).toBe('^P B(2) A')
    apply(engine, { type: 'conversationsUpserted', rows: [row('a', { at: 9, unreadCount: 1 })] })
    expect(shown(container)).toBe('^P A(1) B(2)')
  })

  it('gives every row without a range', () => {
    const { result } = listOf(engineOf(rows(300)))
    expect(result.current.rows).toHaveLength(300)
    expect(result.current.start).toBe(0)
  })

  it('moves its range, given as a pair or as an object', () => {
    const engine = engineOf(rows(10))
    const { result, rerender } = renderHook(({ range }: ListOptions) => useConversationList('all', { engine, range }), {
      initialProps: { range: [0, 3] },
    })
    expect(idsOf(result.current)).toBe('c0 c1 c2')
    rerender({ range: { start: 4, end: 6 } })
    expect(idsOf(result.current)).toBe('c4 c5')
    expect(result.current.start).toBe(4)
    expect(result.current.size).toBe(10)
  })

  it('clips a range that leaves the list', () => {
    const engine = engineOf(rows(5))
    expect(idsOf(listOf(engine, 'all', [3, 50]).result.current)).toBe('c3 c4')
    expect(listOf(engine, 'all', [-5, 2]).result.current.start).toBe(0)
    expect(idsOf(listOf(engine, 'all', [-5, 2]).result.current)).toBe('c0 c1')
    expect(listOf(engine, 'all', [70, 90]).result.current.rows).toEqual([])
    expect(listOf(engine, 'all', [4, 1]).result.current.rows).toEqual([])
  })

  it('keeps the array of rows while an equal range is written inline', () => {
    const engine = engineOf(rows(10))
    const { result, rerender } = renderHook(() => useConversationList('all', { engine, range: { start: 0, end: 3 } }))
    const before = result.current.rows
    rerender()
    expect(result.current.rows).toBe(before)
  })
})

describe('counters', () => {
  it('counts the whole view, not the range', () => {
    const engine = engineOf([row('a', { unreadCount: 2 }), row('b', { unreadCount: 3, notify: 'none' }), row('c')])
    const { result } = listOf(engine, 'all', [0, 1])
    expect(result.current.counters).toMatchObject({ rows: 3, unread: 5, unreadUnmuted: 2 })
    apply(engine, { type: 'conversationsRemoved', ids: [row('a').id] })
    expect(result.current.counters).toMatchObject({ rows: 2, unread: 3, unreadUnmuted: 0 })
    expect(result.current.size).toBe(2)
  })
})

describe('views', () => {
  const unread = { filter: { unread: true } }

  it('takes a name, a definition and a view alike', () => {
    const engine = engineOf([row('a', { at: 2, unreadCount: 1 }), row('b'), row('c', { unreadCount: 4 })], {
      views: { unread },
    })
    for (const view of ['unread', unread, engine.view('unread')] as const) {
      expect(idsOf(listOf(engine, view).result.current)).toBe('a c')
    }
  })

  it('shares one subscription over renders that write the definition anew', () => {
    const engine = engineOf(rows(3))
    const subscribe = vi.spyOn(engine, 'subscribe')
    const { result, rerender } = renderHook(
      ({ text }: { text: string }) => useConversationList({ filter: { text } }, { engine, range: [0, 5] }),
      { initialProps: { text: 'c' } },
    )
    const before = result.current
    const subscriptions = subscribe.mock.calls.length
    rerender({ text: 'c' })
    rerender({ text: 'c' })
    expect(result.current).toBe(before)
    expect(subscribe).toHaveBeenCalledTimes(subscriptions)
    rerender({ text: 'c1' })
    expect(idsOf(result.current)).toBe('c1')
  })

  it('does not change the store while it renders', () => {
    const engine = engineOf(rows(3))
    const states: unknown[] = []
    renderHook(() => {
      states.push(engine.getState())
      const list = useConversationList({ filter: { unread: true } }, { engine })
      states.push(engine.getState())
      return list
    })
    expect(states[1]).toBe(states[0])
  })

  it('follows a change of policies, and renders once for it', () => {
    const engine = engineOf([row('a', { at: 2, notify: 'none', unreadCount: 3 }), row('b', { at: 1 })], {
      views: { unread },
    })
    const seen: string[] = []
    const { container } = renderWith(engine, <List seen={seen} />)
    expect(shown(container)).toBe('A(3) B')
    seen.length = 0
    act(() => engine.setPolicies({ mutedSink: true }))
    expect(shown(container)).toBe('B A(3)')
    expect(seen).toEqual(['list'])
  })

  it('names the declared views when a name is wrong', () => {
    const engine = engineOf([], { views: { unread } })
    vi.mocked(console.error).mockImplementation(() => {}) // React 18 reports what a render throws
    expect(() => listOf(engine, 'unraed')).toThrow(/unraed.*unread/s)
    vi.mocked(console.error).mockClear()
  })
})

describe('sync and paging', () => {
  it('tells how the sync stands, and reads on', async () => {
    const source = createScriptedSource([rows(4).slice(0, 2), rows(4).slice(2)])
    const engine = engineOf([], { source, sync: 'page' })
    const { result } = listOf(engine)
    await settle()
    expect(idsOf(result.current)).toBe('c0 c1')
    expect(result.current.hasMore).toBe(true)
    void result.current.loadMore()
    await settle()
    expect(idsOf(result.current)).toBe('c0 c1 c2 c3')
    expect(result.current.hasMore).toBe(false)
  })

  it('ends at synced when everything was read', async () => {
    const { result } = listOf(engineOf([], { source: createScriptedSource([rows(2)]) }))
    await settle()
    expect(result.current.sync).toMatchObject({ phase: 'synced', complete: true })
  })
})

describe('accounts', () => {
  it('shows nothing of the former account after a switch', () => {
    const engine = engineOf([])
    apply(engine, { type: 'accountOpened', account: 'one' }, { type: 'conversationsUpserted', rows: rows(2) })
    const { container } = renderWith(engine, <List />)
    expect(shown(container)).toBe('C0 C1')
    apply(engine, { type: 'accountOpened', account: 'two' })
    expect(shown(container)).toBe('')
    apply(engine, { type: 'conversationsUpserted', rows: [row('z')], account: 'one' })
    expect(shown(container)).toBe('')
    apply(engine, { type: 'conversationsUpserted', rows: [row('y')] })
    expect(shown(container)).toBe('Y')
  })

  it('follows another engine', () => {
    const first = engineOf([row('a')])
    const second = engineOf([row('b')])
    const { container, rerender } = render(<List engine={first} />)
    rerender(<List engine={second} />)
    expect(shown(container)).toBe('B')
    apply(first, { type: 'conversationsUpserted', rows: [row('late')] })
    expect(shown(container)).toBe('B')
  })
})
