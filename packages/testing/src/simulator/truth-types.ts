import type { NotifyLevel } from '@convolist/core'
import type { Profile } from './people.js'

export type TruthKind = 'direct' | 'group' | 'super-group'

/** Names a conversation within one account, whatever the vendor calls it. */
export type TruthKey = `${TruthKind}/${string}`

export const truthKey = (kind: TruthKind, targetId: string): TruthKey => `${kind}/${targetId}`

/** The way back: `direct/u1` is the direct chat with `u1`. */
export function readTruthKey(key: TruthKey): { kind: TruthKind; targetId: string } {
  const slash = key.indexOf('/')
  return { kind: key.slice(0, slash) as TruthKind, targetId: key.slice(slash + 1) }
}

export type TruthMessageKind = 'text' | 'image' | 'audio' | 'file' | 'call' | 'custom' | 'notification'

/** What a group announces about itself. */
export type TruthNotice =
  | { readonly type: 'renamed'; readonly name: string }
  | { readonly type: 'joined' | 'left' | 'kicked'; readonly accounts: readonly string[] }

/** One message. Never changed in place. */
export interface TruthMessage {
  readonly id: string
  readonly serverId: string
  /** Its number in the conversation; one that is removed and begins again goes on counting. */
  readonly nth: number
  readonly sentAt: number
  readonly senderId: string
  /** What the sender was called then; it travels with the message. */
  readonly senderName: string | undefined
  readonly kind: TruthMessageKind
  readonly text: string | undefined
  /** `all`, or the accounts it names. */
  readonly mentions: 'all' | readonly string[] | undefined
  readonly notice: TruthNotice | undefined
  /** The sender wants to know who read it. */
  readonly receiptWanted: boolean
  /** Not counted as unread. */
  readonly silent: boolean
}

export interface TruthRevocation {
  readonly message: TruthMessage
  readonly by: string
  readonly at: number
  readonly postscript: string | undefined
}

/** How many have read a message, and how many have not. */
export interface TruthReceipt {
  readonly messageId: string
  readonly read: number
  readonly unread: number
}

/** One conversation as the server has it for one account. Changed in place by `AccountTruth` only. */
export interface TruthRow {
  readonly key: TruthKey
  readonly kind: TruthKind
  readonly targetId: string
  stickTop: boolean
  unread: number
  /** Unread messages that name this account or everyone, also those that were taken back or deleted. */
  named: readonly TruthMessage[]
  /** This account has read up to here, on any device. */
  readAt: number
  /** The other side of a direct chat has read up to here. */
  peerReadAt: number
  receipt: TruthReceipt | undefined
  /** Those of the messages before it, which may be shown again. */
  receipts: readonly TruthReceipt[]
  labels: readonly string[]
  extension: string | undefined
  /** What the user calls it besides, for vendors that have such marks: `starred`, `folded`, `hidden`, `unread`, … */
  marks: readonly string[]
  /** The newest message that was not deleted; revoked ones stay, as their revocation. */
  last: TruthMessage | undefined
  revocation: TruthRevocation | undefined
  /** The newest message was deleted for this account: clients look for another one in their own memory. */
  lastDeleted: boolean
  /** The newest message there ever was, though it may be gone. */
  newest: TruthMessage | undefined
  /** The newest messages the server still has, oldest first. */
  recent: readonly TruthMessage[]
  readonly createdAt: number
  updatedAt: number
  /** Where it stands among rows of equal rank. */
  activeAt: number
  version: number
}

export interface TruthLabel {
  readonly id: string
  readonly name: string
  readonly extension: string
  readonly createdAt: number
  readonly updatedAt: number
}

export type TruthReadScope =
  | { readonly type: 'all' }
  | { readonly type: 'kinds'; readonly kinds: readonly TruthKind[] }
  | { readonly type: 'label'; readonly labelId: string }

/** Who did it. What this device did is answered to it, not pushed. */
export type Origin = 'peer' | 'otherDevice' | 'thisDevice'

/** Why a row changed, where no message did it. */
export type RowCause = 'created' | 'stickTop' | 'read' | 'extension' | 'marks'

/** What one step changed; the vendor's server turns it into what that vendor would send. */
export type TruthChange = { readonly origin: Origin } & (
  | { readonly type: 'messageArrived'; readonly row: TruthRow; readonly message: TruthMessage }
  | { readonly type: 'messageRevoked'; readonly row: TruthRow; readonly revocation: TruthRevocation }
  | {
      readonly type: 'messagesDeleted'
      readonly row: TruthRow
      readonly messages: readonly TruthMessage[]
      readonly at: number
    }
  | {
      readonly type: 'rowChanged'
      readonly row: TruthRow
      readonly cause: RowCause
    }
  | { readonly type: 'rowRemoved'; readonly row: TruthRow; readonly version: number }
  | { readonly type: 'unreadCleared'; readonly scope: TruthReadScope; readonly version: number }
  | { readonly type: 'selfRead'; readonly row: TruthRow }
  | { readonly type: 'peerRead'; readonly row: TruthRow; readonly at: number }
  | { readonly type: 'receiptChanged'; readonly row: TruthRow; readonly message: TruthMessage }
  | { readonly type: 'muted'; readonly key: TruthKey; readonly notify: NotifyLevel }
  | { readonly type: 'renamed'; readonly who: 'user' | 'alias' | 'group'; readonly profile: Profile }
  | {
      readonly type: 'labelChanged'
      readonly label: TruthLabel
      readonly cause: 'created' | 'updated' | 'deleted'
      readonly version: number
      /** What it was called before, if it was there before. */
      readonly formerName: string | undefined
    }
  | {
      readonly type: 'labelMembers'
      readonly label: TruthLabel
      readonly rows: readonly TruthRow[]
      readonly added: boolean
    }
)
