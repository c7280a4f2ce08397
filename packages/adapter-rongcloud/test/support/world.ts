import { createRongCloudSource, type RongCloudSource, type RongCloudSourceOptions } from '@convolist/adapter-rongcloud'
import { createEngine, toConversationId, type Conversation, type Engine, type EngineOptions } from '@convolist/core'
import { createVirtualClock, show, type VirtualClock } from '@convolist/testing'
import type { RongWireRow } from '@convolist/testing/rongcloud'
import { startSdk, type Sdk } from './sdk.js'

/** The real SDK, the adapter and the real engine. */
export interface World {
  readonly sdk: Sdk
  readonly source: RongCloudSource
  readonly engine: Engine
  readonly clock: VirtualClock
  /** The list in one line: `^1__bob(2) 3__team`. */
  line(): string
  row(id: string): Conversation | undefined
  notes(): string[]
  settle(): Promise<void>
  close(): Promise<void>
}

export interface WorldOptions {
  readonly navi?: Readonly<Record<string, number>>
  readonly rows?: readonly RongWireRow[]
  readonly source?: RongCloudSourceOptions
  readonly engine?: EngineOptions
  readonly prepare?: (sdk: Sdk) => void
  readonly login?: boolean
}

export async function world(options: WorldOptions = {}): Promise<World> {
  const sdk = startSdk({ navi: options.navi })
  sdk.rows = [...(options.rows ?? [])]
  options.prepare?.(sdk)
  const source = createRongCloudSource(sdk.im, options.source)
  const clock = createVirtualClock()
  const engine = createEngine({ clock, source, ...options.engine })
  const settle = async (): Promise<void> => {
    await sdk.settle()
    await clock.settle()
    await sdk.settle()
    engine.flush()
  }
  if (options.login !== false) {
    await sdk.connectAs('me')
    await settle()
  }
  return {
    sdk,
    source,
    engine,
    clock,
    line: () => show(engine.view().window(0, engine.view().size)),
    row: (id) => engine.get(toConversationId(id)),
    notes: () => engine.diagnostics.recent.map(({ code, path }) => `${code} ${path}`),
    settle,
    async close() {
      engine.dispose()
      await sdk.stop()
    },
  }
}
