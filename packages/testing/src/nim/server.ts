import type { Clock } from '@convolist/core'
import type { Prng } from '../prng.js'
import {
  createVendorServer,
  type SyncLine,
  type VendorServer,
  type VendorSession,
  type VendorWire,
} from '../simulator/server.js'
import type { Tally } from '../simulator/tally.js'
import type { AccountTruth } from '../simulator/truth.js'
import { chunks } from './chunks.js'
import { execute, idsOf, keysOf, nimCodes, nimLimits, type NimLimits, type NimOrder } from './commands.js'
import { malformedPush } from './malformed.js'
import type { NimCommand, NimPush, NimReply } from './protocol.js'
import { nimPushShape, pushesOf, pushKinds } from './publish.js'
import { basicSync, conversationSync, teamSync } from './sync.js'
import { fromNimId, toNimRow } from './translate.js'

export interface NimServerOptions {
  readonly clock: Clock
  readonly seed?: string | number | undefined
  readonly limits?: Partial<NimLimits> | undefined
  /** Answers every conversation sync with the whole list, as if the client's cursor were too old. */
  readonly alwaysFullSync?: boolean | undefined
  /** Rows in one packet of a conversation sync. Default 1,000. */
  readonly rowsPerPacket?: number | undefined
  readonly tally?: Tally | undefined
}

/** One device's connection to the server, open until it is broken, closed or kicked. */
export type NimSession = VendorSession<NimCommand>

/** A NIM server for any number of accounts and devices, with weather. */
export type NimServer = VendorServer<NimPush, NimCommand, NimReply>

export function createNimServer(options: NimServerOptions): NimServer {
  return createVendorServer(nimWire({ ...nimLimits, ...options.limits }, options), options)
}

const nimWire = (
  limits: NimLimits,
  { alwaysFullSync, rowsPerPacket }: NimServerOptions,
): VendorWire<NimPush, NimCommand, NimReply> => ({
  name: 'nim',
  shape: nimPushShape,
  pushesOf,
  // Only its own messages come back as a row.
  echoesOf: (truth, change) =>
    change.type === 'messageArrived'
      ? [{ type: 'conversations', kind: pushKinds.message, rows: [toNimRow(truth, change.row)] }]
      : [],
  malformed: (prng: Prng) => {
    const push = malformedPush(prng)
    return { push, what: `${push.service} ${push.event}` }
  },
  isSync: ({ name }) => name === 'mainSync' || name === 'conversationSync',
  sync: (truth, command, line) => {
    if (command.name === 'mainSync') return mainSync(truth, command, line)
    const cursor = command.name === 'conversationSync' && !alwaysFullSync ? command.cursor : 0
    return listSync(truth, cursor, line, rowsPerPacket)
  },
  execute: (truth, command) => execute(truth, command as NimOrder, limits),
  failedSync: () => ({ code: nimCodes.serverError }),
  keysOf: (truth, command) => keysOf(truth.account, command),
  refusal: (command, code = refusalCodes[command.name] ?? nimCodes.rateLimit, part) => {
    if (!batches.has(command.name)) return { reply: { code }, code }
    const isBad = (id: string): boolean => {
      const key = part && fromNimId(part.truth.account, id)
      return key === undefined || part?.isRefused(key) === true
    }
    const rest = idsOf(command).filter((id) => !isBad(id))
    const done = rest.length > 0 ? part?.run({ ...command, ids: rest } as NimCommand) : undefined
    const bad = idsOf(command).filter(isBad)
    const failed = { ...done?.failed, ...Object.fromEntries(bad.map((id) => [id, code])) }
    return { reply: { code: nimCodes.ok, rows: [], ...done, failed }, code }
  },
  refusesInPart: ({ name }) => batches.has(name),
  kick: (reason = 1) => ({ type: 'kick', reason: reason as 1 | 2 | 3 | 4 }),
})

function mainSync(
  truth: AccountTruth,
  command: Extract<NimCommand, { name: 'mainSync' }>,
  { deliver }: SyncLine<NimPush>,
): NimReply {
  const pushes = command.part === 'basic' ? basicSync(truth, command.since) : teamSync(truth, command.since)
  pushes.forEach(deliver)
  return { code: nimCodes.ok, time: truth.now() }
}

/** Its pages are packets of rows. A failing sync has sent those before the one that fails; it ends in an error, or in no answer at all. */
function listSync(
  truth: AccountTruth,
  cursor: number,
  { prng, pages, deliver }: SyncLine<NimPush>,
  rowsPerPacket: number | undefined,
): NimReply | undefined {
  const full = cursor === 0
  const packets = chunks(conversationSync(truth, cursor), rowsPerPacket)
  const next = truth.version
  for (let page = 1; page <= Math.max(1, packets.length); page++) {
    if (pages.fails(page, Math.max(1, packets.length)))
      return prng.chance(0.3) ? undefined : { code: nimCodes.serverError }
    const rows = packets[page - 1]
    if (rows) deliver({ type: 'conversationSync', rows, cursor: next, full })
  }
  return { code: nimCodes.ok, sync: { cursor: next, full } }
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
