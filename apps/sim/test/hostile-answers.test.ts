import { isVendor, VENDORS } from '@convolist/backends'
import { type Conversation, isConvolistError } from '@convolist/core'
import { describe, expect, it, vi } from 'vitest'
import { hostileNames, hostileValue } from './support/hostile-values.js'
import { expectUnharmed, openWorld, rowsOf, type World } from './support/hostile-world.js'

vi.setConfig({ testTimeout: 120_000 })

/** What is done to three rows and their labels, and to no other. */
function ordersOn({ engine: { commands, getState } }: World, [a, b, c]: readonly [string, string, string]): Orders {
  const label = getState().labels[0]?.id ?? 'none'
  return [
    commands.stickTop([a, b], true),
    commands.stickTop(c, false),
    commands.markRead([a, c]),
    commands.markUnread(b),
    commands.mute(b, true),
    commands.saveDraft(c, 'words'),
    commands.setMark(a, 'starred', true),
    commands.addToLabel(label, b),
    commands.removeFromLabel(label, [a]),
    commands.updateExtension(a, 'text'),
    commands.create([`${a}new`]),
    commands.sendReceipt(a, [{}]),
    commands.remove(c, { clearMessages: true }),
  ]
}

type Orders = readonly Promise<unknown>[]

/** Reading the list, a row or a total is asked besides, and a list that is empty is believed. */
const IS_READ = /(^|\.)get/

describe.each(Object.keys(VENDORS).filter(isVendor))('a hostile answer to a command of %s', (vendor) => {
  it('changes no other row, and gives one diagnostic for each part of it at most', async () => {
    const world = await openWorld(vendor)
    const { engine, simulator, clock, tap } = world
    let notes = 0
    engine.diagnostics.subscribe(({ code }) => {
      if (code === 'vendor/malformed' || code === 'row/malformed' || code === 'event/malformed') notes++
    })
    let neighbours = 0
    for (const name of hostileNames()) {
      simulator.step(4) // brings back rows that were removed
      // oxlint-disable-next-line no-await-in-loop -- one value after the other
      await clock.advance(20_000)
      const [a = 'a', b = 'b', c = 'c', ...rest] = rowsOf(world)
      const others = rest.map((id) => engine.get(id)!)
      let parts = 0
      notes = 0
      tap.answer = (method, real) => {
        if (IS_READ.test(method)) return real
        const value = hostileValue(name)
        parts += Array.isArray(value) ? Math.max(1, value.length) : 1
        return value
      }
      const ends = ordersOn(world, [a, b, c]).map((order) =>
        order.then(
          () => 'well',
          (error: unknown) => (isConvolistError(error) ? 'refused' : String(error)),
        ),
      )
      // oxlint-disable-next-line no-await-in-loop -- the same
      await clock.advance(20_000)
      tap.answer = undefined
      // oxlint-disable-next-line no-await-in-loop -- the same
      const strange = (await Promise.all(ends)).filter((end) => end !== 'well' && end !== 'refused')
      expect(strange, `answered with ${name}`).toEqual([])
      expect(notes, `answered with ${name}`).toBeLessThanOrEqual(parts)
      expect(
        others.map(({ id }) => withoutLabels(engine.get(id))),
        `answered with ${name}`,
      ).toEqual(others.map(withoutLabels))
      neighbours += others.length
      expectUnharmed(world)
    }
    expect(neighbours).toBeGreaterThan(5 * hostileNames().length)
    engine.dispose()
  })
})

/** RongCloud's adapter reads who has which label anew, and may learn of others. */
const withoutLabels = (row: Conversation | undefined): object => ({ ...row, labels: [] })
