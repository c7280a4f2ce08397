import { ConvolistError, type Conversation, type ListFilter, type ListPage, type ListRequest } from '@convolist/core'
import { LIMIT } from '../capabilities.js'
import { toError } from '../errors.js'
import { kindsOf } from '../ids.js'
import { learn } from '../line.js'
import type { LabelBook } from '../labels.js'
import { isRecord, type Ids } from '../read.js'
import type { Module } from './envelope.js'
import type { V2TimLine, V2TimSession } from './session.js'
import { rowsIn, toRow } from './to-row.js'

/** V2TIM's conversation types. */
const TYPE = { direct: 1, group: 2 } as const

/** What V2TIM can be asked for. What is not set is left out: 0, '' and false mean one thing here and another there. */
export interface V2TimFilter {
  conversationType?: number
  groupName?: string
  hasUnreadCount?: true
}

/** One page of the SDK's local database. */
export async function listPage(module: Module, line: V2TimLine, request: ListRequest): Promise<ListPage> {
  const session = loggedIn(line)
  const filter = toFilter(request.filter, session.labels)
  if (filter === 'none') return { rows: [], cursor: undefined }
  const page = { nextSeq: fromCursor(request.cursor), count: request.limit }
  const filtered = Object.keys(filter).length > 0
  const answer = await asked(line, session, () =>
    filtered
      ? module.call('getConversationListByFilter', { filter: { ...filter, ...page } })
      : module.call('getConversationList', page),
  )
  const { nextSeq, isFinished } = isRecord(answer) ? answer : {}
  const rows = readRows(line, session, rowsIn(answer, 'conversationList'), 'getConversationList')
  return {
    rows,
    cursor: isFinished === false ? toCursor(nextSeq) : undefined,
    partial: session.sync !== 'done',
  }
}

/** Single rows by id; what the SDK does not have is left out. */
export async function fetchRows(module: Module, line: V2TimLine, ids: Ids): Promise<readonly Conversation[]> {
  const session = loggedIn(line)
  const rows: Conversation[] = []
  for (let start = 0; start < ids.length; start += LIMIT.page) {
    const some = ids.slice(start, start + LIMIT.page)
    const found = await asked(line, session, () => byIds(module, some))
    rows.push(...readRows(line, session, rowsIn(found, 'conversations'), 'getConversationListByConversationIds'))
  }
  return rows
}

/** Some modules have only the misspelled method, and some none that takes several. */
export async function byIds(module: Module, ids: readonly string[]): Promise<unknown> {
  const method = ['getConversationListByConversationIds', 'getConversationListByConversaionIds'].find(module.has)
  if (method) return module.call(method, { conversationIDList: [...ids] })
  return Promise.all(ids.map((conversationID) => module.call('getConversation', { conversationID })))
}

/**
 * A condition that V2TIM cannot express (one of several labels, no label, nothing unread) is left out: the page is then
 * wider than asked for, never narrower.
 */
export function toFilter(filter: ListFilter | undefined, labels: Pick<LabelBook, 'nameOf'>): V2TimFilter | 'none' {
  const kinds = kindsOf(filter?.kinds)
  if (kinds === 'none') return 'none'
  const [label, ...others] = filter?.labels ?? []
  return {
    ...(kinds !== 'all' && { conversationType: TYPE[kinds] }),
    ...(label !== undefined && others.length === 0 && { groupName: labels.nameOf(label) }),
    ...(filter?.unread && { hasUnreadCount: true as const }),
  }
}

function readRows(line: V2TimLine, session: V2TimSession, values: readonly unknown[], path: string): Conversation[] {
  return line.each(values, path, (value) => {
    const row = toRow(value, session.labels)
    learn(session, row)
    session.seen(row)
    return row
  })
}

function loggedIn(line: V2TimLine): V2TimSession {
  if (line.session) return line.session
  throw new ConvolistError('sync/failed', 'Nobody is logged in to Tencent. Connect the source and log in first.', {
    retryable: true,
  })
}

async function asked<Result>(line: V2TimLine, session: V2TimSession, call: () => Promise<Result>): Promise<Result> {
  try {
    const result = await call()
    if (line.session === session) return result
  } catch (cause) {
    throw toError('sync/failed', 'Reading the conversations', cause)
  }
  throw new ConvolistError('sync/failed', 'The account changed while its conversations were read.')
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
