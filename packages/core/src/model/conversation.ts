import type { ConversationId, EpochMs } from './ids.js'

export type ConversationKind =
  'direct' | 'group' | 'super-group' | 'system' | 'customer-service' | 'public-service' | 'other'

/** What the user is alerted about. `none` is what chat apps call muted. */
export type NotifyLevel = 'all' | 'mentions' | 'none'

/** A user's own flag on a row. Vendors with further marks pass them through as text. */
export type ConversationMark = 'starred' | 'folded' | 'hidden' | (string & {})

export type MessageType =
  | 'text'
  | 'image'
  | 'audio'
  | 'video'
  | 'file'
  | 'location'
  | 'sticker'
  | 'call'
  | 'notification'
  | 'tip'
  | 'merged'
  | 'custom'
  | 'unknown'

/** The newest message of a conversation, as far as a list shows it. */
export interface LastMessage {
  readonly id: string
  readonly sentAt: EpochMs
  readonly senderId: string
  readonly senderName?: string | undefined
  readonly type: MessageType
  /** Text to preview. Never holds the words of a revoked message. */
  readonly text?: string | undefined
  /** `sending` and `failed` exist on the sender's own device only. */
  readonly status: 'sending' | 'sent' | 'failed'
  readonly revoked: boolean
  readonly revokedBy?: string | undefined
}

export interface Draft {
  readonly text: string
  readonly at: EpochMs
}

/** How many unread messages name this account, and how many name everyone. */
export interface Mentions {
  readonly me: number
  readonly all: number
}

/** Who has read one message of a group. Counts of the same message never go back. */
export interface GroupReceipt {
  readonly messageId: string
  readonly read: number
  readonly unread: number
}

/**
 * One row of the list. Every key is always present (an engine of 100,000 rows needs one object shape);
 * what is not known is `undefined`, never `0` or `''`.
 */
export interface Conversation {
  readonly id: ConversationId
  readonly kind: ConversationKind
  /** The peer, group or channel behind the row; opaque text of the vendor. */
  readonly targetId: string
  readonly channelId: string | undefined
  readonly title: string | undefined
  readonly avatarUrl: string | undefined
  /** Kept above the rest. */
  readonly stickTop: boolean
  /** When it was pinned. Vendors do not say: set by the engine when it sees the pin change. */
  readonly stickTopAt: EpochMs | undefined
  /** The user's own place among the pinned, smaller first; only used by the pin order `manual`. */
  readonly stickTopRank: number | undefined
  readonly notify: NotifyLevel
  readonly unreadCount: number
  /** Read, but flagged by the user; counted apart from `unreadCount`. */
  readonly markedUnread: boolean
  readonly mentions: Mentions
  readonly draft: Draft | undefined
  readonly lastMessage: LastMessage | undefined
  /** The vendor's own order hint: larger comes first among rows of equal rank. */
  readonly sortKey: number
  readonly activeAt: EpochMs
  /** This account has read everything up to here, on any of its devices. */
  readonly selfReadAt: EpochMs | undefined
  /** The other side of a one-to-one chat has read everything up to here. */
  readonly peerReadAt: EpochMs | undefined
  readonly groupReceipt: GroupReceipt | undefined
  readonly marks: readonly ConversationMark[]
  /** Ids of the labels (vendor groups or tags) the row carries. */
  readonly labels: readonly string[]
  readonly serverExtension: string | undefined
  readonly localExtension: string | undefined
  readonly createdAt: EpochMs | undefined
  readonly updatedAt: EpochMs | undefined
  /** The vendor's version of the row, larger is newer; `undefined` where the vendor has none. */
  readonly version: number | undefined
}

export type ConversationField = Exclude<keyof Conversation, 'id'>

/** The fields a vendor mentioned; a missing key means "not said", a key that holds `undefined` means "gone". */
export type ConversationPatch = { readonly id: ConversationId } & {
  readonly [Field in ConversationField]?: Conversation[Field] | undefined
}

export const isMuted = (row: Conversation): boolean => row.notify === 'none'

/** Is it out of the list until the user looks for it, or a new message arrives? */
export const isHidden = (row: Conversation): boolean => row.marks.length > 0 && row.marks.includes('hidden')

/** A name for a row's group of labels (NIM conversation group, Tencent group, RongCloud tag). */
export interface Label {
  readonly id: string
  readonly name: string
  readonly serverExtension?: string | undefined
  readonly createdAt?: EpochMs | undefined
  readonly updatedAt?: EpochMs | undefined
}

const NO_MENTIONS: Mentions = Object.freeze({ me: 0, all: 0 })
const NO_TEXTS: readonly string[] = Object.freeze([] as string[])

/**
 * Builds a full row from the fields that are known; the rest gets the neutral value.
 * Rows made here share one object shape, which the engine's speed counts on.
 */
export function createConversation(
  known: Partial<Conversation> & Pick<Conversation, 'id' | 'kind' | 'targetId'>,
): Conversation {
  const activeAt = known.activeAt ?? known.lastMessage?.sentAt ?? (0 as EpochMs)
  return {
    id: known.id,
    kind: known.kind,
    targetId: known.targetId,
    channelId: known.channelId,
    title: known.title,
    avatarUrl: known.avatarUrl,
    stickTop: known.stickTop ?? false,
    stickTopAt: known.stickTopAt,
    stickTopRank: known.stickTopRank,
    notify: known.notify ?? 'all',
    unreadCount: known.unreadCount ?? 0,
    markedUnread: known.markedUnread ?? false,
    mentions: known.mentions ?? NO_MENTIONS,
    draft: known.draft,
    lastMessage: known.lastMessage,
    sortKey: known.sortKey ?? activeAt,
    activeAt,
    selfReadAt: known.selfReadAt,
    peerReadAt: known.peerReadAt,
    groupReceipt: known.groupReceipt,
    marks: known.marks ?? NO_TEXTS,
    labels: known.labels ?? NO_TEXTS,
    serverExtension: known.serverExtension,
    localExtension: known.localExtension,
    createdAt: known.createdAt,
    updatedAt: known.updatedAt,
    version: known.version,
  }
}
