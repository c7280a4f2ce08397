import type { Clock } from '@convolist/core'
import type { TencentCommand, TencentPush, TencentReply, TencentServer, TencentSession } from './protocol.js'

export interface ClientHandlers {
  push(push: TencentPush): void
  broken(): void
  reconnect(): void
}

export interface ClientOptions {
  readonly server: TencentServer
  readonly clock: Clock
  /** How long this SDK waits for an answer, in ms. */
  readonly timeoutMs: number
  /** What it rejects with when it has waited that long, when the line breaks, and when nobody is logged in. */
  readonly codes: { readonly timeout: number; readonly broken: number; readonly loggedOut: number }
  readonly toError: (code: number, what: string) => unknown
}

/** What both SDK families do alike: one session, and commands that wait for their answers. */
export interface TencentClient {
  readonly account: string
  /** The line is open. */
  readonly online: boolean
  /** @returns whether there is a network. */
  connect(account: string, handlers: ClientHandlers): boolean
  close(): void
  /** Rejects with the SDK's own error, also for an answer whose code is not 0. */
  request(command: TencentCommand): Promise<TencentReply>
  /** Rejects everything under way, as when the line breaks. */
  cut(): void
}

interface Waiting {
  readonly resolve: (reply: TencentReply) => void
  readonly reject: (error: unknown) => void
  readonly timer: unknown
}

export function createTencentClient(options: ClientOptions): TencentClient {
  const { server, clock, timeoutMs, codes, toError } = options
  const waiting = new Map<number, Waiting>()
  let account = ''
  let session: TencentSession | undefined
  let serial = 0

  function take(id: number): Waiting | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    if (found !== undefined) clock.clearTimeout(found.timer)
    return found
  }

  function settle(id: number, command: TencentCommand, reply: TencentReply): void {
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
