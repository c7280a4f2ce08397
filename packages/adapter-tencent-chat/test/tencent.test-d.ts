// Held by `test:types`: the real SDKs fit our structural interface, and nothing else does.
import { createTencentSource, type V2TimChat, type WebChat } from '@convolist/adapter-tencent-chat'
import type { Source } from '@convolist/core'
import TencentCloudChat, { type ChatSDK } from '@tencentcloud/chat'
import LiteChat from '@tencentcloud/lite-chat'
import TIM from 'tim-js-sdk'

declare const chat: ChatSDK

/** All three are taken as they are, without a cast. */
export const sources: Source[] = [
  createTencentSource(chat),
  createTencentSource(TencentCloudChat.create({ SDKAppID: 1 }), { family: 'web' }),
  createTencentSource(LiteChat.create({ SDKAppID: 1 })),
  createTencentSource(TIM.create({ SDKAppID: 1 })),
]
export const instances: WebChat[] = [chat]

/** As an app would write it down for a module that has no typings. */
interface Module {
  getLoginUser(params: object): Promise<unknown>
  addConversationListener(listener: object): Promise<unknown>
  removeConversationListener(listener: object): Promise<unknown>
  getConversationList(params: { nextSeq: number; count: number }): Promise<unknown>
  pinConversation(params: { conversationID: string; isPinned: boolean }): Promise<unknown>
}
declare const module: Module
declare class conversationListener {
  constructor(callbacks: Record<string, (data: unknown) => void>)
}
export const v2tim: V2TimChat = module
export const native: Source = createTencentSource(module, { family: 'v2tim', listeners: { conversationListener } })

/** The typings of chat 3.6.6 say 3 where the runtime says 4: our names spare the app the number. */
export const wrongTypings: 0x3 = TencentCloudChat.TYPES.CONV_MARK_TYPE_FOLD

// @ts-expect-error an object without methods is no SDK
createTencentSource({})
// @ts-expect-error there are two families
createTencentSource(chat, { family: 'native' })
