import type { VendorClient } from '../simulator/client.js'
import type { VendorDevice, VendorServer } from '../simulator/server.js'

// What the simulated Tencent server and a client say to each other, in words. The doubles of both SDK families read them
// as they are; for the real Web packages `link-sdk.ts` writes them as JSON of their protocol. Times are seconds.

/** One chat, named as the server does: a user, or a group. */
export interface TencentTarget {
  readonly kind: 'direct' | 'group'
  readonly target: string
}

/** The one part of a message, as the Web SDK names it. */
export interface TencentElement {
  readonly type: 'TIMTextElem' | 'TIMImageElem' | 'TIMSoundElem' | 'TIMFileElem' | 'TIMCustomElem'
  readonly content: Readonly<Record<string, unknown>>
}

export interface TencentMessage extends TencentTarget {
  readonly from: string
  /** What the sender was called then. */
  readonly nick?: string | undefined
  readonly to: string
  /** Grows within a chat. */
  readonly seq: number
  readonly random: number
  readonly time: number
  readonly element: TencentElement
  /** 1 names me, 2 everyone. */
  readonly atTypes: readonly number[]
  /** Not counted as unread. */
  readonly silent: boolean
  readonly receiptWanted: boolean
}

/** A whole conversation as the server lists it. */
export interface TencentRow extends TencentTarget {
  /** Of the group, or of the user. */
  readonly name: string | undefined
  readonly avatar: string | undefined
  /** What this user calls the other one. */
  readonly remark: string | undefined
  readonly pinned: boolean
  readonly option: TencentOption
  readonly unread: number
  readonly last: TencentMessage | undefined
  readonly revokedBy: string | undefined
  readonly marks: readonly number[]
  readonly customData: string
  readonly groups: readonly string[]
  readonly readTime: number
  readonly readSeq: number
  readonly peerReadTime: number
}

/** 0 alerts, 1 not received, 2 received in silence, 3 alerts for mentions only. */
export type TencentOption = 0 | 1 | 2 | 3

export interface TencentGroup {
  readonly id: string
  readonly name: string
}

/** Everything the server says without having been asked. */
export type TencentPush =
  | { readonly type: 'messages'; readonly kind: TencentTarget['kind']; readonly messages: readonly TencentMessage[] }
  | { readonly type: 'mention'; readonly group: string; readonly message: TencentMessage }
  | { readonly type: 'revoked'; readonly message: TencentMessage; readonly by: string }
  /** This user has read, on another device, up to there. */
  | { readonly type: 'read'; readonly target: TencentTarget; readonly time: number; readonly seq: number }
  | { readonly type: 'allRead'; readonly direct: boolean; readonly groups: readonly { id: string; seq: number }[] }
  | { readonly type: 'peerRead'; readonly peer: string; readonly time: number }
  | { readonly type: 'groupReceipt'; readonly message: TencentMessage; readonly read: number; readonly unread: number }
  | { readonly type: 'deleted'; readonly targets: readonly TencentTarget[] }
  | { readonly type: 'pinned'; readonly target: TencentTarget; readonly pinned: boolean }
  | { readonly type: 'marked'; readonly target: TencentTarget; readonly marks: readonly number[] }
  | { readonly type: 'customData'; readonly target: TencentTarget; readonly text: string }
  | { readonly type: 'muted'; readonly target: TencentTarget; readonly option: TencentOption }
  | { readonly type: 'groupCreated'; readonly group: TencentGroup }
  | { readonly type: 'groupDeleted'; readonly group: TencentGroup }
  | { readonly type: 'groupRenamed'; readonly group: TencentGroup; readonly oldName: string }
  | {
      readonly type: 'groupMembers'
      readonly group: TencentGroup
      readonly targets: readonly TencentTarget[]
      readonly added: boolean
    }
  /** Only native SDKs are told of names. */
  | { readonly type: 'named'; readonly target: TencentTarget; readonly name: string | undefined }
  /** Not of the protocol: an event the SDK is made to emit as it is. */
  | { readonly type: 'malformed'; readonly event: string; readonly data: unknown }
  | { readonly type: 'kick'; readonly reason: 'account' | 'device' | 'rest' | 'signature' }

/** What a client asks for. */
export type TencentCommand =
  /** One page of the list; the answer to a page may fail, and then no list is complete. */
  | { readonly name: 'page'; readonly start: number; readonly limit: number }
  /** What was missed since the server's serial number given, 0 at a login: unread counts, messages and notices of users. */
  | { readonly name: 'missed'; readonly since: number }
  | { readonly name: 'groups' }
  | { readonly name: 'pin'; readonly target: TencentTarget; readonly pinned: boolean }
  | { readonly name: 'read'; readonly target: TencentTarget; readonly time: number; readonly seq: number }
  | { readonly name: 'readAll'; readonly direct: boolean; readonly groups: readonly { id: string; seq: number }[] }
  | { readonly name: 'delete'; readonly targets: readonly TencentTarget[]; readonly clear: boolean }
  | { readonly name: 'clearHistory'; readonly target: TencentTarget }
  | { readonly name: 'mark'; readonly targets: readonly TencentTarget[]; readonly bit: number; readonly on: boolean }
  | { readonly name: 'customData'; readonly targets: readonly TencentTarget[]; readonly text: string }
  | { readonly name: 'createGroup'; readonly group: string; readonly targets: readonly TencentTarget[] }
  | { readonly name: 'deleteGroup'; readonly group: string }
  | { readonly name: 'renameGroup'; readonly group: string; readonly newName: string }
  | {
      readonly name: 'addToGroup' | 'removeFromGroup'
      readonly group: string
      readonly targets: readonly TencentTarget[]
    }
  | { readonly name: 'mute'; readonly targets: readonly TencentTarget[]; readonly option: TencentOption }
  | { readonly name: 'send'; readonly target: TencentTarget; readonly random: number; readonly element: TencentElement }
  | { readonly name: 'receipt'; readonly target: TencentTarget; readonly seqs: readonly number[] }
  /** Names, mutes, marks and groups of chats that have just begun. */
  | { readonly name: 'lookUp'; readonly targets: readonly TencentTarget[] }

/** `code` 0 is success; others are Tencent's numbers. */
export interface TencentReply {
  readonly code: number
  readonly rows?: readonly TencentRow[] | undefined
  /** Where the page starts: before what was asked for if it repeats rows. */
  readonly start?: number | undefined
  /** Where the next page starts; `undefined` after the last one. */
  readonly next?: number | undefined
  readonly counts?: readonly { readonly peer: string; readonly unread: number }[] | undefined
  readonly pushes?: readonly TencentPush[] | undefined
  readonly since?: number | undefined
  readonly groups?: readonly TencentGroup[] | undefined
  readonly group?: TencentGroup | undefined
  readonly message?: TencentMessage | undefined
  /** Targets of a batch that were refused, by `nameOf`. */
  readonly failed?: Readonly<Record<string, number>> | undefined
}

/** A target as the key of a record. */
export const nameOf = ({ kind, target }: TencentTarget): string => `${kind}/${target}`

export type TencentDevice = VendorDevice<TencentPush, TencentCommand, TencentReply>
export type TencentServer = VendorServer<TencentPush, TencentCommand, TencentReply>
export type TencentClient = VendorClient<TencentPush, TencentCommand, TencentReply>
