import {
  toEpochMs,
  type Conversation,
  type ConversationId,
  type ConversationPatch,
  type Mentions,
  type NotifyLevel,
} from '@convolist/core'
import { learn, type Line, type Session } from '../line.js'
import { fieldsOf, oddWords, seconds } from '../read.js'
import { mentionsIn, toRow } from './to-row.js'

/** What is remembered of one row of the SDK's list, so that only what changed is translated again. */
interface Entry {
  /** The SDK's object itself comes first: a sync replaces all of them, and forgets drafts and mentions with that. */
  readonly traits: readonly unknown[]
  /** `undefined` while nothing of it could be read. */
  readonly row: Conversation | undefined
  readonly carried: Mentions | undefined
  /** The number of the message shown when last nothing was unread. */
  readonly readSeq: unknown
  readonly draft: string
}

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
  /** The row as it is now; the very same object while nothing in it changed. A draft that changed is put into `drafts`. */
  take(value: unknown, index: number, drafts: ConversationPatch[]): Conversation | undefined
  /** The same without remembering. */
  peek(value: unknown): Conversation
}

/** @param unknown what a conversation without a setting counts as. */
export function createRows(line: Line, session: Session, unknown: NotifyLevel): Rows {
  const entries = new Map<string, Entry>()
  const scratch: unknown[] = []
  let changes = 0

  const translate = (value: unknown, known: Entry | undefined, carried: Mentions | undefined): Conversation =>
    toRow(value, {
      account: session.account,
      labels: session.labels,
      known: known?.row,
      carried,
      readSeq: known?.readSeq,
      unknown,
    })

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
    take(value, index, drafts) {
      const id = idOf(value)
      const known = id === undefined ? undefined : entries.get(id)
      let traits: readonly unknown[] = [value]
      try {
        readTraits(value, scratch)
        if (known && isSame(scratch, known.traits)) return known.row
        changes++
        traits = scratch.slice()
        const carried = stillCarried(value, known, line)
        oddWords()
        const row = translate(value, known, carried)
        const odd = oddWords()
        if (odd) note(index, odd)
        const draft = draftOf(value)
        const change = draftChange(draft, value, known)
        if (change)
          drafts.push({
            id: row.id,
            draft: change === 'gone' ? undefined : { text: wordsOf(draft), at: toEpochMs(line.now()) },
          })
        entries.set(row.id, { traits, row, carried, readSeq: traits[1] ? known?.readSeq : traits[9], draft })
        learn(session, row)
        return row
      } catch (cause) {
        note(index, cause)
        // Noted once; the row of before stays, for a broken number is no deletion.
        if (id !== undefined)
          entries.set(id, { carried: undefined, readSeq: undefined, draft: '', ...known, traits, row: known?.row })
        return known?.row
      }
    },
    peek(value) {
      const known = entries.get(idOf(value) ?? '')
      return translate(value, known, stillCarried(value, known, line))
    },
  }
}

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
  into[19] = joined(from.conversationGroupList)
  into[20] = Array.isArray(mentions) ? mentions.length : mentions
  into[21] = fieldsOf(preview.payload).text
  into[22] = name ?? nick ?? profile
  into[23] = avatar
}

const joined = (list: unknown): unknown => (Array.isArray(list) ? (list.length > 0 ? list.join('\n') : '') : list)

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at] && !Object.is(a[at], b[at])) return false
  return true
}

/** Mentions that the SDK dropped when it replaced its object, or never knew, while the messages are still unread. */
function stillCarried(value: unknown, known: Entry | undefined, line: Line): Mentions | undefined {
  const from = fieldsOf(value)
  const row = known ? known.row : line.shown(from.conversationID as ConversationId)
  const now = mentionsIn(from, known?.readSeq)
  const unread = from.unreadCount as number
  if (!row || !(unread > sum(now))) return undefined
  if (known && known.traits[0] === value) {
    const isCleared = sum(row.mentions) > sum(known.carried) && sum(now) === 0
    return isCleared ? undefined : known.carried
  }
  // Otherwise somebody may have read there, and as much came after it.
  const isUnmoved = unread === row.unreadCount && seconds(fieldsOf(from.lastMessage), 'lastTime') === row.activeAt
  if (!known && !isUnmoved) return undefined
  const lost = { me: Math.max(0, row.mentions.me - now.me), all: Math.max(0, row.mentions.all - now.all) }
  return sum(lost) > 0 ? lost : undefined
}

const sum = (mentions: Mentions | undefined): number => (mentions ? mentions.me + mentions.all : 0)

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
