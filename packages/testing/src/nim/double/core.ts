import type { Clock } from '@convolist/core'
import type { PageWeather } from '../../simulator/page-weather.js'
import type { NimCommand, NimDevice, NimPush, NimReply } from '../protocol.js'
import type { NimServer, NimSession } from '../server.js'
import type { Decoder } from './decode.js'
import type { EmitterHost } from './emitter.js'
import { clientCodes, NimDoubleError } from './error.js'
import { ConversationIdUtil } from './ids.js'
import type { People } from './people.js'

/** How long the SDK waits for an answer, in ms. */
const PACKET_TIMEOUT = 8_000

interface Waiting {
  readonly resolve: (reply: NimReply) => void
  readonly reject: (error: Error) => void
  readonly timer: unknown
}

export interface CoreOptions {
  readonly server: NimServer
  readonly clock: Clock
  readonly pages: PageWeather
  readonly statesReadTime: boolean
  readonly throwLater: (error: unknown) => void
  readonly emitted: (name: PropertyKey) => void
}

/** What the services of one double share: who is logged in, the way to the server, and the people it knows. */
export class Core implements Decoder, EmitterHost {
  account = ''
  /** 0 logged out, 1 logged in, 2 logging in, 3 cut off and about to try again. */
  loginStatus: 0 | 1 | 2 | 3 = 0
  readonly server: NimServer
  readonly clock: Clock
  /** The weather in which lists are read from memory. */
  readonly pages: PageWeather
  readonly statesReadTime: boolean
  readonly throwLater: (error: unknown) => void
  readonly emitted: (name: PropertyKey) => void
  readonly ids = new ConversationIdUtil(this)
  #session: NimSession | undefined
  #serial = 0
  readonly #waiting = new Map<number, Waiting>()

  constructor(
    options: CoreOptions,
    readonly people: People,
  ) {
    this.server = options.server
    this.clock = options.clock
    this.pages = options.pages
    this.statesReadTime = options.statesReadTime
    this.throwLater = options.throwLater
    this.emitted = options.emitted
  }

  aliasOf(accountId: string): string | undefined {
    return this.people.friends.get(accountId)?.alias || undefined
  }

  userNameOf(accountId: string): string | undefined {
    return this.people.users.get(accountId)?.name || undefined
  }

  /** @returns whether there is a network. */
  connect(handlers: { push: (push: NimPush) => void; broken: () => void; reconnect: () => void }): boolean {
    this.#session?.close()
    const device: NimDevice = {
      ...handlers,
      reply: (serial, _command, reply) => this.#settle(serial, reply),
    }
    this.#session = this.server.connect(this.account, device)
    return this.#session.open
  }

  /** Rejects everything under way, as the SDK does when its connection ends. */
  cut(reason: string): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject, timer } of waiting) {
      this.clock.clearTimeout(timer)
      reject(
        new NimDoubleError(clientCodes.disconnect, {
          reason: 'Packet timeout due to instance disconnect',
          disconnect_reason: reason,
        }),
      )
    }
  }

  close(): void {
    this.#session?.close()
    this.#session = undefined
    this.cut('close')
  }

  /** Sends a command. Rejects with 190002 when not logged in, 192003 on a break, 192004 after 8 s, else the server's code. */
  request(command: NimCommand): Promise<NimReply> {
    const session = this.#session
    if (this.loginStatus !== 1 || session?.open !== true)
      return Promise.reject(
        new NimDoubleError(clientCodes.illegalState, {
          reason: 'Can not sendCmd due to no logined',
          cmd: command.name,
        }),
      )
    this.#serial += 1
    const serial = this.#serial
    return new Promise<NimReply>((resolve, reject) => {
      // the main sync alone is waited for without end
      const waits = command.name === 'mainSync'
      const timer = waits ? undefined : this.clock.setTimeout(() => this.#giveUp(serial, command), PACKET_TIMEOUT)
      this.#waiting.set(serial, { resolve, reject, timer })
      session.request(serial, command)
    })
  }

  #settle(serial: number, reply: NimReply): void {
    const waiting = this.#waiting.get(serial)
    if (waiting === undefined) return // too late: the SDK has given up, and drops it
    this.#waiting.delete(serial)
    this.clock.clearTimeout(waiting.timer)
    if (reply.code === 200) waiting.resolve(reply)
    else waiting.reject(new NimDoubleError(reply.code, { timetag: this.clock.now() }))
  }

  #giveUp(serial: number, command: NimCommand): void {
    const waiting = this.#waiting.get(serial)
    this.#waiting.delete(serial)
    waiting?.reject(new NimDoubleError(clientCodes.timeout, { ser: serial, reason: `Packet Timeout: ${command.name}` }))
  }
}
