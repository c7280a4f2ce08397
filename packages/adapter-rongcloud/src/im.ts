/**
 * The part of `@rongcloud/imlib-next` (5.28 or later) that is used: `import * as RongIMLib from '@rongcloud/imlib-next'` fits.
 * Methods that are looked for by name, because versions differ in them, are not listed.
 */
export interface RongCloudIM {
  addEventListener(event: never, listener: never): void
  removeEventListener(event: never, listener: never): void
  getConnectionStatus(): number
  getCurrentUserId(): string
  getConversation(target: never): Promise<unknown>
  clearMessagesUnreadStatus(target: never): Promise<unknown>
  setConversationToTop(target: never, isTop: boolean): Promise<unknown>
  setConversationNotificationLevel(target: never, level: number): Promise<unknown>
  removeConversation(target: never): Promise<unknown>
}

/** RongCloud's own name of a conversation. */
export interface RongCloudTarget {
  /** 1 private, 3 group, 5 customer service, 6 system, 7 and 8 public service, 10 ultra group. */
  readonly conversationType: number
  readonly targetId: string
  /** The channel of an ultra group, or the organisation of a private chat or group; `''` for none. */
  readonly channelId: string
}

/** What the list shows for a conversation; RongCloud itself has neither. */
export interface RongCloudProfile {
  /** As it stood in the question. */
  readonly id: string
  readonly title?: string | undefined
  readonly avatarUrl?: string | undefined
}

/** RongCloud's conversation types, as far as they have conversations. */
export const PRIVATE = 1
export const GROUP = 3
export const ULTRA = 10
