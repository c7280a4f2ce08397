import { useConversation, useConversationList, useUnread } from '@convolist/react'
import { act, render } from '@testing-library/react'
import * as React from 'react'
import { Suspense, useLayoutEffect, startTransition, useState, type ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { apply, countListeners, engineOf, List, renderWith, shown } from './support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

// React 18 has neither, and runs this file without their tests.
const { Activity, use } = React

describe('transitions', () => {
  const views = { unread: { filter: { unread: true } } }
  const cells = 12
  const hooks: Record<string, (view: string) => unknown> = {
    useConversationList: (view) => useConversationList(view).rows.map((each) => each.unreadCount),
    useUnread: (view) => useUnread(view),
    useConversation: () => useConversation('a')?.unreadCount,
  }

  /** Slow enough that React pauses between two cells. */
  function spin(ms: number): void {
    const end = performance.now() + ms
    while (performance.now() < end);
  }

  it.each(Object.entries(hooks))('%s never shows two states when the store changes mid-render', async (_, useValue) => {
    const engine = engineOf([row('a', { unreadCount: 1 }), row('b')], { views })
    const frames: string[] = []
    const log: string[] = []
    const container = document.body.appendChild(document.createElement('div'))

    function Cell({ view }: { view: string }): ReactElement {
      const value = useValue(view)
      spin(view === 'unread' ? 6 : 0)
      log.push(view)
      useLayoutEffect(() => void frames.push(shown(container)))
      return <li>{`${view}:${String(value)}`}</li>
    }
    function Screen(): ReactElement {
      const [view, setView] = useState('all')
      return (
        <>
          <button onClick={() => startTransition(() => setView('unread'))}>unread</button>
          {Array.from({ length: cells }, (_cell, place) => (
            <Cell key={place} view={view} />
          ))}
        </>
      )
    }

    const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
    const { unmount } = renderWith(engine, <Screen />, container)
    environment.IS_REACT_ACT_ENVIRONMENT = false // the scheduler itself decides from here on
    log.length = 0
    container.querySelector('button')?.click()
    await vi.waitFor(() => expect(log.length).toBeGreaterThan(2), { interval: 1 })
    expect(log.length).toBeLessThan(cells)
    engine.dispatch({ type: 'conversationsPatched', patches: [{ id: row('a').id, unreadCount: 5 }] })
    engine.flush()
    await vi.waitFor(() => expect(shown(container)).toBe(Array(cells).fill('unread:5').join(' ')))
    environment.IS_REACT_ACT_ENVIRONMENT = true
    unmount()

    expect(frames.filter((frame) => new Set(frame.split(' ')).size > 1)).toEqual([])
  })
})

it.each(Activity ? [Activity] : [])(
  'a list under Activity stops listening while hidden and comes back right',
  (Boundary) => {
    const engine = engineOf(rows(2))
    const live = countListeners(engine)
    const seen: string[] = []
    const screen = (mode: 'visible' | 'hidden'): ReactElement => (
      <Boundary mode={mode}>
        <List seen={seen} engine={engine} view={{ filter: { kinds: ['direct'] } }} />
      </Boundary>
    )
    const { container, rerender } = render(screen('visible'))
    expect(live()).toBe(1)
    rerender(screen('hidden'))
    expect(live()).toBe(0)
    seen.length = 0
    apply(engine, { type: 'conversationsUpserted', rows: [row('new', { at: 9_000_000 })] })
    expect(seen).toEqual([])
    rerender(screen('visible'))
    expect(live()).toBe(1)
    expect(shown(container)).toBe('NEW C0 C1')
  },
)

it.each(use ? [use] : [])('a list under Suspense waits for the first sync with use(engine.ready)', async (read) => {
  const engine = engineOf([], { source: createScriptedSource([rows(2)]) })
  function Ready(): ReactElement {
    read(engine.ready)
    return <List />
  }
  const page = (
    <Suspense fallback="loading">
      <Ready />
    </Suspense>
  )
  const { container } = await act(async () => renderWith(engine, page))
  expect(shown(container)).toBe('C0 C1')
})
