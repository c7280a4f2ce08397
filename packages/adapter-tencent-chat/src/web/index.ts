import type { Source } from '@convolist/core'
import { checkInstance } from '../check.js'
import type { WebChat } from './chat.js'
import { createWebSource } from './source.js'

export type { WebChat } from './chat.js'

/**
 * Like `createTencentSource`, for the Web SDKs only.
 *
 * @throws ConvolistError `source/wrong-instance` naming the missing method.
 */
export function createTencentWebSource(chat: WebChat): Source {
  checkInstance(chat, 'web')
  return createWebSource(chat)
}
