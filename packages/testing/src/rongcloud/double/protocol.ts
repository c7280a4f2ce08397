import type { VendorClient } from '../../simulator/client.js'
import type { VendorServer } from '../../simulator/server.js'
import type { RongPushedMessage } from '../wire.js'

// What the simulated RongCloud server and a client say to each other, in words. Times are epoch milliseconds.

/** A conversation as RongCloud names it: 1 private, 3 group. */
export interface RongTarget {
  readonly conversationType: 1 | 3
  readonly targetId: string
}

/** Settings of one conversation, as any device has made them; the server keeps them also for removed ones. */
export interface RongSetting extends RongTarget {
  /** The version of these settings. */
  readonly time: number
  readonly isTop?: boolean | undefined
  readonly level?: number | undefined
  readonly tagIds?: readonly string[] | undefined
}

/** One row of the server's list: identity, order and newest message, and nothing else. */
export interface RongListedRow extends RongTarget {
  readonly operationTime: number
  readonly message: RongPushedMessage | undefined
}

export interface RongTag {
  readonly tagId: string
  readonly tagName: string
  readonly createdTime: number
}

/** Everything the server says without having been asked. */
export type RongPush =
  /** Messages and commands: recalls, and what was read on another device. */
  | { readonly type: 'messages'; readonly messages: readonly RongPushedMessage[] }
  | { readonly type: 'settings'; readonly settings: readonly RongSetting[] }
  | { readonly type: 'tags' }
  | { readonly type: 'peerReceipt'; readonly peer: string; readonly readAt: number; readonly messageUId: string }
  | { readonly type: 'groupReceipt'; readonly group: string; readonly reader: string; readonly messageUId: string }
  /** Not of the protocol: an event the SDK is made to raise as it is. */
  | { readonly type: 'malformed'; readonly event: string; readonly data: unknown }
  | { readonly type: 'kick'; readonly code: number }

/** What a client asks for. */
export type RongCommand =
  /** What was missed since the server's time given, 0 in a new browser. */
  | { readonly name: 'pull'; readonly since: number }
  /** Rows older than `before` (0: all), newest first; with `tags` those of any of them. */
  | {
      readonly name: 'list'
      readonly before: number
      readonly count: number
      readonly types: readonly number[] | undefined
      readonly tags?: readonly string[] | undefined
      /** Rows given already, as the token of a loader says. */
      readonly skip?: number | undefined
    }
  | { readonly name: 'latest'; readonly targets: readonly RongTarget[] }
  | { readonly name: 'setTop'; readonly targets: readonly RongTarget[]; readonly isTop: boolean }
  | { readonly name: 'setLevel'; readonly targets: readonly RongTarget[]; readonly level: number }
  | { readonly name: 'remove'; readonly targets: readonly RongTarget[] }
  /** Tells this account's other devices. */
  | { readonly name: 'readSync'; readonly targets: readonly RongTarget[]; readonly readAt: number }
  | { readonly name: 'tags' }
  | { readonly name: 'addTag' | 'updateTag'; readonly tagId: string; readonly tagName: string }
  | { readonly name: 'removeTag'; readonly tagId: string }
  | {
      readonly name: 'tagMembers'
      readonly tagId: string
      readonly targets: readonly RongTarget[]
      readonly added: boolean
    }
  | { readonly name: 'send'; readonly targets: readonly RongTarget[]; readonly text: string }
  | { readonly name: 'receipt'; readonly targets: readonly RongTarget[] }
  /** Who has read a message of this account in a group. */
  | { readonly name: 'readers'; readonly targets: readonly RongTarget[]; readonly messageUId: string }

/** `code` 0 is success; others are RongCloud's numbers. */
export interface RongReply {
  readonly code: number
  readonly messages?: readonly RongPushedMessage[] | undefined
  readonly settings?: readonly RongSetting[] | undefined
  readonly time?: number | undefined
  readonly rows?: readonly RongListedRow[] | undefined
  readonly tags?: readonly RongTag[] | undefined
  readonly message?: RongPushedMessage | undefined
  readonly readers?: { readonly userIds: readonly string[]; readonly members: number } | undefined
}

export type RongServer = VendorServer<RongPush, RongCommand, RongReply>
export type RongClient = VendorClient<RongPush, RongCommand, RongReply>
