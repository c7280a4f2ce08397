import type { Clock } from '@convolist/core'
import type { Named, VendorServer, VendorSession } from './server.js'

export interface ClientHandlers<Push> {
  push(push: Push): void
  broken(): void
  reconnect(): void
}

export interface ClientOptions<Push, Command extends Named, Reply extends Coded> {
  readonly server: VendorServer<Push, Command, Reply>
  readonly clock: Clock
  /** How long this SDK waits for an answer, in ms. */
  readonly timeoutMs: number
  /** What it rejects with when it has waited that long, when the line breaks, and when nobody is logged in. */
  readonly codes: { readonly timeout: number; readonly broken: number; readonly loggedOut: number }
  readonly toError: (code: number, what: string) => unknown
}

/** 0 is success. */
interface Coded {
  readonly code: number
}

/** What the SDKs do alike: one session, and commands that wait for their answers. */
export interface VendorClient<Push, Command extends Named, Reply> {
  readonly account: string
  /** The line is open. */
  readonly online: boolean
  /** @returns whether there is a network. */
  connect(account: string, handlers: ClientHandlers<Push>): boolean
  close(): void
  /** Rejects with the SDK's own error, also for an answer whose code is not 0. */
  request(command: Command): Promise<Reply>
  /** Rejects everything under way, as when the line breaks. */
  cut(): void
}

interface Waiting<Reply> {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: unknown) => void
  readonly timer: unknown
}

export function createVendorClient<Push, Command extends Named, Reply extends Coded>(
  options: ClientOptions<Push, Command, Reply>,
): VendorClient<Push, Command, Reply> {
  const { server, clock, timeoutMs, codes, toError } = options
  const waiting = new Map<number, Waiting<Reply>>()
  let account = ''
  let session: VendorSession<Command> | undefined
  let serial = 0

  function take(id: number): Waiting<Reply> | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    if (found !== undefined) clock.clearTimeout(found.timer)
    return found
  }

  function settle(id: number, command: Command, reply: Reply): void {
    const found = take(id) // `undefined`: too late, the SDK has given up
    if (reply.code === 0) found?.resolve(reply)
    else found?.reject(toError(reply.code, command.name))
  }

  function cut(): void {
    const ids = Array.from(waiting.keys()) // what is rejected may ask again at once
    for (const id of ids) take(id)?.reject(toError(codes.broken, 'the line broke'))
  }

  return {
    get account() {
      return account
    },
    get online() {
      return session?.open === true
    },
    connect(name, handlers) {
      session?.close()
      account = name
      session = server.connect(name, { ...handlers, reply: settle })
      return session.open
    },
    close() {
      session?.close()
      session = undefined
      account = ''
      cut()
    },
    request(command) {
      const open = session
      if (open?.open !== true) {
        const code = account === '' ? codes.loggedOut : codes.broken
        return Promise.reject(toError(code, command.name))
      }
      serial += 1
      const id = serial
      return new Promise((resolve, reject) => {
        const giveUp = (): void => take(id)?.reject(toError(codes.timeout, command.name))
        waiting.set(id, { resolve, reject, timer: clock.setTimeout(giveUp, timeoutMs) })
        open.request(id, command)
      })
    },
    cut,
  }
}
