import type { Source } from '@convolist/core'
import { checkInstance, checkOptions, refuse, refuseOthers } from '../check.js'
import type { V2TimChat, V2TimOptions } from './chat.js'
import { createV2TimSource } from './source.js'

export type { V2TimChat, V2TimListeners, V2TimOptions } from './chat.js'

const LISTENERS = new Set(['sdkListener', 'conversationListener', 'advancedMsgListener'])
const NEEDED = ['addConversationListener', 'removeConversationListener', 'getConversationList', 'getLoginUser']

/**
 * Like `createTencentSource`, for V2TIM modules only.
 *
 * @throws ConvolistError `option/invalid` naming the option; `source/wrong-instance` naming the missing method.
 */
export function createTencentV2TimSource(chat: V2TimChat, options: V2TimOptions = {}): Source {
  const { listeners = {}, ...others } = checkOptions(options)
  refuseOthers(others)
  if (Object(listeners) !== listeners) refuse('listeners', 'an object of classes', listeners)
  for (const [name, Listener] of Object.entries(listeners)) {
    // A list would stay empty for ever.
    if (!LISTENERS.has(name)) refuse(`listeners.${name}`, 'left out', Listener)
    if (Listener !== undefined && typeof Listener !== 'function') refuse(`listeners.${name}`, 'a class', Listener)
  }
  checkInstance(chat, NEEDED, 'a V2TIM module with all its methods on one object')
  return createV2TimSource(chat, { listeners })
}
