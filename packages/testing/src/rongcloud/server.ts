import type { RongAnswer, RongSent, RongServerData } from './harness-types.js'
import { rowWith, type RongWireMessage, type RongWireRow } from './wire.js'

const NOT_AVAILABLE = 30002
const ULTRA = 10
const PERSISTED = 16

/** A server that agrees to everything, with the rows, settings and missed messages that stand in `data`. */
export function answerFrom(
  data: RongServerData,
  { topic, body }: RongSent,
  nextVersion: (least: number) => number,
): RongAnswer {
  switch (topic) {
    case 'qryRelationR':
      return { data: { info: listed(data.rows, body), isFinished: true, pullTime: latest(data.rows) } }
    case 'qryRLBatch':
      return { data: { info: data.rows.filter((row) => isNamed(row, body)), isFinished: true } }
    case 'pullUgSes':
      return { data: { info: data.rows.filter((row) => row.type === ULTRA), isFinished: true } }
    case 'delRelationBatch':
      data.rows = data.rows.filter((row) => !isNamed(row, body))
      return {}
    case 'pullMsg': {
      const list = data.offline
      data.offline = []
      list.forEach((message) => keepMessage(data, message))
      return {
        data: { list, syncTime: latest(list.map((message) => ({ versionTime: message.dataTime }))), finished: true },
      }
    }
    case 'pullUgMsg':
      return { data: { list: [], syncTime: latest(data.rows), finished: true } }
    case 'pullSeAtts': {
      const state = data.settings
      data.settings = []
      return { data: { version: nextVersion(latest(state.map(({ time }) => ({ versionTime: time })))), state } }
    }
    case 'unknown':
      return { code: NOT_AVAILABLE } // nothing of a list
    default:
      return {}
  }
}

/** The server's row shows its newest message, and begins with one. */
export function keepMessage(data: RongServerData, message: RongWireMessage): void {
  if ((message.status & PERSISTED) === 0) return
  const isIts = (row: RongWireRow): boolean =>
    row.type === message.type && row.userId === message.groupId && row.busChannel === (message.busChannel ?? '')
  const known = data.rows.find(isIts)
  if (known && timeOf(known) > message.dataTime) return
  data.rows = [...data.rows.filter((row) => row !== known), rowWith(message, known)]
}

/** Newest first and before `startTime` (0 is now), or (`order` 1) oldest first and after it. Ultra groups are not in it. */
function listed(
  rows: readonly RongWireRow[],
  { startTime = 0, order = 0, count = 0 }: RongSent['body'],
): RongWireRow[] {
  const from = Number(startTime)
  const up = order === 1
  return rows
    .filter((row) => row.type !== ULTRA && (up ? timeOf(row) > from : from === 0 || timeOf(row) < from))
    .sort((a, b) => (up ? timeOf(a) - timeOf(b) : timeOf(b) - timeOf(a)))
    .slice(0, Number(count))
}

const timeOf = (row: RongWireRow): number => row.msg?.dataTime ?? row.versionTime

/** The version up to which something was told. */
const latest = (list: readonly { readonly versionTime: number }[]): number =>
  list.reduce((most, { versionTime }) => Math.max(most, versionTime), 1)

function isNamed(row: RongWireRow, body: RongSent['body']): boolean {
  const named = (body.relation ?? []) as readonly {
    conversationType: number
    conversationId: string
    busChannel?: string
  }[]
  return named.some(
    ({ conversationType, conversationId, busChannel = '' }) =>
      conversationType === row.type && conversationId === row.userId && busChannel === row.busChannel,
  )
}
