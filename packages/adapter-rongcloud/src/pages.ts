import type { ListFilter, ListRequest } from '@convolist/core'
import type { Sdk } from './call.js'
import { LIST } from './capabilities.js'
import { toTypes } from './ids.js'
import { ULTRA } from './im.js'
import type { Loader, Session } from './line.js'
import { count, isRecord, list } from './read.js'

export type Values = readonly unknown[]

/** Rows as the SDK has them, and where the next page starts. */
interface Page {
  readonly values: Values
  readonly next: string | undefined
}

export const LOADER = 'createConversationListLoader'
/** Rows in one step of a loader. */
const STEP = 100
const NOTHING: Page = { values: [], next: undefined }

/** A condition RongCloud cannot express is left out: the page is then wider than asked for, never narrower. */
export async function readPage(sdk: Sdk, session: Session, request: ListRequest): Promise<Page> {
  const { filter } = request
  const types = filter?.kinds && toTypes(filter.kinds)
  if (types?.length === 0) return NOTHING // none of these kinds exists
  if (filter?.unread) {
    const method = 'getUnreadConversationList'
    return { values: list(await sdk.call(method, types), method), next: undefined }
  }
  if (filter?.labels?.length && sdk.has(LOADER)) return labelled(sdk, session, request, filter.labels, types)
  // Where the page starts, and how many rows to ask for: more than usual where equal ones got in the way.
  const [before = 0, most = request.limit] = request.cursor?.split(':').map(Number) ?? []
  const values = await timed(sdk, before, most, types)
  return { values, next: nextCursor(values, before, most, request.limit) }
}

/** By any of several labels, from 5.32 on. The loader itself knows where it stands. */
async function labelled(
  sdk: Sdk,
  session: Session,
  { cursor = '', limit }: ListRequest,
  labels: NonNullable<ListFilter['labels']>,
  types: readonly number[] | undefined,
): Promise<Page> {
  const conversationTypes = types?.filter((type) => type !== ULTRA) // which it refuses
  if (conversationTypes?.length === 0) return NOTHING
  const options = { tagFilter: { tagIds: [...labels] }, ...(conversationTypes && { conversationTypes }) }
  const loader = session.loaders.get(cursor) ?? ((await sdk.call(LOADER, options)) as Loader)
  const values = list(await sdk.settled(LOADER, () => loader.load(Math.min(limit, STEP))), LOADER)
  session.loaders.delete(cursor)
  if (!loader.hasMore) return { values, next: undefined }
  const next = `walk ${++session.walks}`
  session.loaders.set(next, loader)
  return { values, next }
}

/** The server's whole list, but for ultra groups. */
export async function walk(sdk: Sdk): Promise<Values> {
  const loader = (await sdk.call(LOADER, {})) as Loader
  const pages: Values[] = []
  do pages.push(list(await sdk.settled(LOADER, () => loader.load(STEP)), LOADER))
  while (loader.hasMore && pages.length * STEP < LIST)
  return pages.flat()
}

/** 5.28 renamed the call. `order` 0 goes back in time, from now if `startTime` is 0. */
async function timed(
  sdk: Sdk,
  startTime: number,
  count: number,
  conversationTypes: readonly number[] | undefined,
): Promise<Values> {
  const method = sdk.has('getConversationListByTimestamp') ? 'getConversationListByTimestamp' : 'getConversationList'
  const types = conversationTypes && { conversationTypes }
  return list(await sdk.call(method, { startTime, count, order: 0, ...types }), method)
}

/**
 * Where the next page starts: just above the time of the last row, so that others of the same millisecond are not lost;
 * where that leads nowhere, for they are more than a page, with more rows. Rows met twice do no harm.
 */
function nextCursor(values: Values, before: number, most: number, limit: number): string | undefined {
  const last = values.at(-1)
  if (values.length < most || !isRecord(last)) return undefined
  const sentAt = isRecord(last.latestMessage) ? (count(last.latestMessage, 'sentTime') ?? 0) : 0
  const isPast = (at: number): boolean => at > 1 && (before === 0 || at < before)
  const next = [(count(last, 'operationTime') ?? 0) + 1, sentAt + 1].sort((a, b) => b - a).find(isPast)
  if (next !== undefined) return `${next}:${limit}`
  return most < LIST ? `${before}:${Math.min(LIST, most * 2)}` : undefined
}
