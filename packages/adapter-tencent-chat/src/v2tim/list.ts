import type {
  Conversation,
  ConversationId,
  ConversationPatch,
  LastMessage,
  ListFilter,
  ListPage,
  ListRequest,
} from '@convolist/core'
import { PAGE } from '../capabilities.js'
import { type SharedFilter, toSharedFilter } from '../filters.js'
import { kindsOf } from '../ids.js'
import { learn } from '../line.js'
import type { LabelBook } from '../labels.js'
import { fieldsOf, type Ids } from '../read.js'
import { read } from '../reading.js'
import type { Module } from './envelope.js'
import { readGroups } from './groups.js'
import { see, totalAgain, type V2TimLine, type V2TimSession } from './session.js'
import { toRow, type Stated } from './stated.js'
import { rowsIn, toPatch } from './to-row.js'

/** V2TIM's conversation types. */
const TYPE = { direct: 1, group: 2 } as const

/** What V2TIM can be asked for. */
export interface V2TimFilter extends SharedFilter {
  conversationType?: number
  /** What the native headers call `groupName`. */
  conversationGroup?: string
}

const path = 'getConversationList'
const BY_IDS = 'getConversationListByConversationIds'

/** One page of the SDK's local database. */
export const listPage = (module: Module, line: V2TimLine, stated: Stated, request: ListRequest): Promise<ListPage> =>
  read(line, async (session) => {
    const filter = toFilter(request.filter, session.labels)
    if (filter === 'none') return { rows: [], cursor: undefined }
    const page = { nextSeq: fromCursor(request.cursor), count: request.limit }
    const isWhole = Object.keys(filter).length === 0
    if (isWhole && request.cursor === undefined) {
      session.walk = ++session.turn
      line.soon('groups', () => readGroups(module, line))
    }
    const asked = session.turn
    const answer = await (isWhole
      ? module.call(path, page)
      : module.call('getConversationListByFilter', { filter: { ...filter, ...page } }))
    const { nextSeq, isFinished } = fieldsOf(answer)
    const cursor = isFinished === true ? undefined : toCursor(nextSeq)
    const isCut = isFinished !== true && cursor === undefined
    if (isCut) line.note('vendor/malformed', path, new TypeError('nextSeq: expected a cursor'))
    const rows = readRows(line, session, stated, rowsIn(answer, 'conversationList'), path, asked)
    const partial = isCut || session.sync !== 'done'
    if (isWhole && cursor === undefined && !partial) forgetAbsent(session)
    totalAgain(line)
    return { rows, cursor, partial }
  })

/** What a whole walk has not met leaves the list. */
function forgetAbsent({ exceptAt, met, walk }: V2TimSession): void {
  for (const [id, at] of met) {
    if (at >= walk) continue
    met.delete(id)
    exceptAt.delete(id)
  }
}

/** Single rows by id; what the SDK does not have is left out. */
export const fetchRows = (
  module: Module,
  line: V2TimLine,
  stated: Stated,
  ids: Ids,
): Promise<readonly Conversation[]> =>
  read(line, async (session) => {
    const asked = session.turn
    const rows = readRows(line, session, stated, await byIds(module, ids), BY_IDS, asked)
    line.later(0, () => totalAgain(line)) // after the rows, for it is compared with the list at once
    return rows
  })

/**
 * Tells what rows are once their reading was answered. Their own event may bring the next message along: a count that
 * is what it was says nothing of the reading.
 *
 * @param was their last messages when they were read.
 */
export function reread(module: Module, line: V2TimLine, was: LastMessages): Promise<void> {
  const ids = [...was.keys()]
  const now = lastOf(ids, line.session)
  return line.ask(
    BY_IDS,
    () => byIds(module, ids),
    (answer, session) => {
      const rows = line.each(answer, (value) => toPatch(value, session), BY_IDS)
      const patches = rows.flatMap((said): ConversationPatch[] => {
        const { id, lastMessage, unreadCount } = said
        if (session.lastMessages.get(id) !== now.get(id)) return [] // an event came meanwhile, and is newer
        learn(session, said)
        // What is unread by now came after the reading, even before its answer.
        return unreadCount && lastMessage?.id !== was.get(id)?.id ? [{ id, unreadCount: 0 }, said] : [said]
      })
      if (patches.length > 0) line.emit({ type: 'conversationsPatched', patches })
    },
  )
}

type LastMessages = Map<ConversationId, LastMessage | undefined>

export const lastOf = (ids: Ids, session?: V2TimSession): LastMessages =>
  new Map(ids.map((id) => [id, session?.lastMessages.get(id)]))

/** Some modules have only the misspelled method, and some none that takes several. */
export async function byIds(module: Module, ids: Ids): Promise<readonly unknown[]> {
  const method = [BY_IDS, 'getConversationListByConversaionIds'].find(module.has)
  if (!method) return Promise.all(ids.map((conversationID) => module.call('getConversation', { conversationID })))
  const found: unknown[] = []
  for (let start = 0; start < ids.length; start += PAGE) {
    const conversationIDList = ids.slice(start, start + PAGE)
    found.push(...rowsIn(await module.call(method, { conversationIDList }), 'conversations'))
  }
  return found
}

export function toFilter(filter: ListFilter | undefined, labels: Pick<LabelBook, 'nameOf'>): V2TimFilter | 'none' {
  const kinds = kindsOf(filter?.kinds)
  if (kinds === 'none') return 'none'
  const shared = toSharedFilter(filter, labels)
  return {
    ...(kinds !== 'all' && { conversationType: TYPE[kinds] }),
    ...shared,
    ...(shared.groupName !== undefined && { conversationGroup: shared.groupName }),
  }
}

function readRows(
  line: V2TimLine,
  session: V2TimSession,
  stated: Stated,
  values: readonly unknown[],
  path: string,
  asked: number,
): readonly Conversation[] {
  const said = line.each(values, (value) => toPatch(value, session), path)
  stated.learn(said)
  return said.map((one) => {
    const row = toRow(one)
    see(session, row, one, asked)
    return row
  })
}

// The cursor is a number, a text or a bigint, and has to go back as what it was.
function toCursor(nextSeq: unknown): string | undefined {
  return nextSeq == null ? undefined : `${(typeof nextSeq)[0]}${String(nextSeq)}`
}

function fromCursor(cursor: string | undefined): number | string | bigint {
  if (cursor === undefined) return 0
  const value = cursor.slice(1)
  return cursor[0] === 's' ? value : cursor[0] === 'b' ? BigInt(value) : Number(value)
}
