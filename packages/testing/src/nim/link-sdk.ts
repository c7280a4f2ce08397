import { commandDecoders } from './decode-command.js'
import { toAnswer, toPackets } from './encode.js'
import type { NimCommand, NimDevice, NimPush, NimReply } from './protocol.js'
import type { NimAnswer, NimAnswerer, NimHarness } from './sdk-harness.js'
import type { NimServer, NimSession } from './server.js'

/** The real SDK on the simulated server. */
export interface NimSdkLink {
  /** Logs in through the harness and connects with the server. */
  login(account: string): Promise<void>
  logout(): Promise<void>
}

/** What a malformed push is handed to: the SDK's own `emit` would fail on it while it writes its log. */
type RawServices = Readonly<Record<string, { listeners(event: string): ((...args: readonly unknown[]) => void)[] }>>

/**
 * Puts the real `nim-web-sdk-ng` behind its harness onto a simulated server: the same truth, traffic and faults that
 * the double sees reach the real package, as packets of its own protocol.
 *
 * The SDK's own timers (8 s until it gives up on an answer) run on the host's clock. A test that wants them on the
 * virtual one replaces the host's timers and `Date` before the SDK is loaded.
 */
export function linkNimSdk<Nim>(harness: NimHarness<Nim>, server: NimServer): NimSdkLink {
  const waiting = new Map<number, (answer: NimAnswer) => void>()
  let session: NimSession | undefined
  let account = ''
  let serial = 0

  const device: NimDevice = {
    push: (push) => receive(push),
    reply: (to, command, reply) => settle(to, command, reply),
    broken: () => {
      waiting.clear()
      harness.disconnect()
    },
    reconnect: () => {
      session = server.connect(account, device)
      void harness.reconnect()
    },
  }

  function receive(push: NimPush): void {
    if (push.type === 'malformed') {
      const services = harness.nim as RawServices
      for (const listener of services[push.service]?.listeners(push.event) ?? []) listener(...push.args)
    } else for (const packet of toPackets(account, push)) harness.feed(packet)
  }

  function settle(to: number, command: NimCommand, reply: NimReply): void {
    waiting.get(to)?.(toAnswer(command, reply))
    waiting.delete(to)
  }

  function ask(command: NimCommand): Promise<NimAnswer> {
    serial += 1
    const own = serial
    return new Promise((resolve) => {
      waiting.set(own, resolve)
      session?.request(own, command)
    })
  }

  for (const [name, decode] of Object.entries(commandDecoders)) {
    const answerer: NimAnswerer = (query) => ask(decode(query, account))
    harness.answers[name] = answerer
  }

  return {
    login: async (name) => {
      session?.close()
      account = name
      session = server.connect(name, device)
      await harness.loginAs(name)
    },
    logout: async () => {
      session?.close()
      await harness.logout()
    },
  }
}
