// The shapes of the SDK's V2 services, as far as the double has them; named and typed after its public documents.

export interface V2MessageRefer {
  readonly senderId: string
  readonly receiverId: string
  readonly messageClientId: string
  readonly messageServerId: string
  readonly createTime: number
  readonly conversationType: number
  readonly conversationId: string
}

export interface V2LastMessage {
  /** 0 as sent, 1 revoked, 2 filled in by the client. */
  lastMessageState: number
  messageRefer: V2MessageRefer
  messageType?: number
  subType?: number
  /** On the sender's own device: 1 sent, 2 failed, 3 sending. */
  sendingState?: number
  text?: string
  attachment?: Record<string, unknown>
  revokeAccountId?: string
  revokeType?: number
  serverExtension?: string
  callbackExtension?: string
  senderName?: string
}

/** A cloud or local conversation. The list calls hand out the stored object itself, as the SDK does. */
export interface V2Conversation {
  conversationId: string
  type: number
  name?: string
  avatar?: string
  mute?: boolean
  stickTop: boolean
  groupIds?: string[]
  localExtension: string
  serverExtension?: string
  lastMessage?: V2LastMessage | undefined | null
  unreadCount: number
  sortOrder: number
  createTime: number
  updateTime: number
  /** 10.9.0 and later, cloud only. */
  lastReadTime?: number
  /** Left behind by answers to own commands, where the SDK forgets to take it off. */
  lastMessageState?: number
}

export interface V2ConversationResult {
  offset: number
  finished: boolean
  conversationList: V2Conversation[]
}

export interface V2ConversationOption {
  conversationTypes?: number[] | undefined
  onlyUnread?: boolean | undefined
  conversationGroupIds?: string[] | undefined
}

export interface V2ConversationFilter {
  conversationTypes?: number[] | undefined
  conversationGroupId?: string | undefined
  ignoreMuted?: boolean | undefined
  /** On events other than the first after subscribing. */
  equals?: (other: V2ConversationFilter) => boolean
}

export interface V2OperationResult {
  conversationId: string
  error: Error & { code: number }
}

export interface V2Message {
  conversationType: number
  receiverId: string
  senderId: string
  fromNick?: string
  createTime: number
  messageType: number
  text?: string
  attachment?: Record<string, unknown>
  messageClientId: string
  messageServerId: string
  userUpdateTime?: number
  serverExtension?: string
  messageConfig?: {
    readReceiptEnabled?: boolean
    unreadEnabled?: boolean
    historyEnabled?: boolean
    lastMessageUpdateEnabled?: boolean
  }
  conversationId: string
  isSelf: boolean
  sendingState: number
  messageStatus: { errorCode: number }
}

export interface V2RevokeNotification {
  postscript?: string
  revokeType: number
  revokeAccountId: string
  serverExtension: string
  messageRefer: V2MessageRefer
}

export interface V2DeletedNotification {
  messageRefer: V2MessageRefer
  deleteTime: number
}

export interface V2User {
  accountId: string
  name?: string
  avatar?: string
  createTime: number
  updateTime: number
}

export interface V2Friend {
  accountId: string
  alias?: string
  serverExtension?: string
  customerExtension?: string
  createTime?: number
  updateTime?: number
  userProfile?: V2User
}

export interface V2Team {
  teamId: string
  teamType: number
  name?: string
  avatar?: string
  isValidTeam?: boolean
  createTime?: number
  updateTime?: number
}

export interface V2Group {
  groupId: string
  name: string
  serverExtension: string
  createTime: number
  updateTime: number
}

export interface V2P2PReceipt {
  conversationId: string
  timestamp: number
}

export interface V2TeamReceipt {
  conversationId: string
  messageServerId: string
  messageClientId: string
  readCount: number
  unreadCount: number
}
