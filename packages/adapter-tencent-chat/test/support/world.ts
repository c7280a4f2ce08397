import { createTencentSource } from '@convolist/adapter-tencent-chat'
import { createEngine, type Conversation, type Engine, type EngineOptions, type Source } from '@convolist/core'
import { createVirtualClock, show, type VirtualClock } from '@convolist/testing'
import { startChat, type Sdk } from './sdk.js'
import type { ServerRow } from './server.js'

/** The real SDK, the adapter and the real engine. */
export interface World {
  readonly sdk: Sdk
  readonly source: Source
  readonly engine: Engine
  readonly clock: VirtualClock
  /** The list in one line: `^C2Cbob(2) GROUP7`. */
  line(): string
  row(id: string): Conversation | undefined
  settle(ms?: number): Promise<void>
  /** Waits for it, at most three seconds. */
  until(condition: () => boolean): Promise<void>
}

export interface WorldOptions {
  readonly start?: (options?: object) => Sdk
  readonly sdk?: object
  readonly rows?: readonly ServerRow[]
  readonly prepare?: (sdk: Sdk) => void
  readonly engine?: EngineOptions
  readonly login?: boolean
}

export async function world(options: WorldOptions = {}): Promise<World> {
  const sdk = (options.start ?? startChat)(options.sdk)
  sdk.server.rows = [...(options.rows ?? [])]
  options.prepare?.(sdk)
  const source = createTencentSource(sdk.chat)
  const clock = createVirtualClock()
  const engine = createEngine({ clock, source, ...options.engine })
  const settle = async (ms?: number): Promise<void> => {
    await sdk.settle(ms)
    await clock.advance(ms ?? 25) // about as long
    engine.flush()
  }
  const made: World = {
    sdk,
    source,
    engine,
    clock,
    line: () => show(engine.view().window(0, engine.view().size)),
    row: (id) => engine.get(id),
    settle,
    async until(condition) {
      for (let tries = 0; tries < 120 && !condition(); tries++) await settle()
      if (!condition()) throw new Error(`waited in vain; the list is: ${made.line()}`)
    },
  }
  if (options.login !== false) {
    await sdk.login()
    await made.until(() => engine.getState().sync.phase === 'synced')
    await settle()
  }
  return made
}
