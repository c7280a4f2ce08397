import { openBackend } from '@convolist/backends'
import { createEngine, type Engine } from '@convolist/core'
import { createVirtualClock, type SimulatorVendor, type VirtualClock } from '@convolist/testing'
import { expect } from 'vitest'
import { VIEWS } from '../../src/views.js'
import { createWatch, type Watch } from '../../src/watch.js'
import { type Callback, createTap, type Tap } from './tap.js'

export interface World {
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly tap: Tap
  readonly watch: Watch
  readonly uncaught: unknown[]
}

/** A list that has lived a while, so that every callback has been called with what it is for. */
export async function openWorld(vendor: SimulatorVendor): Promise<World> {
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

/** What these say is who is logged in, and how the SDK's own sync stands. */
const SESSION = /login|kick|connect|ready|status|expired|suspend|sync/i
const isOfTheSession = ({ name }: Callback): boolean => SESSION.test(name) && !/CHANNEL/.test(name)
export const ofTheList = ({ callbacks }: Tap): readonly Callback[] =>
  callbacks.filter((callback) => !isOfTheSession(callback))
export const ofTheSession = ({ callbacks }: Tap): readonly Callback[] => callbacks.filter(isOfTheSession)

export const rowsOf = ({ engine }: World): readonly string[] => engine.view({ filter: { hidden: 'include' } }).ids()

/** Nothing was thrown, nothing polluted, no law broken. */
export function expectUnharmed({ watch, uncaught }: World): void {
  expect(uncaught).toEqual([])
  expect(watch.violations).toEqual([])
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  expect(({} as Record<string, unknown>)['unreadCount']).toBeUndefined()
}
