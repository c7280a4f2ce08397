import type { Clock } from '@convolist/core'
import { createPrng, type Prng } from '../prng.js'
import { faultProfiles, type Faults } from './faults.js'
import { createPageWeather, type PageWeather } from './page-weather.js'
import { createChannel, type Channel, type PushShape } from './scheduler.js'
import { createTally, type Tally } from './tally.js'
import { AccountTruth } from './truth.js'
import type { TruthChange, TruthKey } from './truth-types.js'

/** How one vendor's server speaks: everything about it that the vendor decides. */
export interface VendorWire<Push, Command extends Named, Reply> {
  /** The name of the stream of chance. */
  readonly name: string
  readonly shape: PushShape<Push>
  /** No two messages of a conversation are of one millisecond: its clients have nothing else to order them by. */
  readonly strictTimes?: boolean
  /** Groups can alert for mentions alone. */
  readonly mutesToMentions?: boolean
  /** What every device of the account is sent when the truth has changed. */
  pushesOf(truth: AccountTruth, change: TruthChange): readonly Push[]
  /** What the device that did it is told besides the answer, and after it. */
  echoesOf(truth: AccountTruth, change: TruthChange): readonly Push[]
  /** A push whose payload makes no sense. */
  malformed(prng: Prng): { readonly push: Push; readonly what: string }
  /** A part of a device's catching up: its parts come in order, and its answer after them. */
  isSync(command: Command): boolean
  sync(truth: AccountTruth, command: Command, line: SyncLine<Push>): Reply | undefined
  /** A sync whose answer is a page of the list: it may be late, and repeat rows. */
  isPage?(command: Command): boolean
  /** Carries out any other command. */
  execute(truth: AccountTruth, command: Command): Reply
  /** What ends a sync that fails at once. */
  failedSync(command: Command): Reply
  /** The conversations a command names. */
  keysOf(truth: AccountTruth, command: Command): readonly TruthKey[]
  /** Without a code: with the one the vendor would most likely give. */
  refusal(
    command: Command,
    code: number | undefined,
    part?: RefusedPart<Command, Reply>,
  ): { readonly reply: Reply; readonly code: number }
  /** Can the answer to this command say which of its conversations were refused? */
  refusesInPart?(command: Command): boolean
  /** Tells a device that it is thrown out; `undefined`: in the vendor's usual way. */
  kick(reason: number | undefined): Push
}

export interface Named {
  readonly name: string
}

/** Of a command for many conversations only some are refused. */
export interface RefusedPart<Command, Reply> {
  readonly truth: AccountTruth
  isRefused(key: TruthKey): boolean
  /** Carries out a command for the others. */
  run(rest: Command): Reply
}

export interface SyncLine<Push> {
  readonly prng: Prng
  readonly pages: PageWeather
  /** Carries a part of the sync; it is never lost, and keeps its place. */
  deliver(push: Push): void
}

/** A client as the server sees it: a double, or a real SDK behind its harness. */
export interface VendorDevice<Push, Command extends Named, Reply> {
  push(push: Push): void
  reply(serial: number, command: Command, reply: Reply): void
  /** The connection broke. */
  broken(): void
  /** The network is back: connect again and catch up. */
  reconnect(): void
}

/** One device's connection to the server, open until it is broken, closed or kicked. */
export interface VendorSession<Command extends Named> {
  readonly account: string
  readonly open: boolean
  /** Asks for something; the answer comes to the device with the same serial number, perhaps never. */
  request(serial: number, command: Command): void
  /** The device logs out. */
  close(): void
}

/** A command that has reached the server and lies there, neither carried out nor answered. */
export interface HeldCommand {
  readonly arrived: boolean
  /** Carries it out and answers it, unless the device's connection has ended meanwhile. */
  release(): void
}

/** A failure that the next sync will meet. */
export interface FailedSync {
  /** One has met it. */
  readonly met: boolean
}

/** The parts of a server that no vendor decides: accounts, their truth, and the weather. */
export interface SimulatedServer {
  readonly clock: Clock
  readonly tally: Tally
  readonly faults: Faults
  setFaults(faults: Partial<Faults>): void
  /** What goes wrong with pages, also those that an SDK reads from its own memory. */
  readonly pages: PageWeather
  /** The truth of an account; an empty one is made at the first call. */
  truth(account: string): AccountTruth
  /** Breaks every connection; until `reconnect` the truth may change unseen. */
  disconnect(): void
  reconnect(): void
  readonly online: boolean
  /** Throws every device of the account out. */
  kick(account: string, reason?: number): void
  /** Nothing is on its way. */
  readonly idle: boolean
  /** A device has asked for a page of its list, and waits for it. */
  readonly reading: boolean
}

/** A vendor's server for any number of accounts and devices, with weather. */
export interface VendorServer<Push, Command extends Named, Reply> extends SimulatedServer {
  /** While the network is down the session is closed from the start, and the device is told when it is back. */
  connect(account: string, device: VendorDevice<Push, Command, Reply>): VendorSession<Command>
  /**
   * Refuses the next command of any of these names. Without a code: with the one the vendor would most likely give.
   * With chats: the next that names one of those, and as far as it does.
   */
  refuseNext(names: readonly Command['name'][], code?: number, chats?: readonly TruthKey[]): void
  /** The next command of any of these names is never answered, and not carried out. */
  ignoreNext(names: readonly Command['name'][]): void
  /** The next command of any of these names waits at the server. */
  holdNext(names: readonly Command['name'][]): HeldCommand
  /** The next sync of any of these names ends at once, with an error. */
  failNextSync(names: readonly Command['name'][]): FailedSync
  /** Sends a push as it is to every device of the account, past all faults. */
  push(account: string, push: Push): void
}

export interface VendorServerOptions {
  readonly clock: Clock
  readonly seed?: string | number | undefined
  readonly tally?: Tally | undefined
}

type Ordered = { readonly names: readonly string[] } & (
  | { readonly action: 'refuse'; readonly code: number | undefined; readonly only: ReadonlySet<TruthKey> | undefined }
  | { readonly action: 'ignore' }
  | { readonly action: 'failSync'; readonly failure: { met: boolean } }
  | { readonly action: 'hold'; hold(run: () => void): void }
)

/** Puts a vendor's way of speaking on a truth: channels, faults, answers and echoes are the same for all of them. */
export function createVendorServer<Push, Command extends Named, Reply>(
  wire: VendorWire<Push, Command, Reply>,
  options: VendorServerOptions,
): VendorServer<Push, Command, Reply> {
  type Device = VendorDevice<Push, Command, Reply>
  interface Session extends VendorSession<Command> {
    readonly channel: Channel<Push>
    readonly device: Device
    /** Sent after the answer to the command that caused them. */
    readonly echoes: { readonly push: Push; readonly chats: readonly TruthKey[] }[]
    /** Serial numbers of the pages that were asked for. */
    readonly pages: Set<number>
    open: boolean
  }

  const { clock } = options
  const prng = createPrng(options.seed ?? wire.name).fork('server')
  const tally = options.tally ?? createTally(() => clock.now())
  const truths = new Map<string, AccountTruth>()
  const sessions = new Set<Session>()
  const devices = new Map<Device, string>()
  const ordered: Ordered[] = []
  let faults = faultProfiles.calm
  let online = true
  let acting: Session | undefined
  const pages = createPageWeather(prng.fork('pages'), tally, () => faults)

  function truthOf(account: string): AccountTruth {
    const known = truths.get(account)
    if (known !== undefined) return known
    const { strictTimes = false, mutesToMentions = false } = wire
    const made = new AccountTruth(account, () => clock.now(), { strictTimes, mutesToMentions })
    made.onChange((change) => publish(made, change))
    truths.set(account, made)
    return made
  }

  function publish(truth: AccountTruth, change: TruthChange): void {
    tally.count(`truth:${change.type}`)
    let pushes: readonly Push[] | undefined // most changes meet one session, or none
    for (const session of sessions) {
      if (session.account !== truth.account) continue
      if (session === acting && change.origin === 'thisDevice') {
        session.echoes.push(...wire.echoesOf(truth, change).map((push) => ({ push, chats: chatsOf(change) })))
        continue
      }
      pushes ??= wire.pushesOf(truth, change)
      for (const push of pushes) session.channel.push(push, chatsOf(change))
      if (prng.chance(faults.malformed)) sendMalformed(session)
    }
  }

  function sendMalformed(session: Session): void {
    const { push, what } = wire.malformed(prng)
    tally.log('malformed', what)
    session.channel.push(push)
  }

  function connect(account: string, device: Device): VendorSession<Command> {
    const truth = truthOf(account)
    const channel = createChannel<Push>({
      clock,
      prng: prng.fork(`session ${sessions.size} ${tally.total}`),
      faults: () => faults,
      tally,
      shape: wire.shape,
      receive: (push) => device.push(push),
    })
    const session: Session = {
      account,
      device,
      channel,
      echoes: [],
      pages: new Set(),
      open: online,
      request: (serial, command) => {
        if (!session.open) return
        if (wire.isPage?.(command) === true) session.pages.add(serial)
        channel.deliver(() => handle(session, truth, serial, command))
      },
      close: () => {
        end(session)
        devices.delete(device)
      },
    }
    if (online) sessions.add(session)
    devices.set(device, account)
    return session
  }

  function end(session: Session): void {
    session.open = false
    session.channel.cut()
    sessions.delete(session)
  }

  function handle(session: Session, truth: AccountTruth, serial: number, command: Command): void {
    tally.count(`command:${command.name}`)
    const order = takeOrdered(truth, command)
    const finish = (reply: Reply | undefined): void => {
      if (reply === undefined) session.pages.delete(serial)
      else sendReply(session, truth, serial, command, reply)
      for (const { push, chats } of session.echoes.splice(0)) session.channel.push(push, chats)
    }
    if (order?.action !== 'hold') return finish(answer(session, truth, command, order))
    order.hold(() => {
      if (session.open) finish(run(session, truth, command))
    })
  }

  /** What ends a sync comes after what the sync brought, but for late pages; other answers may be late, or early. */
  function sendReply(session: Session, truth: AccountTruth, serial: number, command: Command, reply: Reply): void {
    const send = (): void => {
      session.pages.delete(serial)
      session.device.reply(serial, command, reply)
    }
    const lateMs = wire.isPage?.(command) === true ? pages.lateMs() : 0
    if (lateMs > 0) session.channel.apart(send, lateMs)
    else if (wire.isSync(command)) session.channel.deliver(send)
    else session.channel.answer(send, wire.keysOf(truth, command))
  }

  function answer(
    session: Session,
    truth: AccountTruth,
    command: Command,
    order: Ordered | undefined,
  ): Reply | undefined {
    if (wire.isSync(command)) {
      if (order?.action === 'failSync') {
        order.failure.met = true
        return failedSync(command)
      }
      const deliver = (push: Push): void => session.channel.deliver(() => session.device.push(push))
      return wire.sync(truth, command, { prng, pages, deliver })
    }
    if (order?.action === 'ignore' || prng.chance(faults.unanswered))
      return goUnanswered(session, truth, command, order)
    if (order?.action === 'refuse')
      return refused(truth, wire.refusal(command, order.code, partOf(session, truth, order.only)), command)
    if (prng.chance(faults.refuse)) {
      const part = partOf(session, truth, drawPart(truth, command))
      return refused(truth, wire.refusal(command, undefined, part), command)
    }
    return run(session, truth, command)
  }

  /** Mostly, where the answer can say so: some of the conversations, and not all of them. */
  function drawPart(truth: AccountTruth, command: Command): ReadonlySet<TruthKey> | undefined {
    const keys = [...new Set(wire.keysOf(truth, command))]
    if (keys.length < 2 || wire.refusesInPart?.(command) !== true || prng.chance(0.2)) return undefined
    tally.count('refusedInPart')
    const spared = prng.int(0, keys.length - 1)
    const first = (spared + prng.int(1, keys.length - 1)) % keys.length
    return new Set(keys.filter((_, at) => at === first || (at !== spared && prng.chance(0.5))))
  }

  function partOf(
    session: Session,
    truth: AccountTruth,
    only: ReadonlySet<TruthKey> | undefined,
  ): RefusedPart<Command, Reply> | undefined {
    return only && { truth, isRefused: (key) => only.has(key), run: (rest) => run(session, truth, rest) }
  }

  function run(session: Session, truth: AccountTruth, command: Command): Reply {
    acting = session
    try {
      return wire.execute(truth, command)
    } finally {
      acting = undefined
    }
  }

  function goUnanswered(
    session: Session,
    truth: AccountTruth,
    command: Command,
    order: Ordered | undefined,
  ): undefined {
    tally.log('unanswered', command.name)
    tally.strike('unanswered', wire.keysOf(truth, command))
    if (order === undefined && prng.chance(0.5)) run(session, truth, command)
  }

  function refused(
    truth: AccountTruth,
    { reply, code }: { readonly reply: Reply; readonly code: number },
    command: Command,
  ): Reply {
    tally.log('refused', `${command.name} ${code}`)
    tally.strike('refused', wire.keysOf(truth, command))
    return reply
  }

  function failedSync(command: Command): Reply {
    tally.log('syncFailed', command.name)
    return wire.failedSync(command)
  }

  function takeOrdered(truth: AccountTruth, command: Command): Ordered | undefined {
    const isMeant = (order: Ordered): boolean => {
      if (!order.names.includes(command.name)) return false
      const only = order.action === 'refuse' ? order.only : undefined
      return only === undefined || wire.keysOf(truth, command).some((key) => only.has(key))
    }
    const place = ordered.findIndex(isMeant)
    return place === -1 ? undefined : ordered.splice(place, 1)[0]
  }

  function holdNext(names: readonly string[]): HeldCommand {
    let held: (() => void) | undefined
    ordered.push({ names, action: 'hold', hold: (release) => (held = release) })
    return {
      get arrived() {
        return held !== undefined
      },
      release: () => held?.(),
    }
  }

  function failNextSync(names: readonly string[]): FailedSync {
    const failure = { met: false }
    ordered.push({ names, action: 'failSync', failure })
    return failure
  }

  return {
    clock,
    tally,
    pages,
    connect,
    truth: truthOf,
    get faults() {
      return faults
    },
    setFaults: (change) => {
      faults = { ...faults, ...change }
    },
    disconnect: () => {
      online = false
      for (const session of sessions) {
        end(session)
        session.device.broken()
      }
    },
    reconnect: () => {
      online = true
      const connected = new Set([...sessions].map((session) => session.device))
      // picked before: a device that reconnects joins the list anew
      const waiting = [...devices.keys()].filter((device) => !connected.has(device))
      for (const device of waiting) device.reconnect()
    },
    get online() {
      return online
    },
    kick: (account, reason) => {
      for (const session of sessions) {
        if (session.account !== account) continue
        tally.count('kicked')
        end(session)
        devices.delete(session.device)
        session.device.push(wire.kick(reason))
      }
    },
    refuseNext: (names, code, chats) =>
      void ordered.push({ names, action: 'refuse', code, only: chats && new Set(chats) }),
    ignoreNext: (names) => void ordered.push({ names, action: 'ignore' }),
    failNextSync,
    holdNext,
    push: (account, push) => {
      for (const session of sessions) if (session.account === account) session.device.push(push)
    },
    get idle() {
      return [...sessions].every((session) => session.channel.underway === 0)
    },
    get reading() {
      return [...sessions].some((session) => session.pages.size > 0)
    },
  }
}

/** The conversations that a change is about. */
function chatsOf(change: TruthChange): readonly TruthKey[] {
  if ('row' in change) return [change.row.key]
  if ('rows' in change) return change.rows.map((row) => row.key)
  return 'key' in change ? [change.key] : []
}
