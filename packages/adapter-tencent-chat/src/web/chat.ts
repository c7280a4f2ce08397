// The slice of the Web SDKs we use, in our own words: `@tencentcloud/chat`, `@tencentcloud/lite-chat` and `tim-js-sdk` fit
// it (test/web.test-d.ts). Everything that comes out of it is read as unknown input, and copied: the SDK's lists hold its
// own live objects.

import type { IdGrammar } from '../ids.js'

export const WEB_IDS: IdGrammar = { direct: 'C2C', group: 'GROUP', system: '@TIM#SYSTEM' }

/** An instance as `TencentCloudChat.create()` (or `TIM.create()`) makes it. */
export interface WebChat {
  on(event: string, handler: (event: never) => void): unknown
  off(event: string, handler: (event: never) => void): unknown

  getConversationList(options?: unknown): Promise<unknown>
  pinConversation(options: never): Promise<unknown>
  setMessageRead(options: never): Promise<unknown>
  deleteConversation(options: never): Promise<unknown>
}

/** Methods that some of the packages lack. */
export interface WebExtras {
  /** '' when nobody is logged in; missing in tim-js-sdk. */
  getLoginUser?(): unknown
  isReady?(): unknown
  findMessage?(id: string): unknown
  /** A number once the SDK is ready, and a rejected promise before. */
  getTotalUnreadMessageCount?(): unknown
}
