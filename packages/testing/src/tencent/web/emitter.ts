import type { Clock } from '@convolist/core'

type Handler = (event: never) => void

/** One value per event of the SDK, as `EVENT` names them. */
export const webEvents = {
  ready: 'sdkStateReady',
  notReady: 'sdkStateNotReady',
  kickedOut: 'kickedOut',
  netStateChange: 'netStateChange',
  list: 'onConversationListUpdated',
  total: 'onTotalUnreadMessageCountUpdated',
  groupList: 'onConversationGroupListUpdated',
  inGroup: 'onConversationInGroupUpdated',
  messageReceived: 'onMessageReceived',
  readByPeer: 'onMessageReadByPeer',
  receipt: 'onMessageReadReceiptReceived',
  revoked: 'onMessageRevoked',
} as const

/** Told at most once a second, by what they say when they are told. */
const THROTTLED: ReadonlySet<string> = new Set([webEvents.list, webEvents.total])
const THROTTLE_MS = 1_000

export interface WebEmitter {
  on(name: string, handler: Handler, context?: unknown): void
  off(name: string, handler: Handler): void
  emit(name: string, data?: () => object): void
  /** Drops what the throttle holds back. */
  drop(): void
  listenerCount(): number
}

interface Throttled {
  last: number
  timer: unknown
}

/**
 * The SDK's way of emitting: a handler counts once per event however often it is added, what a handler throws is
 * swallowed (`swallowed` gets it here), and two events are throttled: at once after a quiet second, else a second after
 * the last call, with the data as they are then.
 */
export function createWebEmitter(options: {
  readonly clock: Clock
  readonly throttles: boolean
  readonly emitted: (name: string) => void
  readonly swallowed: (error: unknown) => void
}): WebEmitter {
  const { clock, throttles, emitted, swallowed } = options
  const handlers = new Map<string, Map<Handler, unknown>>()
  const throttled = new Map<string, Throttled>()

  function tell(name: string, data: () => object): void {
    emitted(name)
    const event = { name, ...data() }
    const listening = Array.from(handlers.get(name) ?? []) // as they were when it was told
    for (const [handler, context] of listening) {
      try {
        handler.call(context, event as never)
      } catch (error) {
        swallowed(error)
      }
    }
  }

  return {
    on(name, handler, context) {
      const known = handlers.get(name) ?? new Map<Handler, unknown>()
      handlers.set(name, known.set(handler, context))
    },
    off: (name, handler) => void handlers.get(name)?.delete(handler),
    emit(name, data = () => ({ data: undefined })) {
      if (!throttles || !THROTTLED.has(name)) return tell(name, data)
      const now = clock.now()
      const known = throttled.get(name)
      if (known === undefined || now - known.last > THROTTLE_MS) {
        throttled.set(name, { last: now, timer: known?.timer })
        return tell(name, data)
      }
      clock.clearTimeout(known.timer)
      known.timer = clock.setTimeout(() => {
        known.last = clock.now()
        tell(name, data)
      }, THROTTLE_MS)
    },
    drop() {
      for (const { timer } of throttled.values()) clock.clearTimeout(timer)
      throttled.clear()
    },
    listenerCount: () => [...handlers.values()].reduce((sum, each) => sum + each.size, 0),
  }
}
