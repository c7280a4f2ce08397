import type { SyncLine } from '../simulator/server.js'
import type { AccountTruth } from '../simulator/truth.js'
import type { TruthRow } from '../simulator/truth-types.js'
import { tencentCodes } from './commands.js'
import type { TencentCommand, TencentPush, TencentReply } from './protocol.js'
import { serialOf, toTencentMessage, toTencentRow } from './translate.js'

type Sync<Name extends TencentCommand['name']> = Extract<TencentCommand, { name: Name }>

/**
 * One page of the list, newest first, pinned ones ahead; a browser's list may be capped. A failing page ends in an error,
 * or in no answer at all.
 */
export function answerPage(
  truth: AccountTruth,
  { start, limit }: Sync<'page'>,
  { prng, pages }: SyncLine<TencentPush>,
  isCapped: boolean,
): TencentReply | undefined {
  const all = [...truth.rows.values()].sort(inServerOrder)
  const rows = isCapped ? pages.capped(all) : all
  if (pages.fails(Math.floor(start / limit) + 1, Math.ceil(rows.length / limit)))
    return prng.chance(0.3) ? undefined : { code: tencentCodes.busy }
  const from = start - pages.repeated(start, limit)
  const to = from + limit
  pages.borders(rows[to - 1]?.activeAt, rows[to]?.activeAt)
  const next = to < rows.length ? to : undefined
  return { code: 0, start: from, rows: rows.slice(from, to).map((row) => toTencentRow(truth, row)), next }
}

const inServerOrder = (a: TruthRow, b: TruthRow): number =>
  Number(b.stickTop) - Number(a.stickTop) || b.activeAt - a.activeAt || (a.key < b.key ? -1 : 1)

/**
 * What a client has missed of its one-to-one chats: all their unread counts, and since the serial number given the
 * messages and what was taken back. Groups say all that in their row.
 */
export function answerMissed(truth: AccountTruth, { since }: Sync<'missed'>): TencentReply {
  const direct = [...truth.rows.values()].filter((row) => row.kind === 'direct')
  const counts = direct.filter((row) => row.unread > 0).map((row) => ({ peer: row.targetId, unread: row.unread }))
  return { code: 0, counts, pushes: since === 0 ? [] : missedPushes(truth, direct, since), since: lastSerial(truth) }
}

function missedPushes(truth: AccountTruth, rows: readonly TruthRow[], since: number): TencentPush[] {
  const messages = rows
    .flatMap((row) => row.recent.map((message) => toTencentMessage(truth, row, message)))
    .filter((message) => message.seq > since)
    .sort((a, b) => a.seq - b.seq)
  return messages.length > 0 ? [{ type: 'messages', kind: 'direct', messages }] : []
}

/** At least 1: 0 stands for a client that knows nothing. */
function lastSerial(truth: AccountTruth): number {
  let serial = 1
  for (const { last } of truth.rows.values()) if (last !== undefined) serial = Math.max(serial, serialOf(last))
  return serial
}
