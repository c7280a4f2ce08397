import type { Source } from '@convolist/core'
import { checkInstance, checkOptions, refuseOthers } from '../check.js'
import type { WebChat } from './chat.js'
import { createWebSource } from './source.js'

export type { WebChat } from './chat.js'

const NEEDED = ['on', 'off', 'getConversationList', 'setMessageRead', 'deleteConversation']
const EXPECTED =
  'an instance of @tencentcloud/chat, lite-chat (standard or professional) or tim-js-sdk, as create() makes it'

/**
 * Like `createTencentSource`, for the Web SDKs only.
 *
 * @param options there are none.
 * @throws ConvolistError `option/invalid` naming the option; `source/wrong-instance` naming the missing method.
 */
export function createTencentWebSource(chat: WebChat, options: Readonly<Record<string, never>> = {}): Source {
  refuseOthers(checkOptions(options))
  checkInstance(chat, NEEDED, EXPECTED)
  return createWebSource(chat)
}
