import {
  ConvolistError,
  type Conversation,
  type ConversationId,
  type ListFilter,
  type ListPage,
  type ListRequest,
} from '@convolist/core'
import { LIMIT } from './capabilities.js'
import { attempt, toError } from './errors.js'
import { toTypes } from './ids.js'
import { catchUp } from './late.js'
import type { NimConversationPage, NimListOption } from './nim.js'
import type { Services } from './services.js'
import type { Line, Session } from './session.js'
import { list as readList } from './to-row.js'

/** The Web's local service keeps this many conversations and drops the least recent ones without an event. */
const LOCAL_CAP = 10_000

/** Where a page starts: a sortOrder, and how many rows to ask for (more than usual where equal ones got in the way). */
interface Cursor {
  readonly offset: number
  readonly limit: number
}

/** One page of the SDK's list. */
export async function listPage(services: Services, line: Line, request: ListRequest): Promise<ListPage> {
  const session = loggedIn(line)
  const cursor = parseCursor(request)
  const option = toOption(request.filter)
  if (option?.conversationTypes?.length === 0) return { rows: [], cursor: undefined } // kinds that NIM does not have
  const { conversation } = services
  const page = await asked(line, session, () =>
    option
      ? conversation.getConversationListByOption(cursor.offset, cursor.limit, option)
      : conversation.getConversationList(cursor.offset, cursor.limit),
  )
  const rows = line.rows(readList(page.conversationList ?? [], 'conversationList'), 'getConversationList')
  if (session.late && !option && request.cursor === undefined) {
    session.late = false
    void catchUp(services, line, session, rows)
  }
  const next = nextCursor(page, cursor, request.limit)
  const capped = services.mode === 'local' && !services.native && rows.length >= LOCAL_CAP
  return {
    rows,
    cursor: next && next !== 'lost' ? `${next.offset}:${next.limit}` : undefined,
    partial: session.sync !== 'done' || capped || next === 'lost',
  }
}

/** Single rows by id; what the SDK does not have is left out. */
export async function fetchRows(
  services: Services,
  line: Line,
  ids: readonly ConversationId[],
): Promise<readonly Conversation[]> {
  const session = loggedIn(line)
  const chunk = services.native ? LIMIT.page : Math.max(ids.length, 1)
  const rows: Conversation[] = []
  for (let start = 0; start < ids.length; start += chunk) {
    const some = ids.slice(start, start + chunk)
    const found = await asked(line, session, () => services.conversation.getConversationListByIds(some))
    rows.push(...line.rows(readList(found, 'getConversationListByIds'), 'getConversationListByIds'))
  }
  return rows
}

function loggedIn(line: Line): Session {
  if (line.session) return line.session
  throw new ConvolistError('sync/failed', 'Nobody is logged in to NIM. Connect the source and log in first.', {
    retryable: true,
  })
}

async function asked<Result>(line: Line, session: Session, call: () => Promise<Result>): Promise<Result> {
  try {
    const result = await attempt(call)
    if (line.session === session) return result
  } catch (cause) {
    throw toError('sync/failed', 'Reading the conversations', cause)
  }
  throw new ConvolistError('sync/failed', 'The account changed while its conversations were read.')
}

function toOption(filter: ListFilter | undefined): NimListOption | undefined {
  if (!filter) return undefined
  return {
    ...(filter.unread && { onlyUnread: true }),
    ...(filter.kinds && { conversationTypes: toTypes(filter.kinds) }),
    ...(filter.labels && { conversationGroupIds: [...filter.labels] }), // an empty list means: in no group
  }
}

function parseCursor({ cursor, limit }: ListRequest): Cursor {
  if (cursor === undefined) return { offset: 0, limit }
  const [offset = 0, more = limit] = cursor.split(':').map(Number)
  return { offset, limit: more }
}

/**
 * NIM's offset is the sortOrder of the last row, which is not a place: rows of equal order at the edge come again, a
 * group of equals larger than a page never ends, and a last row of order 0 starts from the first page. So we step to just
 * above the last value, and where that brings nothing new, ask for twice as much. Rows met twice do no harm.
 */
function nextCursor(page: NimConversationPage, asked: Cursor, limit: number): Cursor | 'lost' | undefined {
  const { conversationList = [], finished = conversationList.length < asked.limit } = page // node-nim may not say
  const last = conversationList.at(-1)?.sortOrder
  if (finished || last === undefined) return undefined
  if (page.offset !== last) {
    // Some other kind of offset; follow it while it moves.
    return page.offset && page.offset !== asked.offset ? { offset: page.offset, limit } : 'lost'
  }
  const above = last + 1
  const moved = asked.offset === 0 || above < asked.offset
  return moved ? { offset: above, limit } : { offset: asked.offset, limit: asked.limit * 2 }
}
