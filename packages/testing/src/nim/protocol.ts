import type { VendorDevice } from '../simulator/server.js'
import type {
  WireConversationFields,
  WireGroup,
  WireKind,
  WireMessageFields,
  WireProfile,
  WireRevokeFields,
} from './wire.js'

// What the simulated NIM server and a client say to each other, in words. The double reads them as they are;
// for the real SDK `link-sdk.ts` writes them as packets of its protocol.

/** A whole conversation as the server sends it, its last message not yet put into JSON text. */
export type NimRow = Omit<WireConversationFields, 'lastMessage'> & {
  readonly message?: NimMessage | undefined
  readonly revoke?: WireRevokeFields | undefined
}

/** One message. A conversation push travels with it as `conversation` where the real server does so. */
export type NimMessage = Omit<WireMessageFields, 'conversation' | 'clientId' | 'serverId'> & {
  readonly clientId: string
  readonly serverId: string
  readonly userUpdateTime?: number | undefined
  readonly unreadEnabled?: boolean | undefined
}

export interface NimMark {
  readonly kind: WireKind
  readonly target: string
  readonly time: number
}

export interface NimPin {
  readonly kind: WireKind
  readonly target: string
  readonly stickTop: boolean
}

export interface NimTeamReceipt {
  readonly team: string
  readonly clientId: string
  readonly serverId: string
  readonly read: number
  readonly unread: number
}

/** What one "mark read" call covered. */
export interface NimClear {
  readonly version: number
  readonly types?: readonly number[] | undefined
  readonly groupId?: string | undefined
}

export interface NimTeam extends WireProfile {
  readonly kind: 'team' | 'superTeam'
}

export interface NimTeamMember {
  readonly team: string
  readonly kind: 'team' | 'superTeam'
  /** 0 all messages, 1 muted, 2 muted for ordinary members. */
  readonly muteMode: 0 | 1 | 2
}

/** Everything the server says without having been asked, and the parts of a sync. */
export type NimPush =
  | {
      readonly type: 'conversationSync'
      readonly rows: readonly NimRow[]
      readonly cursor: number
      readonly full: boolean
    }
  | { readonly type: 'conversations'; readonly kind: number; readonly rows: readonly NimRow[] }
  /** Pins as the local service keeps them: one changed, or (at login) all there are. */
  | { readonly type: 'localPin'; readonly pin: NimPin; readonly time: number }
  | { readonly type: 'localPins'; readonly pins: readonly NimPin[]; readonly time: number }
  | { readonly type: 'conversationsDeleted'; readonly ids: readonly string[] }
  | { readonly type: 'unreadCleared'; readonly clear: NimClear }
  | {
      readonly type: 'message'
      readonly message: NimMessage
      readonly conversation?: { readonly kind: number; readonly row: NimRow } | undefined
    }
  | { readonly type: 'roamingMessages'; readonly messages: readonly NimMessage[] }
  | { readonly type: 'messageRevoked'; readonly revoke: WireRevokeFields }
  | { readonly type: 'messagesDeleted'; readonly messages: readonly NimMessage[]; readonly time: number }
  | { readonly type: 'peerReceipt'; readonly peer: string; readonly time: number }
  | { readonly type: 'peerReceipts'; readonly receipts: readonly { readonly peer: string; readonly time: number }[] }
  | { readonly type: 'teamReceipts'; readonly receipts: readonly NimTeamReceipt[] }
  | { readonly type: 'readMark'; readonly mark: NimMark }
  | { readonly type: 'readMarks'; readonly marks: readonly NimMark[] }
  | { readonly type: 'peerMuted'; readonly account: string; readonly muted: boolean }
  | { readonly type: 'mutedPeers'; readonly accounts: readonly { readonly account: string; readonly muted: boolean }[] }
  | { readonly type: 'teamMember'; readonly member: NimTeamMember }
  | { readonly type: 'teamMembers'; readonly kind: 'team' | 'superTeam'; readonly members: readonly NimTeamMember[] }
  | { readonly type: 'teams'; readonly kind: 'team' | 'superTeam'; readonly teams: readonly NimTeam[] }
  | { readonly type: 'users'; readonly users: readonly WireProfile[] }
  | { readonly type: 'friends'; readonly friends: readonly { readonly id: string; readonly alias: string }[] }
  | { readonly type: 'friendChanged'; readonly id: string; readonly alias: string; readonly time: number }
  | {
      readonly type: 'group'
      readonly kind: 'create' | 'delete' | 'update' | 'add' | 'remove'
      readonly group: WireGroup
      readonly version?: number | undefined
      readonly conversationIds?: readonly string[] | undefined
    }
  /** Not of the protocol: an event the SDK is made to emit as it is. */
  | {
      readonly type: 'malformed'
      readonly service: 'V2NIMConversationService' | 'V2NIMLocalConversationService' | 'V2NIMMessageService'
      readonly event: string
      readonly args: readonly unknown[]
    }
  | { readonly type: 'kick'; readonly reason: 1 | 2 | 3 | 4 }

/** What a client asks for. Ids are NIM conversation ids (`me|1|bob`). */
export type NimCommand =
  /** `since` is the server's time of the last one, 0 at first. */
  | { readonly name: 'mainSync'; readonly part: 'basic' | 'team'; readonly since: number }
  | { readonly name: 'conversationSync'; readonly cursor: number }
  | { readonly name: 'createConversation'; readonly id: string }
  | { readonly name: 'deleteConversation'; readonly id: string; readonly clearMessage: boolean }
  | { readonly name: 'deleteConversations'; readonly ids: readonly string[]; readonly clearMessage: boolean }
  | { readonly name: 'updateConversation'; readonly id: string; readonly serverExtension: string }
  | { readonly name: 'stickTop'; readonly id: string; readonly stickTop: boolean }
  | { readonly name: 'clearUnread'; readonly ids: readonly string[] }
  | { readonly name: 'clearAllUnread' }
  | { readonly name: 'clearUnreadOfTypes'; readonly types: readonly number[] }
  | { readonly name: 'clearUnreadOfGroup'; readonly groupId: string }
  | { readonly name: 'markRead'; readonly marks: readonly NimMark[] }
  | { readonly name: 'localStickTop'; readonly kind: WireKind; readonly target: string; readonly stickTop: boolean }
  | {
      readonly name: 'createGroup'
      readonly groupName: string
      readonly serverExtension: string
      readonly ids: readonly string[]
    }
  | { readonly name: 'deleteGroup'; readonly groupId: string }
  | {
      readonly name: 'updateGroup'
      readonly groupId: string
      readonly groupName: string | undefined
      readonly serverExtension: string | undefined
    }
  | { readonly name: 'addToGroup' | 'removeFromGroup'; readonly groupId: string; readonly ids: readonly string[] }
  | { readonly name: 'listGroups'; readonly ids?: readonly string[] | undefined }
  | { readonly name: 'sendMessage'; readonly message: Omit<NimMessage, 'serverId' | 'time'> }
  | {
      readonly name: 'revokeMessage'
      readonly clientId: string
      readonly kind: WireKind
      readonly target: string
      readonly postscript: string | undefined
    }
  | {
      readonly name: 'deleteMessages'
      readonly kind: WireKind
      readonly target: string
      readonly clientIds: readonly string[]
    }
  | { readonly name: 'sendPeerReceipt'; readonly peer: string; readonly time: number }
  | { readonly name: 'sendTeamReceipts' }
  | { readonly name: 'getTeamReceipts'; readonly messages: readonly NimTeamReceiptQuery[] }
  | { readonly name: 'mutePeer'; readonly account: string; readonly muted: boolean }
  | { readonly name: 'muteTeam'; readonly member: NimTeamMember }
  | { readonly name: 'getUsers'; readonly accounts: readonly string[] }
  | { readonly name: 'getTeams'; readonly kind: 'team' | 'superTeam'; readonly ids: readonly string[] }

export interface NimTeamReceiptQuery {
  readonly team: string
  readonly clientId: string
  readonly serverId: string
}

/** What the server answers; `code` 200 is success, others are NIM's readable error codes. */
export interface NimReply {
  readonly code: number
  readonly rows?: readonly NimRow[] | undefined
  /** Ids of a batch that were refused. */
  readonly failed?: Readonly<Record<string, number>> | undefined
  readonly sync?: { readonly cursor: number; readonly full: boolean } | undefined
  readonly clear?: NimClear | undefined
  readonly group?: WireGroup | undefined
  readonly groups?: readonly WireGroup[] | undefined
  readonly version?: number | undefined
  readonly message?: NimMessage | undefined
  readonly time?: number | undefined
  readonly users?: readonly WireProfile[] | undefined
  readonly teams?: readonly NimTeam[] | undefined
  readonly receipts?: readonly NimTeamReceipt[] | undefined
}

/** A client as the server sees it: the double, or the real SDK behind its harness. */
export type NimDevice = VendorDevice<NimPush, NimCommand, NimReply>
