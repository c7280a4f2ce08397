import { ConvolistError, type Conversation, type ListFilter, type ListPage, type ListRequest } from '@convolist/core'
import { toError } from '../errors.js'
import { kindsOf } from '../ids.js'
import type { LabelBook } from '../labels.js'
import { isRecord, list, type Ids } from '../read.js'
import type { Sdk, WebLine, WebSession } from './session.js'

const TYPE = { direct: 'C2C', group: 'GROUP' } as const

interface WebFilter {
  type?: string
  groupName?: string
  hasUnreadCount?: true
}

/** The SDK's whole list, from its memory; it has no pages. After a failed sync the SDK uses the call to try again. */
export async function listAll(sdk: Sdk, line: WebLine, request: ListRequest): Promise<ListPage> {
  const session = loggedIn(line)
  const filter = toFilter(request.filter, session.labels)
  if (filter === 'none') return { rows: [], cursor: undefined }
  const answer = await asked(sdk, line, session, filter)
  return {
    rows: peekAll(line, session, answer),
    cursor: undefined,
    partial: isRecord(answer) && answer.isSyncCompleted === false,
  }
}

/** Single rows by id; what the SDK does not have is left out. */
export async function fetchRows(sdk: Sdk, line: WebLine, ids: Ids): Promise<readonly Conversation[]> {
  const session = loggedIn(line)
  return ids.length > 0 ? peekAll(line, session, await asked(sdk, line, session, [...ids])) : []
}

export const conversationsIn = (answer: unknown): readonly unknown[] =>
  list(isRecord(answer) ? answer.conversationList : answer, 'conversationList')

/** Not remembered: what is new in them is taken from the next event. */
const peekAll = (line: WebLine, session: WebSession, answer: unknown): Conversation[] =>
  line.each(conversationsIn(answer), 'getConversationList', session.rows.peek)

/**
 * A condition that the SDK cannot express (one of several labels, no label, nothing unread) is left out: the page is then
 * wider than asked for, never narrower.
 */
function toFilter(filter: ListFilter | undefined, labels: LabelBook): WebFilter | undefined | 'none' {
  const kinds = kindsOf(filter?.kinds?.filter((kind) => kind !== 'system'))
  if (filter?.kinds?.includes('system')) return undefined // not a type that can be asked for
  if (kinds === 'none') return 'none'
  const [label, ...others] = filter?.labels ?? []
  const made: WebFilter = {
    ...(kinds !== 'all' && { type: TYPE[kinds] }),
    ...(label !== undefined && others.length === 0 && { groupName: labels.nameOf(label) }),
    ...(filter?.unread && { hasUnreadCount: true as const }),
  }
  return Object.keys(made).length > 0 ? made : undefined
}

function loggedIn(line: WebLine): WebSession {
  if (line.session) return line.session
  throw new ConvolistError('sync/failed', 'Nobody is logged in to Tencent. Connect the source and log in first.', {
    retryable: true,
  })
}

async function asked(sdk: Sdk, line: WebLine, session: WebSession, options: unknown): Promise<unknown> {
  try {
    const answer = await sdk.call('getConversationList', options)
    if (line.session === session) return answer
  } catch (cause) {
    throw toError('sync/failed', 'Reading the conversations', cause)
  }
  throw new ConvolistError('sync/failed', 'The account changed while its conversations were read.')
}
