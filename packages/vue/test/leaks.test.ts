import { createEngine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { createScriptedSource, rows } from '@convolist/testing/scripted-source'
import { defineConversationListStore, useConversation, useConversationList, useUnread } from '@convolist/vue'
import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { h, nextTick } from 'vue'
import { countListeners, mountWith, screen } from './support/harness.js'

/** Everything a screen may hold of an engine. */
const everything = screen(() => {
  const { rows: shown } = useConversationList('all', { range: [0, 5] })
  const unread = useConversationList({ filter: { unread: true } })
  const row = useConversation('c0')
  const count = useUnread()
  return () => h('output', `${shown.value.length} ${unread.size.value} ${row.value?.title} ${count.value}`)
})

/** A list that is there, and what it holds before anything is mounted. */
async function opened() {
  const clock = createVirtualClock()
  const source = createScriptedSource([rows(20)])
  const engine = createEngine({ source, clock })
  await clock.settle()
  const live = (): number[] => engine.getState().parts.indexes.map(({ lanes }) => lanes.length)
  const before = live()
  const listeners = countListeners(engine)
  return { clock, source, engine, live, before, listeners }
}

it('leaves no listener, timer or view behind after a thousand mounts', async () => {
  const { clock, source, engine, live, before, listeners } = await opened()
  const shown = new Set<string>()
  for (let time = 0; time < 1_000; time++) {
    const { container, unmount } = mountWith(engine, everything)
    shown.add(`${container.textContent}, ${listeners()} listeners`)
    unmount()
    container.remove()
  }
  expect([...shown]).toEqual([expect.stringMatching(/^5 0 C0 0, [1-9]/)])
  expect([listeners(), clock.pending]).toEqual([0, 2]) // two views, kept for a second: they may be wanted again
  await clock.advance(1_000)
  expect([clock.pending, live()]).toEqual([0, before])
  engine.dispose()
  expect([source.listening, clock.pending]).toEqual([0, 0])
}, 60_000)

it('leaves nothing of a hundred accounts behind that came and went while ten screens each were mounted', async () => {
  const { clock, source, engine, live, before, listeners } = await opened()
  const shown = new Set<string>()
  /* oxlint-disable no-await-in-loop -- one account after the other */
  for (let time = 1; time <= 1_000; time++) {
    const { container, unmount } = mountWith(engine, everything)
    if (time % 10 === 0) {
      const full = container.textContent
      source.emit({ type: 'accountOpened', account: `account ${time}` })
      engine.flush()
      await nextTick()
      const empty = container.textContent
      engine.commands.refresh().catch(() => undefined)
      await clock.settle()
      await nextTick()
      shown.add(`${full} / ${empty} / ${container.textContent}`)
    }
    unmount()
    container.remove()
  }
  /* oxlint-enable no-await-in-loop */
  expect([...shown]).toEqual(['5 0 C0 0 / 0 0 undefined 0 / 5 0 C0 0'])
  expect(engine.getState().epoch).toBe(101)
  await clock.advance(1_000)
  expect([listeners(), clock.pending, live()]).toEqual([0, 0, before])
  const { rows: all, tombstones, readMarks, operations } = engine.getState().parts
  expect([all.size, tombstones.size, readMarks.size, operations.size]).toEqual([20, 0, 0, 0])
  engine.dispose()
  expect([source.listening, clock.pending]).toEqual([0, 0])
}, 60_000)

it('leaves no listener behind after a thousand stores', () => {
  const engine = createEngine()
  const listeners = countListeners(engine)
  const useStore = defineConversationListStore(engine)
  const most = new Set<number>()
  for (let time = 0; time < 1_000; time++) {
    const store = useStore(createPinia())
    most.add(listeners())
    store.$dispose()
  }
  expect([...most]).toEqual([expect.any(Number)])
  expect(most.has(0)).toBe(false)
  expect(listeners()).toBe(0)
  engine.dispose()
}, 60_000)
