import { isVendor, openBackend, VENDORS } from '@convolist/backends'
import { createEngine, type Engine, isConvolistError } from '@convolist/core'
import { createVirtualClock, type SimulatorVendor, type VirtualClock } from '@convolist/testing'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { VIEWS } from '../src/views.js'
import { createWatch, type Watch } from '../src/watch.js'
import { hostileValues } from './support/hostile-values.js'
import { type Callback, createTap, type Tap } from './support/tap.js'

vi.setConfig({ testTimeout: 120_000 })

interface World {
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly tap: Tap
  readonly watch: Watch
  readonly uncaught: unknown[]
}

/** A list that has lived a while, so that every callback has been called with what it is for. */
async function openWorld(vendor: SimulatorVendor): Promise<World> {
  const clock = createVirtualClock()
  const tap = createTap()
  const uncaught: unknown[] = []
  const options = { clock, conversations: 12, eventsPerSecond: 5, onUncaught: (error: unknown) => uncaught.push(error) }
  const { simulator, source } = openBackend(vendor, options, tap.around)
  const watch = createWatch(VIEWS, {})
  const engine = createEngine({ source, clock, views: VIEWS, onBatch: watch.take, onError: (e) => uncaught.push(e) })
  engine.view().retain()
  simulator.start()
  await clock.advance(60_000)
  simulator.stop()
  await clock.advance(10_000)
  return { engine, clock, tap, watch, uncaught }
}

/** What these say is who is logged in: taking nonsense for a logout is no mistake. */
const SESSION = /login|kick|connect|ready|status|expired|suspend|sync/i
const ofTheList = ({ callbacks }: Tap): readonly Callback[] => callbacks.filter(({ name }) => !SESSION.test(name))

const rowsOf = ({ engine }: World): readonly string[] => engine.view({ filter: { hidden: 'include' } }).ids()

async function expectSound(world: World, before: readonly string[]): Promise<void> {
  const { clock, watch, uncaught, engine } = world
  await clock.advance(30_000)
  expect(uncaught).toEqual([])
  expect(watch.violations).toEqual([])
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>)['unreadCount']).toBeUndefined()
  expect(rowsOf(world)).toEqual(expect.arrayContaining([...before]))
  expect(engine.getState().account).toBeDefined()
}

describe.each(Object.keys(VENDORS).filter(isVendor))('hostile input of %s', (vendor) => {
  it('in any callback is noted, throws nothing, and costs no row', async () => {
    const world = await openWorld(vendor)
    const before = rowsOf(world)
    const callbacks = ofTheList(world.tap)
    expect(callbacks.length).toBeGreaterThan(3)
    const names = Object.keys(hostileValues())
    expect(names.length).toBeGreaterThanOrEqual(100)
    const { total } = world.engine.diagnostics
    for (const { call, calls } of callbacks) {
      const real = calls.at(-1) ?? []
      for (const name of names) {
        call(hostileValues()[name])
        call([hostileValues()[name]], hostileValues()[name], hostileValues()[name])
        call(...real.map((part, i) => (i === 0 ? hostileValues()[name] : part)))
        call({ data: hostileValues()[name], name: 'hostile' })
      }
      // oxlint-disable-next-line no-await-in-loop -- one callback after the other, or nobody knows which it was
      await world.clock.settle()
    }
    await expectSound(world, before)
    expect(world.engine.diagnostics.total - total).toBeGreaterThan(callbacks.length)
    world.engine.dispose()
  })

  it('that was real before one part of it was exchanged throws nothing either', async () => {
    const world = await openWorld(vendor)
    const called = ofTheList(world.tap).filter(({ calls }) => (calls.at(-1) ?? []).length > 0)
    expect(called.length).toBeGreaterThan(1)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        fc.jsonValue(),
        async (which, path, value) => {
          const { call, calls } = called[which % called.length]!
          call(...(spoiled(calls.at(-1)!, path, value) as unknown[]))
          await world.clock.settle()
        },
      ),
      { numRuns: 300, seed: 20_261_120 },
    )
    await expectSound(world, [])
    world.engine.dispose()
  })

  it('for an answer ends every command, page and read, and throws nothing', async () => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    for (const name of Object.keys(hostileValues())) {
      tap.answer = () => ({ value: hostileValues()[name] })
      const ends = orders(engine).map((order) => order.then(ended, endedBadly(name)))
      // oxlint-disable-next-line no-await-in-loop -- one value after the other
      await clock.advance(200_000)
      // oxlint-disable-next-line no-await-in-loop -- the same
      expect((await Promise.all(ends)).filter((end) => !ENDS.has(end))).toEqual([])
    }
    tap.answer = undefined
    await expectSound(world, [])
    engine.dispose()
  })
})

/** One of each command, on rows there are. */
function orders({ commands, view }: Engine): Promise<unknown>[] {
  const [first = 'a', second = 'b', third = 'c'] = view().window(0, 3)
  const id = (row: (typeof first & object) | string): string => (typeof row === 'string' ? row : row.id)
  const [a, b, c] = [id(first), id(second), id(third)]
  return [
    commands.stickTop([a, b], true),
    commands.markRead([a, c]),
    commands.markRead('all'),
    commands.mute(b, true),
    commands.setMark(a, 'starred', true),
    commands.createLabel('hostile', [a]),
    commands.addToLabel('1', [b]),
    commands.updateExtension(a, 'text'),
    commands.saveDraft(c, 'words'),
    commands.refresh(),
    commands.loadMore(),
  ]
}

const ENDS: ReadonlySet<string> = new Set(['well', 'refused'])
const ended = (): string => 'well'
const endedBadly =
  (name: string) =>
  (error: unknown): string =>
    isConvolistError(error) ? 'refused' : `${name}: ${String(error)}`

/** A copy with the part at a path (its numbers taken modulo what there is) exchanged for something else. */
function spoiled(value: unknown, [at, ...rest]: readonly number[], other: unknown): unknown {
  if (at === undefined || typeof value !== 'object' || value === null) return other
  const keys = Object.keys(value)
  if (keys.length === 0) return other
  const key = keys[at % keys.length]!
  const part = spoiled((value as Record<string, unknown>)[key], rest, other)
  if (Array.isArray(value)) return value.map((each: unknown, i) => (String(i) === key ? part : each))
  return { ...value, [key]: part }
}
