import type { Source } from '@convolist/core'
import { checkOptions, hasMethod, refuse, refuseOthers } from './check.js'
import type { TencentFamily } from './ids.js'
import { createTencentV2TimSource, type V2TimChat, type V2TimListeners } from './v2tim/index.js'
import { createTencentWebSource, type WebChat } from './web/index.js'

export type { TencentFamily } from './ids.js'
export { createTencentV2TimSource, type V2TimChat, type V2TimListeners, type V2TimOptions } from './v2tim/index.js'
export { createTencentWebSource, type WebChat } from './web/index.js'

export interface TencentSourceOptions {
  /** Which kind of SDK it is. Default: found out by its methods. */
  readonly family?: TencentFamily | undefined
  /** V2TIM only: the listener classes of the module (`new conversationListener({...})`), where it wants instances of them. */
  readonly listeners?: V2TimListeners | undefined
}

/**
 * Connects the app's own Tencent Cloud Chat instance to an engine. The app creates the SDK and logs in and out; the
 * source listens, lists and passes commands on. An app that knows its family saves a third of the bytes with
 * `createTencentWebSource` or `createTencentV2TimSource`.
 *
 * @param chat an instance of `@tencentcloud/chat`, `@tencentcloud/lite-chat` or `tim-js-sdk`, or a V2TIM module with all
 * its methods on one object; before or after its login.
 * @throws ConvolistError `option/invalid` naming the option; `source/wrong-instance` naming the missing method.
 */
export function createTencentSource(chat: WebChat | V2TimChat, options: TencentSourceOptions = {}): Source {
  const isV2Tim = hasMethod(chat, 'addConversationListener')
  const { family = isV2Tim ? 'v2tim' : 'web', listeners, ...others } = checkOptions(options)
  refuseOthers(others)
  if (family === 'v2tim') return createTencentV2TimSource(chat as V2TimChat, { listeners })
  if (family !== 'web') refuse('family', `'v2tim' or 'web'`, family)
  if (listeners !== undefined) refuse('listeners', 'left out for a Web SDK', listeners)
  return createTencentWebSource(chat as WebChat)
}
