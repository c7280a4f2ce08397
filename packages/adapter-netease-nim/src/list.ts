import {
  ConvolistError,
  type Conversation,
  type ConversationId,
  type ListPage,
  type ListRequest,
} from '@convolist/core'
import { call } from './call.js'
import { NATIVE_PAGE } from './capabilities.js'
import { toTypes } from './ids.js'
import type { NimConversationPage } from './nim.js'
import type { Services } from './services.js'
import type { Line, Session } from './session.js'

/** The Web's local service keeps this many conversations and drops the least recent ones without an event. */
const LOCAL_CAP = 10_000
/** NIM's code for, among others, a cloud service that is off. */
const MISUSE = 191001
/** Rows from the top for which a source that comes late asks for watermarks. */
export const CATCH_UP = 1000

/** One page of the SDK's list. */
export function listPage(services: Services, line: Line, request: ListRequest): Promise<ListPage> {
  const { conversation, cloud, native } = services
  const { cursor, filter, limit } = request
  // Where the page starts, and how many rows to ask for: more than usual where equal ones got in the way.
  const [offset = 0, more = limit] = cursor?.split(':').map(Number) ?? []
  const types = filter?.kinds && toTypes(filter.kinds)
  return read(line, async (session) => {
    if (types?.length === 0) return { rows: [], cursor: undefined } // kinds that NIM does not have
    const page = filter
      ? await call(conversation, 'getConversationListByOption', offset, more, {
          ...(filter.unread && { onlyUnread: true }),
          ...(types && { conversationTypes: types }),
          ...(filter.labels && { conversationGroupIds: [...filter.labels] }), // an empty list means: in no group
        })
      : await call(conversation, 'getConversationList', offset, more)
    const rows = line.rows(page.conversationList ?? [], 'conversationList')
    const next = nextPlace(page, offset, more, limit)
    // Of pages, some rows come again: how many there are is asked for at the end.
    const isLocal = !cloud && !native
    const all = isLocal && cursor && !next ? await call(conversation, 'getConversationList', 0, LOCAL_CAP) : page
    if (!filter) {
      catchUp(services, line, session, rows)
      if (!next) session.late = 0
    }
    return {
      rows,
      cursor: next || undefined,
      partial: session.sync !== 'done' || next === null || (isLocal && !!all.conversationList?.[LOCAL_CAP - 1]),
    }
  })
}

/** Single rows by id; what the SDK does not have is left out. */
export function fetchRows(
  { conversation, native }: Services,
  line: Line,
  ids: readonly ConversationId[],
): Promise<readonly Conversation[]> {
  const size = native ? NATIVE_PAGE : ids.length
  const method = 'getConversationListByIds'
  return read(line, async () => {
    const rows: Conversation[] = []
    for (let start = 0; start < ids.length; start += size) {
      rows.push(...line.rows(await call(conversation, method, ids.slice(start, start + size)), method))
    }
    return rows
  })
}

/** A read of rows, of one account from its question to its answer. */
async function read<Result>(line: Line, from: (session: Session) => Promise<Result>): Promise<Result> {
  const { session } = line
  try {
    if (!session) throw new ConvolistError('sync/failed', 'nobody is logged in to NIM', { retryable: true })
    const result = await from(session)
    if (line.session !== session) throw new ConvolistError('sync/failed', 'the account changed meanwhile')
    return result
  } catch (cause) {
    const { message, vendorCode, retryable } = cause as ConvolistError
    const hint =
      vendorCode === MISUSE ? '. Is it created with enableV2CloudConversation (node-nim: enableCloudConversation)?' : ''
    throw new ConvolistError('sync/failed', message + hint, { vendorCode, retryable, cause })
  }
}

/**
 * NIM's offset is the sortOrder of the last row, which is not a place: rows of equal order at the edge come again, a
 * group of equals larger than a page never ends, and a last row of order 0 starts from the first page. So we step to just
 * above the last value, and where that brings nothing new, ask for twice as much. Rows met twice do no harm.
 *
 * @returns `offset:limit`; `undefined` at the end, `null` where the SDK leads no further though it has more.
 */
function nextPlace(page: NimConversationPage, from: number, more: number, limit: number): string | null | undefined {
  const { offset, conversationList = [], finished = conversationList.length < more } = page // node-nim may not say
  const last = conversationList.at(-1)?.sortOrder
  if (finished || last === undefined) return undefined
  // Some other kind of offset: followed while it moves.
  if (offset !== last) return offset && offset !== from ? `${offset}:${limit}` : null
  return from === 0 || last + 1 < from ? `${last + 1}:${limit}` : `${from}:${more * 2}`
}

/**
 * Watermarks are told to listeners once, at login. A source connected later asks for them, from the SDK's memory: how far
 * this account has read (where the row does not say), and how far the peer has read my last message.
 */
function catchUp(services: Services, line: Line, session: Session, rows: readonly Conversation[]): void {
  const { conversation, message } = services
  const late = rows.slice(0, session.late)
  session.late -= late.length
  for (const { id, kind, selfReadAt, lastMessage } of late) {
    if (!selfReadAt)
      void line.ask((ms) => line.readTo('selfReadTo', id, ms), conversation, 'getConversationReadTime', id)
    if (message && kind === 'direct' && lastMessage?.senderId === session.account) {
      void line.ask(({ timestamp }) => line.readTo('peerReadTo', id, timestamp), message, 'getP2PMessageReceipt', id)
    }
  }
}
