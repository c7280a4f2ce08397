import { openBackend } from '@convolist/backends'
import { createEngine, type Engine } from '@convolist/core'
import { createVirtualClock, type Simulator, type SimulatorVendor, type VirtualClock } from '@convolist/testing'
import { expect } from 'vitest'
import { VIEWS } from '../../src/views.js'
import { createWatch, type Watch } from '../../src/watch.js'
import { SOUND_CALLS } from './sound-calls.js'
import { type Callback, createTap, shortNameOf, type Tap } from './tap.js'

export interface World {
  readonly engine: Engine
  readonly simulator: Simulator
  readonly clock: VirtualClock
  readonly tap: Tap
  readonly watch: Watch
  readonly uncaught: unknown[]
}

/** A list that has lived a while, so that every callback has been called with what it is for: by the simulator where it can. */
export async function openWorld(vendor: SimulatorVendor): Promise<World> {
  const clock = createVirtualClock()
  const tap = createTap()
  const uncaught: unknown[] = []
  const options = { clock, conversations: 12, eventsPerSecond: 5, onUncaught: (error: unknown) => uncaught.push(error) }
  const { simulator, source } = openBackend(vendor, options, tap.around)
  const watch = createWatch(VIEWS, {})
  const engine = createEngine({ source, clock, views: VIEWS, onBatch: watch.take, onError: (e) => uncaught.push(e) })
  const world = { engine, simulator, clock, tap, watch, uncaught }
  engine.view().retain()
  if (tap.callbacks.some(({ name }) => name.includes('ByFilter'))) {
    engine.watchUnread({ type: 'filter', kinds: ['direct'] }, 'direct')
  }
  simulator.start()
  await clock.advance(60_000)
  simulator.stop()
  await clock.advance(10_000)
  await goThrough(world)
  for (const { name, call, calls } of tap.callbacks) {
    const args = SOUND_CALLS[vendor][shortNameOf(name)]
    if (!args) continue
    calls.push(args)
    call(...args)
  }
  await clock.advance(10_000)
  return world
}

/** What no traffic does: labels come and go, a row is deleted, the sync fails, the line breaks, and the login ends. */
async function goThrough({ engine, simulator, clock }: World): Promise<void> {
  const { commands } = engine
  const soon = (order: Promise<unknown>): Promise<void> => {
    order.catch(() => undefined) // not every vendor has them
    return clock.advance(5_000)
  }
  const id = engine.view().at(0)!.id
  await soon(commands.createLabel('made here', [id]))
  const made = engine.getState().labels.find(({ name }) => name === 'made here')?.id ?? 'none'
  await soon(commands.removeFromLabel(made, [id]))
  await soon(commands.deleteLabel(made))
  await soon(commands.remove(id))
  simulator.failNextSync()
  simulator.resync()
  await clock.advance(90_000)
  simulator.disconnect()
  await clock.advance(90_000)
  simulator.reconnect()
  await clock.advance(10_000)
  for (const end of [() => simulator.kick(), () => simulator.kick(4), () => void simulator.logout()]) {
    end()
    await clock.advance(5_000)
    void simulator.login()
    await clock.advance(30_000)
  }
}

/** What these say is who is logged in, and how the SDK's own sync stands. */
const SESSION = /login|kick|connect|ready|status|expired|suspend|sync/i
const isOfTheSession = ({ name }: Callback): boolean => SESSION.test(name) && !/CHANNEL/.test(name)
export const ofTheList = ({ callbacks }: Tap): readonly Callback[] =>
  callbacks.filter((callback) => !isOfTheSession(callback))
export const ofTheSession = ({ callbacks }: Tap): readonly Callback[] => callbacks.filter(isOfTheSession)

export const rowsOf = ({ engine }: World): readonly string[] => engine.view({ filter: { hidden: 'include' } }).ids()

/** What everything inherits from, and what it has. */
const inherited = (): readonly string[] =>
  [Object, Array, Function, String, Number, Map, Set, Promise].flatMap(({ name, prototype }) =>
    Reflect.ownKeys(prototype as object).map((key) => `${name}.${String(key)}`),
  )
const SOUND = inherited()

/** Nothing was thrown, nothing polluted, no law broken. */
export function expectUnharmed({ watch, uncaught }: World): void {
  expect(uncaught).toEqual([])
  expect(watch.violations).toEqual([])
  expect(inherited()).toEqual(SOUND)
}
