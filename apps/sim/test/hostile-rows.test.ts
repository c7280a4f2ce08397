import { isVendor, VENDORS } from '@convolist/backends'
import type { ConversationId } from '@convolist/core'
import { describe, expect, it, vi } from 'vitest'
import { hostileRows } from './support/hostile-rows.js'
import { expectUnharmed, openWorld, type World } from './support/hostile-world.js'
import { hostileRowsOf, SHAPES, type Shape } from './support/row-shapes.js'

vi.setConfig({ testTimeout: 120_000 })

/** Hands rows to the adapter in one of the two ways rows come. */
type Way = (world: World, shape: Shape, rows: readonly unknown[]) => void

const WAYS: Readonly<Record<string, Way>> = {
  'told by a callback'(world, shape, rows) {
    world.tap.callbacks.find(({ name }) => name === shape.callback)!.call(...shape.told(rows))
  },
  'in a page'({ engine }) {
    void engine.commands.refresh().catch(() => undefined)
  },
}

const names = hostileRows().map(({ name }) => name)

it('the list of hostile rows is long, and names each once', () => {
  expect(names.length).toBeGreaterThanOrEqual(100)
  expect(new Set(names).size).toBe(names.length)
})

describe.each(Object.keys(VENDORS).filter(isVendor))('a hostile row of %s', (vendor) => {
  const shape = SHAPES[vendor]

  it.each(Object.keys(WAYS))('%s: one diagnostic if it is refused, and its neighbours are applied', async (way) => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    let notes: string[] = []
    // Totals of the vendor that know nothing of these rows are no fault of theirs.
    engine.diagnostics.subscribe(({ code, path }) => code !== 'unread/drift' && notes.push(path))
    const found: string[] = []
    const wanted: string[] = []
    for (const [i, { name, part, value, verdict }] of hostileRowsOf(vendor).entries()) {
      const rows = [
        shape.row('left', { unread: i + 1 }),
        shape.row(`odd${i}`, { [part]: value }),
        shape.row('right', { unread: i + 1 }),
      ]
      notes = []
      // Whoever reads the list meanwhile, reads the same.
      tap.answer = (method, real) => (method === shape.method ? shape.page(rows) : real)
      WAYS[way]!(world, shape, rows)
      // oxlint-disable-next-line no-await-in-loop -- one after the other, or nobody knows which it was
      await clock.advance(5_000)
      const unread = ['left', 'right'].map((target) => engine.get(shape.idOf(target) as ConversationId)?.unreadCount)
      found.push(`${name}: ${notes.length} diagnostics, neighbours ${unread.join(' ')}`)
      wanted.push(`${name}: ${verdict === 'taken' ? 0 : 1} diagnostics, neighbours ${i + 1} ${i + 1}`)
    }
    expect(found.filter((line) => !wanted.includes(line))).toEqual([])
    expectUnharmed(world)
    engine.dispose()
  })
})
