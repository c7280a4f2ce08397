import type { Clock } from '@convolist/core'
import { createPrng } from '../prng.js'
import { faultProfiles, type Faults } from '../simulator/faults.js'
import { createChannel, type Channel } from '../simulator/scheduler.js'
import { createTally, type Tally } from '../simulator/tally.js'
import { AccountTruth } from '../simulator/truth.js'
import type { TruthChange } from '../simulator/truth-types.js'
import { chunks } from './chunks.js'
import { execute, idsOf, nimCodes, nimLimits, type NimLimits, type NimOrder } from './commands.js'
import { malformedPush } from './malformed.js'
import type { NimCommand, NimDevice, NimPush, NimReply } from './protocol.js'
import { nimPushShape, pushesOf, pushKinds } from './publish.js'
import { basicSync, conversationSync, teamSync } from './sync.js'
import { toNimRow } from './translate.js'

export interface NimServerOptions {
  readonly clock: Clock
  readonly seed?: string | number | undefined
  readonly limits?: Partial<NimLimits> | undefined
  /** Answers every conversation sync with the whole list, as if the client's cursor were too old. */
  readonly alwaysFullSync?: boolean | undefined
  readonly tally?: Tally | undefined
}

/** One device's connection to the server, open until it is broken, closed or kicked. */
export interface NimSession {
  readonly account: string
  readonly open: boolean
  /** Asks for something; the answer comes to the device with the same serial number, perhaps never. */
  request(serial: number, command: NimCommand): void
  /** The device logs out. */
  close(): void
}

/** A NIM server for any number of accounts and devices, with weather. */
export interface NimServer {
  readonly clock: Clock
  readonly tally: Tally
  readonly faults: Faults
  setFaults(faults: Partial<Faults>): void
  /** The truth of an account; an empty one is made at the first call. */
  truth(account: string): AccountTruth
  /** While the network is down the session is closed from the start, and the device is told when it is back. */
  connect(account: string, device: NimDevice): NimSession
  /** Breaks every connection; until `reconnect` the truth may change unseen. */
  disconnect(): void
  reconnect(): void
  readonly online: boolean
  /** Throws every device of the account out. */
  kick(account: string, reason?: 1 | 2 | 3 | 4): void
  /** Refuses the next command of any of these names. Without a code: with the one NIM would most likely give. */
  refuseNext(names: readonly NimCommand['name'][], code?: number): void
  /** The next command of any of these names is never answered, and not carried out. */
  ignoreNext(names: readonly NimCommand['name'][]): void
  /** Sends a push as it is to every device of the account, past all faults. */
  push(account: string, push: NimPush): void
  /** Nothing is on its way. */
  readonly idle: boolean
}

interface Ordered {
  readonly names: readonly NimCommand['name'][]
  readonly action: 'refuse' | 'ignore'
  readonly code: number | undefined
}

export function createNimServer(options: NimServerOptions): NimServer {
  const { clock, alwaysFullSync = false } = options
  const prng = createPrng(options.seed ?? 'nim').fork('server')
  const tally = options.tally ?? createTally(() => clock.now())
  const limits = { ...nimLimits, ...options.limits }
  const truths = new Map<string, AccountTruth>()
  const sessions = new Set<Session>()
  const devices = new Map<NimDevice, string>()
  const ordered: Ordered[] = []
  let faults = faultProfiles.calm
  let online = true
  let acting: Session | undefined

  interface Session extends NimSession {
    readonly channel: Channel<NimPush>
    readonly device: NimDevice
    /** Sent after the answer to the command that caused them. */
    readonly echoes: NimPush[]
    open: boolean
  }

  function truthOf(account: string): AccountTruth {
    const known = truths.get(account)
    if (known !== undefined) return known
    const made = new AccountTruth(account, () => clock.now())
    made.onChange((change) => publish(made, change))
    truths.set(account, made)
    return made
  }

  function publish(truth: AccountTruth, change: TruthChange): void {
    tally.count(`truth:${change.type}`)
    let pushes: NimPush[] | undefined // most changes meet one session, or none
    for (const session of sessions) {
      if (session.account !== truth.account) continue
      if (session === acting && change.origin === 'thisDevice') {
        echo(session, truth, change)
        continue
      }
      pushes ??= pushesOf(truth, change)
      for (const push of pushes) session.channel.push(push)
      if (prng.chance(faults.malformed)) sendMalformed(session)
    }
  }

  /** What the acting device is told of its own act besides the answer: only its own messages come back as a row. */
  function echo(session: Session, truth: AccountTruth, change: TruthChange): void {
    if (change.type !== 'messageArrived') return
    const push: NimPush = { type: 'conversations', kind: pushKinds.message, rows: [toNimRow(truth, change.row)] }
    session.echoes.push(push)
  }

  function sendMalformed(session: Session): void {
    const push = malformedPush(prng)
    tally.log('malformed', `${push.service} ${push.event}`)
    session.channel.push(push)
  }

  function connect(account: string, device: NimDevice): NimSession {
    const truth = truthOf(account)
    const channel = createChannel<NimPush>({
      clock,
      prng: prng.fork(`session ${sessions.size} ${tally.total}`),
      faults: () => faults,
      tally,
      shape: nimPushShape,
      receive: (push) => device.push(push),
    })
    const session: Session = {
      account,
      device,
      channel,
      echoes: [],
      open: online,
      request: (serial, command) => {
        if (session.open) channel.deliver(() => handle(session, truth, serial, command))
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

  function handle(session: Session, truth: AccountTruth, serial: number, command: NimCommand): void {
    tally.count(`command:${command.name}`)
    const reply = answer(session, truth, command)
    if (reply !== undefined) sendReply(session, serial, command, reply)
    for (const push of session.echoes.splice(0)) session.channel.push(push)
  }

  /** What ends a sync comes after what the sync brought; other answers may be late, or early. */
  function sendReply(session: Session, serial: number, command: NimCommand, reply: NimReply): void {
    const send = (): void => session.device.reply(serial, command, reply)
    if (command.name === 'mainSync' || command.name === 'conversationSync') session.channel.deliver(send)
    else session.channel.answer(send)
  }

  function answer(session: Session, truth: AccountTruth, command: NimCommand): NimReply | undefined {
    if (command.name === 'mainSync') return mainSync(session, truth, command)
    if (command.name === 'conversationSync') return listSync(session, truth, command.cursor)
    const order = takeOrdered(command.name)
    if (order?.action === 'ignore' || prng.chance(faults.unanswered))
      return goUnanswered(session, truth, command, order)
    if (order !== undefined) return refused(command, order.code)
    if (prng.chance(faults.refuse)) return refused(command, undefined)
    return run(session, truth, command)
  }

  function run(session: Session, truth: AccountTruth, command: NimOrder): NimReply {
    acting = session
    try {
      return execute(truth, command, limits)
    } finally {
      acting = undefined
    }
  }

  function goUnanswered(
    session: Session,
    truth: AccountTruth,
    command: NimOrder,
    order: object | undefined,
  ): undefined {
    tally.log('unanswered', command.name)
    if (order === undefined && prng.chance(0.5)) run(session, truth, command)
  }

  function refused(command: NimCommand, code = refusalCodes[command.name] ?? nimCodes.rateLimit): NimReply {
    tally.log('refused', `${command.name} ${code}`)
    if (!batches.has(command.name)) return { code }
    return { code: nimCodes.ok, rows: [], failed: Object.fromEntries(idsOf(command).map((id) => [id, code])) }
  }

  function mainSync(
    session: Session,
    truth: AccountTruth,
    command: Extract<NimCommand, { name: 'mainSync' }>,
  ): NimReply {
    const pushes = command.part === 'basic' ? basicSync(truth, command.since) : teamSync(truth, command.since)
    for (const push of pushes) session.channel.deliver(() => session.device.push(push))
    return { code: nimCodes.ok, time: clock.now() }
  }

  /** A failing sync may have sent a part of its rows; it ends in an error, or in no answer at all. */
  function listSync(session: Session, truth: AccountTruth, cursor: number): NimReply | undefined {
    const full = cursor === 0 || alwaysFullSync
    const rows = conversationSync(truth, full ? 0 : cursor)
    const next = truth.version
    const fails = prng.chance(faults.syncFailure)
    const sent = fails ? rows.slice(0, prng.chance(0.5) ? rows.length / 2 : 0) : rows
    if (fails) tally.log('syncFailed', `after ${sent.length} of ${rows.length} rows`)
    for (const part of chunks(sent))
      session.channel.deliver(() => session.device.push({ type: 'conversationSync', rows: part, cursor: next, full }))
    if (!fails) return { code: nimCodes.ok, sync: { cursor: next, full } }
    return prng.chance(0.3) ? undefined : { code: nimCodes.serverError }
  }

  function takeOrdered(name: NimCommand['name']): Ordered | undefined {
    const place = ordered.findIndex((one) => one.names.includes(name))
    return place === -1 ? undefined : ordered.splice(place, 1)[0]
  }

  return {
    clock,
    tally,
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
    kick: (account, reason = 1) => {
      for (const session of sessions) {
        if (session.account !== account) continue
        end(session)
        devices.delete(session.device)
        session.device.push({ type: 'kick', reason })
      }
    },
    refuseNext: (names, code) => void ordered.push({ names, action: 'refuse', code }),
    ignoreNext: (names) => void ordered.push({ names, action: 'ignore', code: undefined }),
    push: (account, push) => {
      for (const session of sessions) if (session.account === account) session.device.push(push)
    },
    get idle() {
      return [...sessions].every((session) => session.channel.underway === 0)
    },
  }
}

/** What NIM most likely says when it refuses a command. */
const refusalCodes: Partial<Record<NimCommand['name'], number>> = {
  stickTop: nimCodes.stickTopLimit,
  localStickTop: nimCodes.stickTopLimit,
  addToGroup: nimCodes.groupMembershipLimit,
  createGroup: nimCodes.groupLimit,
  sendTeamReceipts: nimCodes.receiptRateLimit,
  clearUnread: nimCodes.conversationNotExist,
}

/** Commands refused id by id, inside an answer that is a success. */
const batches: ReadonlySet<NimCommand['name']> = new Set([
  'deleteConversations',
  'clearUnread',
  'addToGroup',
  'removeFromGroup',
])
