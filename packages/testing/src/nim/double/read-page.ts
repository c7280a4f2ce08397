import type { Core } from './core.js'
import { structuredCopy } from './decode.js'
import { clientCodes, NimDoubleError } from './error.js'
import type { V2Conversation, V2ConversationResult } from './types.js'

/**
 * One page of a service's memory. The cursor is the sort order of the last item, so that equal sort orders at the edge of a
 * page repeat items, and a page that ends on sort order 0 starts again from the top. In fair weather the answer is there at
 * once, and has the stored objects, as on the Web; one that comes late, as across the bridge of a native SDK, has copies.
 *
 * @param sorted all that belong to the list asked for.
 */
export function readPage(
  { pages, clock }: Core,
  sorted: readonly V2Conversation[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
  present: (conversation: V2Conversation) => V2Conversation,
): Promise<V2ConversationResult> {
  const place = offset > 0 ? placeAfter(sorted, offset) : 0
  if (pages.fails(Math.floor(place / limit) + 1, Math.ceil(sorted.length / limit)))
    return Promise.reject(new NimDoubleError(clientCodes.readTimeout))
  const start = place - pages.repeated(place, limit)
  const conversationList = sorted.slice(start, start + limit).map(present)
  const finished = start + limit >= sorted.length
  const last = conversationList.at(-1)
  pages.borders(last?.sortOrder, sorted[start + limit]?.sortOrder)
  const page = { offset: finished || last === undefined ? 0 : last.sortOrder, finished, conversationList }
  const lateMs = pages.lateMs()
  if (lateMs === 0) return Promise.resolve(page)
  const asItWas = structuredCopy(page)
  return new Promise((resolve) => clock.setTimeout(() => resolve(asItWas), lateMs))
}

/** The first place whose sort order lies below the cursor's, but for items that share it: only one of those is skipped. */
function placeAfter(sorted: readonly V2Conversation[], cursor: number): number {
  const place = sorted.findIndex((conversation) => conversation.sortOrder <= cursor)
  if (place === -1) return sorted.length
  return sorted[place]?.sortOrder === cursor ? place + 1 : place
}
