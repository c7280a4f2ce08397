import type { Conversation, ListFilter, ListPage, ListRequest } from '@convolist/core'
import { type SharedFilter, toSharedFilter } from '../filters.js'
import { kindsOf } from '../ids.js'
import type { LabelBook } from '../labels.js'
import { fieldsOf, isRecord, list, type Ids } from '../read.js'
import { read } from '../reading.js'
import type { Sdk, WebLine, WebSession } from './session.js'

const TYPE = { direct: 'C2C', group: 'GROUP' } as const

interface WebFilter extends SharedFilter {
  type?: string
}

/** The SDK's whole list, from its memory; it has no pages. After a failed sync the SDK uses the call to try again. */
export const listAll = (sdk: Sdk, line: WebLine, request: ListRequest): Promise<ListPage> =>
  read(line, async (session) => {
    const filter = toFilter(request.filter, session.labels)
    if (filter === 'none') return { rows: [], cursor: undefined }
    const answer = await sdk.call('getConversationList', filter)
    return {
      rows: peekAll(line, session, answer),
      cursor: undefined,
      partial: fieldsOf(answer).isSyncCompleted === false,
    }
  })

/** Single rows by id; what the SDK does not have is left out. */
export const fetchRows = (sdk: Sdk, line: WebLine, ids: Ids): Promise<readonly Conversation[]> =>
  read(line, async (session) =>
    ids.length > 0 ? peekAll(line, session, await sdk.call('getConversationList', [...ids])) : [],
  )

export const conversationsIn = (answer: unknown): readonly unknown[] =>
  list(isRecord(answer) ? answer.conversationList : answer, 'conversationList')

/** Not remembered: what is new in them is taken from the next event. */
const peekAll = (line: WebLine, session: WebSession, answer: unknown): Conversation[] =>
  line.each(conversationsIn(answer), session.rows.peek, 'getConversationList')

function toFilter(filter: ListFilter | undefined, labels: LabelBook): WebFilter | undefined | 'none' {
  if (filter?.kinds?.includes('system')) return undefined // not a type that can be asked for
  const kinds = kindsOf(filter?.kinds)
  if (kinds === 'none') return 'none'
  const made: WebFilter = { ...(kinds !== 'all' && { type: TYPE[kinds] }), ...toSharedFilter(filter, labels) }
  return Object.keys(made).length > 0 ? made : undefined
}
