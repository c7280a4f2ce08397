import {
  ConvolistError,
  type Conversation,
  type ConversationId,
  type ConversationPatch,
  type ListPage,
  type ListRequest,
} from '@convolist/core'
import { NO_ULTRA, toError, type Sdk } from './call.js'
import { drain, remember } from './changes.js'
import type { Parts } from './parts.js'
import { identify, isRongCloudId, parseRongCloudId, toTypes } from './ids.js'
import { ULTRA } from './im.js'
import type { Line, Session } from './line.js'
import { LOADER, readPage, walk, type Values } from './pages.js'
import { isRecord, type Fields } from './read.js'
import { toRow } from './to-row.js'
import { labelsOf, readTags } from './tags.js'

/** Rows of these may be missing from the list: it ends after 1000, and in one of the two modes has no ultra groups. */
const BESIDES = ['getTopConversationList', 'getBlockedConversationList', 'getUltraGroupList']
/** Asked for with the first page as well: pinned rows are above all others, however old. */
const PINNED = BESIDES.slice(0, 1)
/** The list of what is unread has none of these. */
const ULTRA_GROUPS = BESIDES.slice(2)

/** One page of the SDK's list, newest first. */
export function listPage(parts: Parts, request: ListRequest): Promise<ListPage> {
  const { sdk, line, profiles, watches } = parts
  const { cursor, filter } = request
  return read(line, async (session) => {
    if (cursor === undefined && !filter) {
      session.met = new Set()
      if (session.listedTo === Infinity) session.waiting ??= []
    }
    const met = filter ? new Set<ConversationId>() : session.met
    /** What waits for the list waits for its newest reading, and for no view's. */
    const drainTo = (listedTo: number): void => {
      if (line.session === session && session.met === met) drain(parts, session, listedTo)
    }
    try {
      if (cursor === undefined) await readTags(sdk, line)
      const { values, next } = await readPage(sdk, session, request)
      const rows = await rowsOf(parts, session, values, undefined, !filter && !session.inMemory)
      const listedTo = next === undefined ? -Infinity : oldestOf(rows)
      rows.forEach((row) => met.add(row.id))
      if (session.isPartial && !filter && next === undefined) {
        const others = await rowsOf(parts, session, await walked(sdk, line), met, true)
        others.forEach((row) => met.add(row.id))
        rows.push(...others)
      }
      const more = besidesOf(request, next)
      if (more.length > 0) {
        const values = await besides(sdk, line, more)
        rows.push(...(await rowsOf(parts, session, filter ? values.filter(isUnread) : values, met)))
      }
      // Only once the engine has the page: until then a change of its rows is told as a whole row, not as a patch.
      void line.soon(() => {
        rows.forEach((row) => remember(session, row))
        profiles.want(rows.map((row) => row.id))
        drainTo(listedTo)
      })
      watches.changed(next === undefined)
      return { rows, cursor: next }
    } catch (cause) {
      if (session.listedTo === Infinity) drainTo(Infinity)
      throw cause
    }
  })
}

/**
 * Single rows by id. RongCloud gives a row for any id; one without a message, theirs or ours, is left out as unknown.
 */
export function fetchRows(parts: Parts, ids: readonly ConversationId[]): Promise<readonly Conversation[]> {
  return read(parts.line, async (session) => {
    ids.forEach((id) => session.reread.add(id))
    const kept: Conversation[] = []
    const values = await readEach(parts, session, ids.filter(isRongCloudId), kept)
    const rows = await rowsOf(parts, session, values)
    rows.push(...kept)
    rows.forEach((row) => remember(session, row))
    void parts.line.soon(() => parts.profiles.want(rows.map((row) => row.id)))
    return rows
  })
}

/** Those that RongCloud gives. Of those it refuses for good, which is noted once, what is shown is `kept`. */
async function readEach(
  { sdk, line }: Parts,
  session: Session,
  ids: readonly ConversationId[],
  kept: Conversation[],
): Promise<Values> {
  const method = 'getConversation'
  const refusals: ConvolistError[] = []
  const values = await Promise.all(
    ids.map((id) =>
      sdk.call(method, parseRongCloudId(id)).then(
        (value) => [value],
        (cause: ConvolistError) => {
          refusals.push(cause)
          kept.push(...[session.shown(id) ?? []].flat())
          return []
        },
      ),
    ),
  )
  const [first] = refusals
  const why = refusals.length === ids.length ? first : refusals.find(({ retryable }) => retryable)
  if (why) throw why
  if (first) line.note('vendor/failed', method, first)
  return values.flat()
}

/** Down to which time a page that is not the last has come; a page without rows says nothing of it. */
const oldestOf = (rows: readonly Conversation[]): number =>
  rows.length > 0 ? Math.min(...rows.map((row) => row.activeAt)) : -Infinity

/** A read of rows, of one account from its question to its answer. */
async function read<Result>(line: Line, from: (session: Session) => Promise<Result>): Promise<Result> {
  const { session } = line
  try {
    if (!session) throw new ConvolistError('sync/failed', 'nobody is connected to RongCloud', { retryable: true })
    return await from(session)
  } catch (cause) {
    const { message, vendorCode, retryable } = toError('the list', cause)
    line.refused(vendorCode)
    throw new ConvolistError('sync/failed', message, { vendorCode, retryable, cause })
  }
}

function besidesOf({ cursor, filter }: ListRequest, next: string | undefined): readonly string[] {
  if (filter) return filter.unread && toTypes(filter.kinds).includes(ULTRA) ? ULTRA_GROUPS : []
  return next === undefined ? BESIDES : cursor === undefined ? PINNED : []
}

/** What is malformed is noted where the row is made. */
const isUnread = (value: unknown): boolean => !isRecord(value) || value.unreadMessageCount !== 0

async function besides(sdk: Sdk, line: Line, methods: readonly string[]): Promise<Values> {
  const found = await Promise.all(
    methods.filter(sdk.has).map((method) =>
      sdk.call(method).catch((cause: ConvolistError) => {
        if (cause.vendorCode !== NO_ULTRA) line.note('vendor/failed', method, cause)
        return []
      }),
    ),
  )
  return found.flat()
}

async function walked(sdk: Sdk, line: Line): Promise<Values> {
  try {
    return await walk(sdk)
  } catch (cause) {
    if ((cause as ConvolistError).retryable) throw cause
    line.note('vendor/failed', LOADER, cause)
    return []
  }
}

/**
 * Rows with a message, theirs or the one we know. Without one, what the server itself lists (`isListed`) is there, its
 * messages deleted or too old. Of others only the settings are news: what the SDK has forgotten after a reload is not gone.
 */
async function rowsOf(
  { sdk, line }: Parts,
  session: Session,
  values: Values,
  met?: ReadonlySet<ConversationId>,
  isListed = false,
): Promise<Conversation[]> {
  /** Also those whose message was taken back without a trace. */
  const spoken = new Set<ConversationId>()
  const toNew = (value: unknown): Conversation | undefined => {
    if (met?.has(identify(value).id)) return undefined
    const row = toRow(value, session)
    if (row.lastMessage || (value as Fields).latestMessage || (isListed && row.activeAt > 0)) spoken.add(row.id)
    return row
  }
  const all = line.each(values, toNew, 'list')
  const ids = all.map(({ id }) => id)
  const labels = session.tags.size > 0 ? await labelsOf(sdk, line, session, ids) : undefined
  if (line.session !== session) throw new ConvolistError('sync/failed', 'the account changed meanwhile')
  const rows: Conversation[] = []
  const patches: ConversationPatch[] = []
  all.forEach((row, i) => {
    if (!spoken.has(row.id)) patches.push(settingsOf(row))
    else rows.push({ ...row, labels: labels?.[i] ?? session.shown(row.id)?.labels ?? row.labels })
  })
  line.patch(patches)
  return rows
}

const settingsOf = ({ id, stickTop, notify, unreadCount, mentions }: Conversation): ConversationPatch => ({
  id,
  stickTop,
  notify,
  unreadCount,
  mentions,
})
