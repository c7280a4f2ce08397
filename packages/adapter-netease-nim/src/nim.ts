// The slice of the NIM SDK we use, in our own words: the real packages fit it (test/nim.test-d.ts), and so does the
// simulator. Everything that comes out of it is read as unknown input, whatever is promised here; node-nim, for one,
// makes nearly every field optional.

/** Listeners are added and removed by reference. */
export interface NimEmitter {
  on(name: never, listener: never): unknown
  off(name: never, listener: never): unknown
}

export interface NimMessageRefer {
  readonly senderId?: string
  readonly receiverId?: string
  readonly messageClientId?: string
  readonly messageServerId?: string
  /** ms since 1970. */
  readonly createTime?: number
  readonly conversationId?: string
}

export interface NimLastMessage {
  /** 0 as sent, 1 revoked, 2 filled in by the client; an own message being sent has 2 as well. */
  readonly lastMessageState?: number
  readonly messageRefer?: NimMessageRefer
  readonly messageType?: number
  /** 1 sent, 2 failed, 3 sending; on the sender's device only. */
  readonly sendingState?: number
  /** The original words even after a revoke, unless it came with a postscript. */
  readonly text?: string
  readonly revokeAccountId?: string
  readonly senderName?: string
}

export interface NimConversation {
  /** `<my account>|<1 direct, 2 team, 3 super team>|<target>`. */
  readonly conversationId?: string
  readonly name?: string
  readonly avatar?: string
  readonly mute?: boolean
  readonly stickTop?: boolean
  readonly groupIds?: readonly string[]
  readonly localExtension?: string
  readonly serverExtension?: string
  readonly lastMessage?: NimLastMessage | null | undefined
  readonly unreadCount?: number
  readonly sortOrder?: number
  readonly createTime?: number
  readonly updateTime?: number
  /** 10.9.0 and later, cloud only on the Web. */
  readonly lastReadTime?: number
}

export interface NimConversationPage {
  /** The sortOrder of the last row; 0 at the end. */
  readonly offset?: number
  readonly finished?: boolean
  readonly conversationList?: readonly NimConversation[]
}

/** One id that a batch call refused. */
export interface NimFailure {
  readonly conversationId?: string
  readonly error?: unknown
}

export interface NimListOption {
  conversationTypes?: number[]
  onlyUnread?: boolean
  conversationGroupIds?: string[]
}

export interface NimUnreadFilter {
  conversationTypes?: number[]
  conversationGroupId?: string
  ignoreMuted?: boolean
}

export interface NimConversationService extends NimEmitter {
  getConversationList(offset: number, limit: number): Promise<NimConversationPage>
  getConversationListByOption(offset: number, limit: number, option: NimListOption): Promise<NimConversationPage>
  getConversationListByIds(ids: string[]): Promise<readonly NimConversation[]>
  createConversation(id: string): Promise<NimConversation>
  deleteConversationListByIds(ids: string[], clearMessage: boolean): Promise<readonly NimFailure[]>
  stickTopConversation(id: string, stickTop: boolean): Promise<void>
  updateConversationLocalExtension(id: string, localExtension: string): Promise<void>
  getTotalUnreadCount(): number
  getUnreadCountByIds(ids: string[]): Promise<number>
  getUnreadCountByFilter(filter: NimUnreadFilter): Promise<number>
  clearTotalUnreadCount(): Promise<void>
  clearUnreadCountByIds(ids: string[]): Promise<readonly NimFailure[]>
  clearUnreadCountByTypes(types: number[]): Promise<void>
  /** Throws on the Web; node-nim returns the error instead. */
  subscribeUnreadCountByFilter(filter: NimUnreadFilter): unknown
  unsubscribeUnreadCountByFilter(filter: NimUnreadFilter): unknown
  getConversationReadTime(id: string): Promise<number>
  markConversationRead(id: string): Promise<number>
  /** Cloud only. */
  updateConversation?(id: string, update: { serverExtension?: string }): Promise<void>
  /** Cloud only. */
  clearUnreadCountByGroupId?(groupId: string): Promise<void>
  /** Local only, 10.9.40 and later. */
  setCurrentConversation?(id: string): unknown
}

export interface NimLoginService extends NimEmitter {
  /** `''` when nobody is logged in. */
  getLoginUser(): string
  /** 0 logged out, 1 logged in, 2 logging in, 3 connection lost (will be tried again). */
  getLoginStatus(): number
  /** Type 1 is the main sync; state 3 is done. */
  getDataSync?(): readonly { readonly type?: number; readonly state?: number }[] | null
  getKickedOfflineDetail?(): { readonly reason?: number } | null
}

/** A message as NIM hands it to its listeners. */
export interface NimMessage extends NimMessageRefer {
  /** 1 direct, 2 team, 3 super team. */
  readonly conversationType?: number
  readonly messageType?: number
  readonly text?: string
  /** Where the UIKit keeps whom a message names. */
  readonly serverExtension?: string
  readonly messageConfig?: { readonly unreadEnabled?: boolean; readonly readReceiptEnabled?: boolean }
}

export interface NimRevocation {
  readonly messageRefer?: NimMessageRefer
  readonly revokeAccountId?: string
  readonly postscript?: string
}

/** The peer has read everything sent up to `timestamp`. */
export interface NimP2PReceipt {
  readonly conversationId?: string
  readonly timestamp?: number
}

export interface NimTeamReceipt {
  readonly conversationId?: string
  readonly messageClientId?: string
  readonly messageServerId?: string
  readonly readCount?: number
  readonly unreadCount?: number
}

/** A user or friend (`accountId`), or a team. */
export interface NimProfile {
  readonly accountId?: string
  readonly teamId?: string
  /** 1 a team, 2 a super team. */
  readonly teamType?: number
}

export interface NimMessageService extends NimEmitter {
  sendP2PMessageReceipt(message: NimMessage): Promise<void>
  sendTeamMessageReceipts(messages: NimMessage[]): Promise<void>
  getP2PMessageReceipt(id: string): Promise<NimP2PReceipt>
}

export interface NimSettingService extends NimEmitter {
  setP2PMessageMuteMode(account: string, mode: number): Promise<void>
  setTeamMessageMuteMode(teamId: string, teamType: number, mode: number): Promise<void>
}

export interface NimGroup {
  readonly groupId?: string
  readonly name?: string
  readonly serverExtension?: string
  readonly createTime?: number
  readonly updateTime?: number
}

export interface NimGroupService extends NimEmitter {
  createConversationGroup(
    name: string,
    serverExtension?: string,
    ids?: string[],
  ): Promise<{ readonly group?: NimGroup; readonly failedList?: readonly NimFailure[] }>
  deleteConversationGroup(groupId: string): Promise<void>
  updateConversationGroup(groupId: string, name?: string): Promise<void>
  addConversationsToGroup(groupId: string, ids: string[]): Promise<readonly NimFailure[]>
  removeConversationsFromGroup(groupId: string, ids: string[]): Promise<readonly NimFailure[]>
  getConversationGroupList(): Promise<readonly NimGroup[]>
}

/** An instance of `nim-web-sdk-ng` (browser, uni-app, mini programs, React Native, Node). */
export interface NimWeb {
  readonly V2NIMLoginService: NimLoginService
  readonly V2NIMConversationService?: NimConversationService
  readonly V2NIMLocalConversationService?: NimConversationService
  readonly V2NIMConversationGroupService?: NimGroupService
  readonly V2NIMMessageService?: NimMessageService
  readonly V2NIMSettingService?: NimSettingService
  readonly V2NIMUserService?: NimEmitter
  readonly V2NIMFriendService?: NimEmitter
  readonly V2NIMTeamService?: NimEmitter
}

/** A client of `node-nim` (Electron, Node), or of the HarmonyOS SDK. */
export interface NimNative {
  readonly loginService: NimLoginService | null
  readonly conversationService?: NimConversationService | null
  readonly localConversationService?: NimConversationService | null
  readonly conversationGroupService?: NimGroupService | null
  readonly messageService?: NimMessageService | null
  readonly settingService?: NimSettingService | null
  readonly userService?: NimEmitter | null
  readonly friendService?: NimEmitter | null
  readonly teamService?: NimEmitter | null
}

export type NimInstance = NimWeb | NimNative
