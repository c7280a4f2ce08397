import './strict-console.js'
import { ConversationListProvider, useConversationList, type ListOptions, type ViewInput } from '@convolist/react'
import { createEngine, type Conversation, type Dispatchable, type Engine, type EngineOptions } from '@convolist/core'
import { act, cleanup, render, type RenderResult } from '@testing-library/react'
import { memo, type ReactElement, type ReactNode } from 'react'
import { afterEach, vi } from 'vitest'

const engines: Engine[] = []

// In this order, so that no component hears of the disposal.
afterEach(() => {
  cleanup()
  for (const engine of engines.splice(0)) engine.dispose()
})

/** An engine that already holds `rows`; disposed after the test. */
export function engineOf(rows: readonly Conversation[], options: EngineOptions = {}): Engine {
  const engine = createEngine(options)
  engines.push(engine)
  if (rows.length > 0) engine.dispatch({ type: 'snapshotReceived', rows, complete: true })
  engine.flush()
  return engine
}

/** Applies events the way a vendor's burst does: one batch, one commit. */
export function apply(engine: Engine, ...events: Dispatchable[]): void {
  act(() => {
    engine.dispatch(events)
    engine.flush()
  })
}

/** Lets promises of the source and the engine's microtasks run. */
export const settle = (): Promise<void> =>
  act(async () => void (await new Promise((resolve) => setTimeout(resolve, 0))))

export function renderWith(engine: Engine, children: ReactNode, container?: HTMLElement): RenderResult {
  const tree = <ConversationListProvider engine={engine}>{children}</ConversationListProvider>
  return render(tree, container ? { container } : {})
}

/** How many listeners the engine has from now on. */
export function countListeners(engine: Engine): () => number {
  let live = 0
  const subscribe = engine.subscribe as (listener: () => void) => () => void
  vi.spyOn(engine, 'subscribe').mockImplementation((listener: unknown) => {
    const stop = subscribe.call(engine, listener as () => void)
    live += 1
    return () => {
      live -= 1
      stop()
    }
  })
  return () => live
}

/** The list as an app would write it; every render of it, and of a row, is noted in `seen`. */
export function List({ view, seen, ...options }: ListProps): ReactElement {
  const { rows } = useConversationList(view, options)
  seen?.push('list')
  return (
    <ul>
      {rows.map((row) => (
        <Row key={row.id} row={row} seen={seen} />
      ))}
    </ul>
  )
}

export interface ListProps extends ListOptions {
  view?: ViewInput
  seen?: string[] | undefined
}

const Row = memo(function Row({ row, seen }: { row: Conversation; seen: string[] | undefined }): ReactElement {
  seen?.push(row.id)
  return <li>{`${row.stickTop ? '^' : ''}${row.title}${row.unreadCount ? `(${row.unreadCount})` : ''}`}</li>
})

/** The rows on the screen as one line: `^A B(2)`. */
export const shown = (container: Element): string =>
  [...container.querySelectorAll('li')].map((item) => item.textContent).join(' ')
