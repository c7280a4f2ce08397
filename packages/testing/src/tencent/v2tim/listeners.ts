/** The callbacks of one listener, by name. */
export type V2TimCallbacks = Readonly<Record<string, ((...args: never[]) => void) | undefined>>

export type ListenerKind = 'conversation' | 'sdk' | 'message'

/** The listener classes of the H5 module: `new conversationListener({...})`. */
class Listener {
  constructor(readonly callbacks: V2TimCallbacks) {}
}
export class ConversationListener extends Listener {}
export class SdkListener extends Listener {}
export class AdvancedMsgListener extends Listener {}

/** How a module wraps what it hands out: the raw one, the H5 wrapper one level deeper, or a binding that has no envelope. */
export type V2TimEnvelope = 'raw' | 'h5' | 'bare'

/** The names the modules give their kinds of listeners; one of them misspells the field it is in. */
const METHODS = {
  conversation: ['method', 'conversationListener'],
  sdk: ['methid', 'sdkListener'],
  message: ['method', 'advancedMsgListener'],
} as const

/** Two callbacks share one type: what they carry tells them apart. */
const TYPES: Readonly<Record<string, string>> = {
  onConversationDeleted: 'onConversationsDeleted',
  onUnreadMessageCountChangedByFilter: 'onConversationsDeleted',
}

export interface V2TimListeners {
  add(kind: ListenerKind, listener: object): void
  remove(kind: ListenerKind, listener: object): void
  /** Several arguments travel as one object where there is an envelope. */
  fire(kind: ListenerKind, name: string, data: unknown, args?: readonly unknown[]): void
  listenerCount(): number
}

export function createV2TimListeners(
  envelope: V2TimEnvelope,
  emitted: (name: string) => void,
  swallowed: (error: unknown) => void,
): V2TimListeners {
  const listeners = new Map<ListenerKind, Set<object>>()
  const of = (kind: ListenerKind): Set<object> => listeners.get(kind) ?? new Set()

  return {
    add: (kind, listener) => void listeners.set(kind, of(kind).add(listener)),
    remove: (kind, listener) => void listeners.get(kind)?.delete(listener),
    fire(kind, name, data, args = [data]) {
      emitted(name)
      const [key, method] = METHODS[kind]
      const payload = { [key]: method, type: TYPES[name] ?? name, data, listenerUuid: 'listener-1' }
      const listening = Array.from(of(kind)) // as they were when it was told
      for (const listener of listening) {
        const callbacks = listener instanceof Listener ? listener.callbacks : (listener as V2TimCallbacks)
        try {
          callbacks[name]?.(...((envelope === 'bare' ? args : [payload]) as never[]))
        } catch (error) {
          swallowed(error)
        }
      }
    },
    listenerCount: () => [...listeners.values()].reduce((sum, each) => sum + each.size, 0),
  }
}
