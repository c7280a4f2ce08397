import { useConversation, useConversationCommands, useConversationList, useUnread } from '@convolist/react'
import { createScriptedSource, rows } from '@convolist/testing/scripted-source'
import { createEngine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { act, cleanup } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { expect, it } from 'vitest'
import { countListeners, renderWith } from './support/harness.js'

/** Everything a screen may hold of an engine. */
function Everything(): ReactElement {
  const { rows: shown } = useConversationList('all', { range: [0, 5] })
  const unread = useConversationList({ filter: { unread: true } })
  const row = useConversation('c0')
  const { open } = useConversationCommands()
  const text = `${shown.length} ${unread.size} ${row?.title} ${useUnread()}`
  return <button onClick={() => open('c0')}>{text}</button>
}

/** A list that is there, and what it holds before anything is mounted. */
async function opened() {
  const clock = createVirtualClock()
  const source = createScriptedSource([rows(20)])
  const engine = createEngine({ source, clock })
  await act(() => clock.settle())
  const live = (): number[] => engine.getState().parts.indexes.map(({ lanes }) => lanes.length)
  const before = live()
  const listeners = countListeners(engine)
  return { clock, source, engine, live, before, listeners }
}

it('leaves no listener, timer or view behind after a thousand mounts', async () => {
  const { clock, source, engine, live, before, listeners } = await opened()
  const shown = new Set<string>()
  for (let time = 0; time < 1_000; time++) {
    const { container } = renderWith(
      engine,
      <StrictMode>
        <Everything />
      </StrictMode>,
    )
    shown.add(`${container.textContent}, ${listeners()} listeners`)
    cleanup()
  }
  expect([...shown]).toEqual([expect.stringMatching(/^5 0 C0 0, [1-9]/)])
  expect([listeners(), clock.pending]).toEqual([0, 2]) // two views, kept for a second: they may be wanted again
  await act(() => clock.advance(1_000))
  expect([clock.pending, live()]).toEqual([0, before])
  engine.dispose()
  expect([source.listening, clock.pending]).toEqual([0, 0])
}, 60_000)

it('leaves nothing of a hundred accounts behind that came and went while ten screens each were mounted', async () => {
  const { clock, source, engine, live, before, listeners } = await opened()
  const shown = new Set<string>()
  for (let time = 1; time <= 1_000; time++) {
    const { container } = renderWith(engine, <Everything />)
    if (time % 10 === 0) {
      const full = container.textContent
      act(() => {
        source.emit({ type: 'accountOpened', account: `account ${time}` })
        engine.flush()
      })
      const empty = container.textContent
      // oxlint-disable-next-line no-await-in-loop -- one account after the other
      await act(async () => {
        engine.commands.refresh().catch(() => undefined)
        await clock.settle()
      })
      shown.add(`${full} / ${empty} / ${container.textContent}`)
    }
    cleanup()
  }
  expect([...shown]).toEqual(['5 0 C0 0 / 0 0 undefined 0 / 5 0 C0 0'])
  expect(engine.getState().epoch).toBe(101)
  await act(() => clock.advance(1_000))
  expect([listeners(), clock.pending, live()]).toEqual([0, 0, before])
  const { rows: all, tombstones, readMarks, operations } = engine.getState().parts
  expect([all.size, tombstones.size, readMarks.size, operations.size]).toEqual([20, 0, 0, 0])
  engine.dispose()
  expect([source.listening, clock.pending]).toEqual([0, 0])
}, 60_000)
