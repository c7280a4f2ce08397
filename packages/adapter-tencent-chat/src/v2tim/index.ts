import type { Source } from '@convolist/core'
import { checkInstance, checkListeners } from '../check.js'
import type { V2TimChat, V2TimOptions } from './chat.js'
import { createV2TimSource } from './source.js'

export type { V2TimChat, V2TimListeners, V2TimOptions } from './chat.js'

/**
 * Like `createTencentSource`, for V2TIM modules only.
 *
 * @throws ConvolistError `option/invalid` naming the option; `source/wrong-instance` naming the missing method.
 */
export function createTencentV2TimSource(chat: V2TimChat, options: V2TimOptions = {}): Source {
  checkListeners(options.listeners)
  checkInstance(chat, 'v2tim')
  return createV2TimSource(chat, options)
}
