import type { CommandName } from './commands.js'
import type { Conversation, ConversationMark, Draft, Mentions, NotifyLevel } from './conversation.js'
import type { ConversationId, EpochMs } from './ids.js'

export type OperationId = string & { readonly __brand: 'OperationId' }

/** What an operation hopes to change in each of its rows. */
export type OperationChange =
  | { readonly type: 'stickTop'; readonly stickTop: boolean }
  /** Everything that was unread when it was issued is read; what arrives later still counts. */
  | { readonly type: 'read' }
  | { readonly type: 'markedUnread'; readonly markedUnread: boolean }
  | { readonly type: 'notify'; readonly notify: NotifyLevel }
  | { readonly type: 'draft'; readonly draft: Draft | undefined }
  | { readonly type: 'mark'; readonly mark: ConversationMark; readonly on: boolean }
  | { readonly type: 'label'; readonly labelId: string; readonly on: boolean }
  | { readonly type: 'serverExtension'; readonly text: string }
  | { readonly type: 'localExtension'; readonly text: string }
  /** The row is hidden until the vendor agrees. A message newer than the row's shows it again. */
  | { readonly type: 'remove' }

/** An optimistic change of one or many rows by one command. */
export interface Operation {
  readonly id: OperationId
  readonly command: CommandName
  readonly ids: readonly ConversationId[]
  readonly change: OperationChange
  readonly issuedAt: EpochMs
  /** Will the vendor send an event for it? If not, a confirm writes the change into the truth. */
  readonly echo: boolean
}

/** How one operation stands on one row. */
export interface PendingOperation {
  readonly operation: Operation
  /** The truth when it was issued, as far as the change depends on it. */
  readonly baseUnread: number
  readonly baseMentions: Mentions
  readonly baseSentAt: number
  /** Set once the vendor confirmed: held from then on until an agreeing echo, at most `echoHoldMs`. */
  readonly confirmedAt: EpochMs | undefined
  /** A confirm that named a version: released when the truth has reached it. */
  readonly awaitedVersion: number | undefined
  /** The truth has shown this change since it was issued. */
  readonly echoed: boolean
}

/** The overlay of one row: what the vendor said, and what we hope lies on top. */
export interface PendingRow {
  readonly id: ConversationId
  readonly truth: Conversation | undefined
  /** In order of issue. */
  readonly operations: readonly PendingOperation[]
  /** A complete sync did not meet the row: it is read again, or leaves, when its operations have ended. */
  readonly unmet: boolean
}
