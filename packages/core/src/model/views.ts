import type { Conversation, ConversationKind, ConversationMark } from './conversation.js'

/** Which rows a view shows. Every condition given must hold; hidden rows are left out unless asked for. */
export interface ViewFilter {
  /** Unread messages, or flagged as unread by the user. */
  readonly unread?: boolean | undefined
  readonly mentioned?: boolean | undefined
  readonly kinds?: readonly ConversationKind[] | undefined
  /** Carries any of these labels; an empty list means: carries none at all. */
  readonly labels?: readonly string[] | undefined
  /** Carries any of these marks. */
  readonly marks?: readonly ConversationMark[] | undefined
  readonly muted?: boolean | undefined
  readonly stickTop?: boolean | undefined
  readonly drafted?: boolean | undefined
  /** Title or target id contains this text, whatever the case. */
  readonly text?: string | undefined
  readonly hidden?: 'exclude' | 'include' | 'only' | undefined
  /** Your own condition; `key` names it, so that equal views are shared. Must be a pure function of the row. */
  readonly where?: { readonly key: string; readonly test: (row: Conversation) => boolean } | undefined
  readonly and?: readonly ViewFilter[] | undefined
  readonly or?: readonly ViewFilter[] | undefined
  readonly not?: ViewFilter | undefined
}

/** How rows are ordered. Any of these can differ from view to view. */
export interface OrderPolicy {
  /** Pinned rows among themselves: by activity, last pinned first, or as the user put them. */
  readonly pinOrder: 'activity' | 'pinTime' | 'manual'
  /** May a draft lift its row? `laterOfBoth`: it stands at the later of its message and its draft. */
  readonly draftLift: 'never' | 'laterOfBoth'
  /** Muted rows stand below the others (pinned ones stay on top). */
  readonly mutedSink: boolean
  /** Rows with unread messages stand above read ones (pinned ones stay on top). */
  readonly unreadFirst: boolean
}

/** What a badge number adds up. */
export interface BadgePolicy {
  readonly includeMuted: boolean
  /** Count a row that is only flagged as unread as one. */
  readonly includeMarkedUnread: boolean
}

/** What happens to the row the user is reading. */
export interface SelectionPolicy {
  /** It stays in a filter it no longer matches, until another is opened. */
  readonly keepInFilter: boolean
  /** It also stays at its place in the view, until another is opened. */
  readonly keepIndex: boolean
  /** Which row is opened when the open one is removed. */
  readonly onRemove: 'none' | 'next' | 'previous'
}

/** The engine's named choices. */
export interface Policies extends OrderPolicy {
  readonly badge: BadgePolicy
  readonly selection: SelectionPolicy
  /** A new message takes the mark `hidden` off its row. */
  readonly unhideOnMessage: boolean
}

export interface ViewDefinition {
  readonly filter?: ViewFilter | undefined
  readonly policy?: Partial<OrderPolicy> | undefined
}

/** The sums of a view, each equal to the fold over its rows. */
export interface ViewCounters {
  readonly rows: number
  /** Unread messages. */
  readonly unread: number
  /** The same without muted rows. */
  readonly unreadUnmuted: number
  readonly mentions: number
  /** Rows flagged as unread by the user. */
  readonly markedUnread: number
  /** What the badge policy makes of them. */
  readonly badge: number
}
