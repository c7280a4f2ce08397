type EventMap = object
type Listener = (...args: never[]) => void
type ArgumentsOf<Events extends EventMap, Name extends keyof Events> = Events[Name] extends (...args: infer A) => void
  ? A
  : never

interface Entry {
  readonly listener: Listener
  readonly context: unknown
  readonly once: boolean
}

/** Where an emitter reports to. */
export interface EmitterHost {
  /** An app's listener threw. */
  throwLater(error: unknown): void
  emitted(name: PropertyKey): void
}

/**
 * The emitter of the SDK's services. A listener that throws keeps the later ones of that event from being called;
 * the error is thrown again from a timer, where nobody catches it.
 */
export class NimEmitter<Events extends EventMap> {
  readonly #entries = new Map<PropertyKey, readonly Entry[]>()
  readonly #host: EmitterHost

  constructor(host: EmitterHost) {
    this.#host = host
  }

  on<Name extends keyof Events>(name: Name, listener: Events[Name], context?: unknown): this {
    return this.#add(name, listener as Listener, context, false)
  }

  once<Name extends keyof Events>(name: Name, listener: Events[Name], context?: unknown): this {
    return this.#add(name, listener as Listener, context, true)
  }

  #add(name: PropertyKey, listener: Listener, context: unknown, once: boolean): this {
    this.#entries.set(name, [...(this.#entries.get(name) ?? []), { listener, context, once }])
    return this
  }

  /** Without a listener every listener of that name goes, also those of others. */
  off<Name extends keyof Events>(name: Name, listener?: Events[Name]): this {
    const left =
      listener === undefined ? [] : (this.#entries.get(name) ?? []).filter((one) => one.listener !== listener)
    if (left.length > 0) this.#entries.set(name, left)
    else this.#entries.delete(name)
    return this
  }

  removeAllListeners(name?: keyof Events): this {
    if (name === undefined) this.#entries.clear()
    else this.#entries.delete(name)
    return this
  }

  listeners(name: keyof Events): Listener[] {
    return (this.#entries.get(name) ?? []).map((entry) => entry.listener)
  }

  listenerCount(name: keyof Events): number {
    return this.#entries.get(name)?.length ?? 0
  }

  eventNames(): PropertyKey[] {
    return [...this.#entries.keys()]
  }

  /** @returns `false` if nobody listens, or a listener threw. */
  emit<Name extends keyof Events>(name: Name, ...args: ArgumentsOf<Events, Name>): boolean {
    this.#host.emitted(name)
    const entries = this.#entries.get(name)
    if (entries === undefined) return false
    try {
      for (const entry of entries) {
        if (entry.once) this.#drop(name, entry)
        entry.listener.apply(entry.context ?? this, args as unknown as never[])
      }
      return true
    } catch (error) {
      this.#host.throwLater(error)
      return false
    }
  }

  #drop(name: PropertyKey, entry: Entry): void {
    const left = (this.#entries.get(name) ?? []).filter((one) => one !== entry)
    if (left.length > 0) this.#entries.set(name, left)
    else this.#entries.delete(name)
  }
}
