import { openBackend } from '@convolist/backends'
import { createEngine, type Conversation } from '@convolist/core'
import { mergeEngines } from '@convolist/core/merge'
import { createVirtualClock, quieten, type SimulatorVendor } from '@convolist/testing'
import { expect, it } from 'vitest'

const VENDORS: readonly SimulatorVendor[] = ['netease-nim-cloud', 'tencent-web', 'rongcloud']

const inOrder = (a: Conversation, b: Conversation): number =>
  Number(b.stickTop) - Number(a.stickTop) || b.activeAt - a.activeAt || (a.id < b.id ? -1 : 1)

it(
  'one inbox of three vendors is their three lists, at every moment of a hostile minute',
  { timeout: 60_000 },
  async () => {
    const clock = createVirtualClock({ seed: 3 })
    const parts = VENDORS.map((vendor) => {
      const { simulator, source } = openBackend(vendor, { seed: 3, conversations: 40, clock, profile: 'hostile' })
      return { name: vendor, simulator, engine: createEngine({ source, clock: simulator.deviceClock }) }
    })
    const errors: unknown[] = []
    const merged = mergeEngines(parts, { clock, onError: (error) => errors.push(error) })
    const joined = (): Conversation[] =>
      parts
        .flatMap(({ name, engine }) => {
          const view = engine.view()
          return view.window(0, view.size).map((row) => Object.assign({}, row, { id: merged.idOf(name, row.id) }))
        })
        .sort(inOrder)
    const check = (): void => {
      const rows = joined()
      expect(merged.view().ids()).toEqual(rows.map((row) => row.id))
      expect(merged.view().counters.unread).toBe(rows.reduce((sum, row) => sum + row.unreadCount, 0))
    }
    merged.subscribe(check)
    for (const { simulator } of parts) simulator.start()
    await clock.advance(30_000)
    const [first] = merged.view().ids()
    const done = merged.commands.stickTop(first!, !merged.get(first!)!.stickTop).catch(() => undefined)
    await clock.advance(30_000)
    for (const { simulator } of parts) {
      // oxlint-disable-next-line no-await-in-loop -- they share one clock
      await quieten(simulator, clock)
    }
    await done
    check()
    expect(errors).toEqual([])
    expect(merged.view().size).toBeGreaterThan(100)
    for (const { name, simulator, engine } of parts) {
      const view = engine.view()
      expect([name, ...simulator.differences(view.window(0, view.size))]).toEqual([name])
      expect(merged.viewOf(name).counters).toEqual(view.counters)
    }
    expect(merged.getState().sync).toMatchObject({ phase: 'partial', complete: false }) // RongCloud's list is capped
    merged.dispose()
    for (const { engine } of parts) engine.dispose()
  },
)
