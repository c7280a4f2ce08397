// The parts of the two packages that the harness drives. Named so in 5.38.0; pin the version.

import type { RongWireState } from './wire.js'

export interface Envelope {
  readonly isOk: boolean
  readonly code: number
  readonly data?: unknown
}

export interface Codec {
  encode(...args: unknown[]): unknown
}

/** What is taken from `@rongcloud/engine`. */
export interface EnginePackage {
  readonly APIContext: { readonly prototype: { assignWatcher(watcher: unknown): unknown } }
  readonly PBCodec: { readonly prototype: Codec }
  ok(data?: unknown): Envelope
  fail(code: number): Envelope
}

/** The object behind the module's functions, as far as it is driven. */
export interface Inside {
  readonly _engine: {
    readonly _ctx: {
      readonly navi: { getNaviInfoFromCache(): object }
      readonly _connection: {
        _crtUserId: string
        checkAlive(): void
        setConnectionStatus(status: number, code?: number): void
        getConnectionStatus(): number
      }
      emit(name: string, payload: unknown): void
      query(topic: number, target: string, body: object, answer?: string): Promise<Envelope>
      send(writer: { topic: string; targetId: string; pbData: object }): Promise<Envelope>
    }
    readonly _chat: {
      emit(name: string, payload: unknown): void
      readonly storage: { updateBySessionStates(states: readonly RongWireState[]): unknown[] }
    }
  }
}

/** What is taken from `@rongcloud/imlib-next`. */
export interface ImPackage {
  init(options: object): void
  addEventListener(event: string, listener: Listener, target?: unknown): void
  removeEventListener(event: string, listener: Listener, target?: unknown): void
  getConversationListByTimestamp(options: object): Promise<unknown>
  disconnect(): Promise<void>
  destroy(): Promise<unknown>
}
export type Listener = (...payload: never[]) => void
