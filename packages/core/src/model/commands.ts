import type { ConversationKind, ConversationMark, Draft, Label, NotifyLevel, Conversation } from './conversation.js'
import type { ConvolistError } from './errors.js'
import type { ConversationId } from './ids.js'

export type CommandName =
  | 'stickTop'
  | 'markRead'
  | 'markUnread'
  | 'mute'
  | 'remove'
  | 'saveDraft'
  | 'setMark'
  | 'createLabel'
  | 'renameLabel'
  | 'deleteLabel'
  | 'addToLabel'
  | 'removeFromLabel'
  | 'updateServerExtension'
  | 'updateLocalExtension'
  | 'create'
  | 'sendReceipt'
  | 'open'

/** What a "mark read" covers when it is more than a list of ids. */
export type ReadScope =
  | { readonly type: 'all' }
  | { readonly type: 'kinds'; readonly kinds: readonly ConversationKind[] }
  | { readonly type: 'label'; readonly labelId: string }

/** An order to the vendor, in neutral words. `ids` is never longer than the command's batch limit, but beside a `scope`. */
export type Command =
  | { readonly type: 'stickTop'; readonly ids: readonly ConversationId[]; readonly stickTop: boolean }
  | { readonly type: 'markRead'; readonly ids: readonly ConversationId[]; readonly scope?: ReadScope }
  | { readonly type: 'markUnread'; readonly ids: readonly ConversationId[]; readonly markedUnread: boolean }
  | { readonly type: 'mute'; readonly ids: readonly ConversationId[]; readonly notify: NotifyLevel }
  | { readonly type: 'remove'; readonly ids: readonly ConversationId[]; readonly clearMessages: boolean }
  | { readonly type: 'saveDraft'; readonly ids: readonly ConversationId[]; readonly draft: Draft | undefined }
  | {
      readonly type: 'setMark'
      readonly ids: readonly ConversationId[]
      readonly mark: ConversationMark
      readonly on: boolean
    }
  | { readonly type: 'createLabel'; readonly name: string; readonly ids: readonly ConversationId[] }
  | { readonly type: 'renameLabel'; readonly labelId: string; readonly name: string }
  | { readonly type: 'deleteLabel'; readonly labelId: string }
  | { readonly type: 'addToLabel'; readonly labelId: string; readonly ids: readonly ConversationId[] }
  | { readonly type: 'removeFromLabel'; readonly labelId: string; readonly ids: readonly ConversationId[] }
  | { readonly type: 'updateServerExtension'; readonly ids: readonly ConversationId[]; readonly text: string }
  | { readonly type: 'updateLocalExtension'; readonly ids: readonly ConversationId[]; readonly text: string }
  | { readonly type: 'create'; readonly ids: readonly ConversationId[] }
  /** `messages` are the vendor's own message objects, handed through untouched. */
  | { readonly type: 'sendReceipt'; readonly ids: readonly ConversationId[]; readonly messages: readonly unknown[] }
  /** The user opened this conversation (or closed the open one). */
  | { readonly type: 'open'; readonly ids: readonly ConversationId[] }

/** What the vendor answered. Absent from `failed` means it worked. A call that is refused as a whole rejects, or names all. */
export interface CommandAnswer {
  /** Ids the vendor refused, each with its error. */
  readonly failed?: ReadonlyMap<ConversationId, ConvolistError> | undefined
  /** Full rows the vendor sent with its answer; applied as truth. */
  readonly rows?: readonly Conversation[] | undefined
  /** The row version that carries this change, where the vendor says. */
  readonly version?: number | undefined
  /** For `createLabel` and `renameLabel`. */
  readonly label?: Label | undefined
}

/** A command that went through. Refusals reject with `ConvolistError` instead. */
export interface CommandResult {
  readonly ids: readonly ConversationId[]
}
