import { toEpochMs, type Conversation, type ConversationId, type ConversationPatch } from '@convolist/core'
import { learn, type Line, type Session } from '../line.js'
import { count, fieldsOf, oddWords, type Fields } from '../read.js'
import { mentionsIn, previewKey, toRow, type Mention, type PreviewName } from './to-row.js'

/** What is remembered of one row of the SDK's list, so that only what changed is translated again. */
interface Entry {
  /** The SDK's object itself comes first: a sync replaces all of them, and forgets drafts and mentions with that. */
  readonly traits: readonly unknown[]
  /** `undefined` while nothing of it could be read. */
  readonly row: Conversation | undefined
  readonly named: Named
  readonly draft: string
}

/** What is known of the messages of a group that name this account. */
interface Named {
  /** The unread ones, oldest first. */
  readonly mentions: readonly Mention[]
  /** Messages numbered up to this were read, as far as we know. */
  readonly readSeq: number
}
const NOBODY: Named = { mentions: [], readSeq: -1 }

/** The rows of one account, copied. */
export interface Rows {
  readonly size: number
  /** How many rows were taken anew so far. */
  readonly changes: number
  has(id: string | undefined): boolean
  /** As it was last taken. */
  get(id: string | undefined): Conversation | undefined
  ids(): Iterable<string>
  forget(id: string): void
  /** Once labels have changed: rows with labels are taken anew. */
  renew(): void
  /** The row as it is now; the very same object while nothing in it changed. A draft that changed is put into `drafts`. */
  take(value: unknown, index: number, drafts: ConversationPatch[]): Conversation | undefined
  /** The same without remembering. */
  peek(value: unknown): Conversation
}

/** @param countsUnset does the SDK's total count a conversation without a setting? */
export function createRows(line: Line, session: Session, countsUnset: boolean): Rows {
  const entries = new Map<string, Entry>()
  const scratch: unknown[] = []
  let changes = 0
  let labelChanges = 0

  const translate = (value: unknown, known: Entry | undefined, { mentions }: Named): Conversation =>
    toRow(value, { account: session.account, labels: session.labels, known: known?.row, mentions })

  const note = (index: number, cause: unknown): void =>
    line.note('vendor/malformed', `onConversationListUpdated[${index}]`, cause)

  return {
    get size() {
      return entries.size
    },
    get changes() {
      return changes
    },
    has: (id) => entries.has(id ?? ''),
    get: (id) => entries.get(id ?? '')?.row,
    ids: () => entries.keys(),
    forget(id) {
      entries.delete(id)
      session.exceptAt.delete(id)
    },
    renew() {
      if (labelChanges === session.labels.changes) return
      labelChanges = session.labels.changes
      for (const [id, entry] of entries) {
        if (!entry.row?.labels.length) continue
        const traits = entry.traits.slice()
        traits[GROUPS] = undefined
        entries.set(id, { ...entry, traits })
      }
    },
    take(value, index, drafts) {
      const id = idOf(value)
      const known = id === undefined ? undefined : entries.get(id)
      let traits: readonly unknown[] = [value]
      try {
        readTraits(value, scratch)
        if (known && isSame(scratch, known.traits)) return known.row
        changes++
        traits = scratch.slice()
        const named = namedIn(value, known, session, line)
        oddWords()
        const row = translate(value, known, named)
        const odd = oddWords()
        if (odd) note(index, odd)
        const draft = draftOf(value)
        const change = draftChange(draft, value, known)
        if (change)
          drafts.push({
            id: row.id,
            draft: change === 'gone' ? undefined : { text: wordsOf(draft), at: toEpochMs(line.now()) },
          })
        entries.set(row.id, { traits, row, named, draft })
        learn(session, row)
        if (!countsUnset && row.notify === 'all' && !hasSetting(value)) session.exceptAt.set(row.id, row.unreadCount)
        return row
      } catch (cause) {
        note(index, cause)
        // Noted once; the row of before stays, for a broken number is no deletion.
        if (id !== undefined) entries.set(id, { named: NOBODY, draft: '', ...known, traits, row: known?.row })
        return known?.row
      }
    },
    peek(value) {
      const known = entries.get(idOf(value) ?? '')
      return translate(value, known, namedIn(value, known, session, line))
    },
  }
}

/**
 * A conversation that has just begun has none; nor has what the SDK kept since the last visit, and tells before its sync:
 * rows without pins, counts and marks, maybe old.
 */
export const hasSetting = (row: unknown): boolean => fieldsOf(row).messageRemindType != null

export function idOf(value: unknown): string | undefined {
  try {
    const { conversationID } = fieldsOf(value)
    return typeof conversationID === 'string' ? conversationID : undefined
  } catch {
    return undefined // a getter that throws; noted when the row is taken
  }
}

/**
 * Everything a row is made of, in a fixed order. Compared by value: the SDK changes its objects in place. Each event reads
 * every row of the list, so the names are written out: looked up one by one they cost twice as much.
 */
function readTraits(value: unknown, into: unknown[]): void {
  const from = fieldsOf(value)
  const preview = fieldsOf(from.lastMessage)
  const profile = from.userProfile ?? from.groupProfile
  const { name, nick, avatar } = fieldsOf(profile)
  const mentions = from.groupAtInfoList
  into[0] = value
  into[1] = from.unreadCount
  into[2] = from.isPinned
  into[3] = from.messageRemindType
  into[4] = from.remark
  into[5] = from.customData
  into[6] = from.draftText
  into[7] = from.peerReadTime
  into[8] = preview.lastTime
  into[9] = preview.lastSequence
  into[10] = preview.isRevoked
  into[11] = preview.isPeerRead
  into[12] = preview.type
  into[13] = preview.messageForShow
  into[14] = preview.fromAccount
  into[15] = preview.nick
  into[16] = preview.nameCard
  into[17] = preview.payload
  into[18] = joined(from.markList)
  into[GROUPS] = joined(from.conversationGroupList)
  into[20] = Array.isArray(mentions) ? mentions.length : mentions
  into[21] = fieldsOf(preview.payload).text
  into[22] = name ?? nick ?? profile
  into[23] = avatar
}

/** Where in the traits the groups are. */
const GROUPS = 19

const joined = (list: unknown): unknown => (Array.isArray(list) ? (list.length > 0 ? list.join('\n') : '') : list)

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at] && !Object.is(a[at], b[at])) return false
  return true
}

/**
 * The SDK lists mentions that were read ("read all" leaves them), and forgets unread ones when it replaces its object, as
 * at each sync; those of the visit before it never knew.
 */
function namedIn(value: unknown, known: Entry | undefined, { account }: Session, line: Line): Named {
  const from = fieldsOf(value)
  const preview = fieldsOf(from.lastMessage)
  const listed = mentionsIn(from)
  const unread = count(from, 'unreadCount') ?? 0
  const seq = toSeq(preview.lastSequence)
  if (unread === 0) return { mentions: NOBODY.mentions, readSeq: seq }
  const isNews = listed.length > 0 // else what was shown before the visit may still hold
  const before = known?.named ?? (isNews ? NOBODY : restored(from.conversationID, unread, seq, preview, line))
  // Below the newest message, if that counts for nobody, are as many as are unread.
  const counted = seq - Number(preview.fromAccount === account || preview.type === 'TIMGroupTipElem')
  // Of a row met for the first time nobody knows if some was read.
  const isRead = known ? wasRead(known.traits, unread, seq, counted) : before === NOBODY
  const readSeq = isRead ? Math.max(before.readSeq, counted - unread) : before.readSeq
  const all = new Map([...before.mentions, ...listed].map((mention) => [mention.seq, mention]))
  const later = [...all.values()].filter((mention) => mention.seq > readSeq)
  return { mentions: later.sort((a, b) => a.seq - b.seq).slice(-unread), readSeq }
}

/**
 * Was some of it read since then? Events may be a second apart, and syncs an hour: then fewer are unread than came.
 * Messages that count for nobody look the same, unless they are the newest.
 */
function wasRead(before: readonly unknown[], unread: number, seq: number, counted: number): boolean {
  const came = Math.max(0, seq - toSeq(before[9]))
  const missing = came - (unread - Number(before[1]))
  return missing > (came === 0 ? 1 : seq - counted) // one may have been taken back
}

/** Of the visit before, if nothing has happened since: what named this account, though not by which message. */
function restored(id: unknown, unread: number, seq: number, preview: Fields<PreviewName>, line: Line): Named {
  const row = line.shown(id as ConversationId)
  if (!row || row.unreadCount !== unread || row.lastMessage?.id !== previewKey(preview)) return NOBODY
  const { me, all } = row.mentions
  const mentions = Array.from({ length: me + all }, (_, nth): Mention => ({
    seq: seq - nth,
    scope: nth < me ? 'me' : 'all',
  }))
  return { mentions, readSeq: NOBODY.readSeq }
}

const toSeq = (value: unknown): number => (typeof value === 'number' ? value : 0)

function draftOf(value: unknown): string {
  const { draftText } = fieldsOf(value)
  return typeof draftText === 'string' ? draftText : ''
}

/** An empty draft in a new object was not cleared by anyone: the SDK forgot it. */
function draftChange(draft: string, value: unknown, known: Entry | undefined): 'new' | 'gone' | undefined {
  if (draft === (known?.draft ?? '')) return undefined
  if (draft !== '') return 'new'
  return known?.traits[0] === value ? 'gone' : undefined
}

/** Tencent's UIKit keeps its drafts as JSON with the plain text in `abstract`. */
function wordsOf(draft: string): string {
  try {
    const { abstract } = JSON.parse(draft) as { abstract?: unknown }
    return typeof abstract === 'string' ? abstract : draft
  } catch {
    return draft // somebody's text that may begin like JSON
  }
}
