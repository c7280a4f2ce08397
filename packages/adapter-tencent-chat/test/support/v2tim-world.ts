import { createTencentSource } from '@convolist/adapter-tencent-chat'
import { createEngine, type Conversation, type Engine, type EngineOptions, type Source } from '@convolist/core'
import { createVirtualClock, show, type VirtualClock } from '@convolist/testing'
import {
  advancedMsgListener,
  conversationListener,
  sdkListener,
  startV2Tim,
  type Envelope,
  type NativeRow,
  type V2Tim,
} from './v2tim.js'

export const LISTENERS = { advancedMsgListener, conversationListener, sdkListener }

/** The double, the adapter and the real engine. */
export interface V2World {
  readonly sdk: V2Tim
  readonly source: Source
  readonly engine: Engine
  readonly clock: VirtualClock
  line(): string
  row(id: string): Conversation | undefined
  settle(): Promise<void>
}

export interface V2WorldOptions {
  readonly envelope?: Envelope
  readonly rows?: readonly NativeRow[]
  readonly without?: readonly string[]
  readonly login?: boolean
  readonly engine?: EngineOptions
}

export async function v2world(options: V2WorldOptions = {}): Promise<V2World> {
  const sdk = startV2Tim(options.envelope, options.without)
  sdk.rows = [...(options.rows ?? [])]
  const source = createTencentSource(sdk.chat, { listeners: LISTENERS })
  const clock = createVirtualClock()
  const engine = createEngine({ clock, source, ...options.engine })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await clock.settle()
    engine.flush()
  }
  await settle()
  if (options.login !== false) {
    sdk.login()
    await settle()
  }
  return {
    sdk,
    source,
    engine,
    clock,
    settle,
    line: () => show(engine.view().window(0, engine.view().size)),
    row: (id) => engine.get(id),
  }
}
