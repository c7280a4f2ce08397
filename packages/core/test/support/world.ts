import { type Conversation, createEngine, type Engine, type EngineOptions, type View } from '../../src/index.js'
import { createTestClock, type TestClock } from './clock.js'
import { createServer, type Server, type ServerOptions } from './server.js'

export interface World {
  readonly engine: Engine
  readonly server: Server
  readonly clock: TestClock
  /** What was thrown by the app's own code. */
  readonly errors: unknown[]
}

/** An engine on a server, as it is when the first sync has ended. */
export async function openWorld(server: ServerOptions | Server = {}, options: EngineOptions = {}): Promise<World> {
  const world = startWorld(server, options)
  await world.clock.settle()
  return world
}

/** The same before anything has happened. */
export function startWorld(server: ServerOptions | Server = {}, options: EngineOptions = {}): World {
  const clock = createTestClock()
  const errors: unknown[] = []
  const given = 'source' in server ? server : createServer(server)
  const engine = createEngine({ clock, onError: (error) => errors.push(error), source: given.source, ...options })
  return { engine, server: given, clock, errors }
}

/** An engine without a source. */
export function alone(options: EngineOptions = {}): Omit<World, 'server'> {
  const clock = createTestClock()
  const errors: unknown[] = []
  const engine = createEngine({ clock, onError: (error) => errors.push(error), ...options })
  return { engine, clock, errors }
}

/** A view as one line: `^a b(3)`; a row that is flagged ends in `*`, a muted one in `~`. */
export const line = (view: Engine | View): string => {
  const shown = 'view' in view ? view.view() : view
  return shown.window(0, shown.size).map(showRow).join(' ')
}

/** What a promise rejects with; fails if it does not. */
export async function refused(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(outcome instanceof Error)) throw new Error('expected the promise to reject')
  return outcome
}

export const showRow = (row: Conversation): string =>
  [
    row.stickTop ? '^' : '',
    row.id,
    row.unreadCount > 0 ? `(${row.unreadCount})` : '',
    row.markedUnread ? '*' : '',
    row.notify === 'none' ? '~' : '',
  ].join('')
