import { ConvolistError, type Source } from '@convolist/core'
import type { TencentFamily } from './ids.js'
import type { V2TimChat, V2TimListeners } from './v2tim/chat.js'
import { createV2TimSource } from './v2tim/source.js'
import type { WebChat } from './web/chat.js'
import { createWebSource } from './web/source.js'

export type { TencentFamily } from './ids.js'
export type { V2TimChat, V2TimListeners } from './v2tim/chat.js'
export type { WebChat } from './web/chat.js'

export interface TencentSourceOptions {
  /** Which kind of SDK it is. Default: found out by its methods. */
  readonly family?: TencentFamily | undefined
  /** V2TIM only: the listener classes of the module (`new conversationListener({...})`), where it wants instances of them. */
  readonly listeners?: V2TimListeners | undefined
}

const NEEDED: Readonly<Record<TencentFamily, readonly string[]>> = {
  v2tim: ['addConversationListener', 'removeConversationListener', 'getConversationList', 'getLoginUser'],
  web: ['on', 'off', 'getConversationList', 'setMessageRead', 'deleteConversation'],
}

/**
 * Connects the app's own Tencent Cloud Chat instance to an engine. The app creates the SDK and logs in and out; the
 * source listens, lists and passes commands on.
 *
 * @param chat an instance of `@tencentcloud/chat`, `@tencentcloud/lite-chat` or `tim-js-sdk`, or a V2TIM module with all
 * its methods on one object; before or after its login.
 * @throws ConvolistError `option/invalid` naming the option; `source/wrong-instance` naming the missing method.
 */
export function createTencentSource(chat: WebChat | V2TimChat, options: TencentSourceOptions = {}): Source {
  const { family = familyOf(chat), listeners } = checked(options)
  checkInstance(chat, family)
  return family === 'v2tim' ? createV2TimSource(chat as V2TimChat, { listeners }) : createWebSource(chat as WebChat)
}

function checked(options: TencentSourceOptions): TencentSourceOptions {
  const { family, listeners } = options ?? {}
  if (family !== undefined && family !== 'v2tim' && family !== 'web') refuse('family', `'v2tim' or 'web'`, family)
  for (const [name, Listener] of Object.entries(listeners ?? {})) {
    if (Listener !== undefined && typeof Listener !== 'function') refuse(`listeners.${name}`, 'a class', Listener)
  }
  return { family, listeners }
}

const hasMethod = (chat: unknown, name: string): boolean =>
  typeof chat === 'object' && chat !== null && typeof (chat as Record<string, unknown>)[name] === 'function'

const familyOf = (chat: unknown): TencentFamily => (hasMethod(chat, 'addConversationListener') ? 'v2tim' : 'web')

function checkInstance(chat: unknown, family: TencentFamily): void {
  const missing = NEEDED[family].find((name) => !hasMethod(chat, name))
  if (missing === undefined) return
  const expected =
    family === 'web'
      ? 'an instance of @tencentcloud/chat, @tencentcloud/lite-chat (standard or professional) or tim-js-sdk, as create() makes it'
      : 'a V2TIM module with all its methods on one object'
  const found =
    chat === null || typeof chat !== 'object'
      ? `got ${chat === null ? 'null' : typeof chat}`
      : `${missing} is not a function`
  throw new ConvolistError('source/wrong-instance', `createTencentSource needs ${expected}, but ${found}.`)
}

function refuse(option: string, expected: string, got: unknown): never {
  const found = typeof got === 'string' ? JSON.stringify(got) : typeof got
  throw new ConvolistError(
    'option/invalid',
    `createTencentSource: option "${option}" must be ${expected}, but is ${found}.`,
  )
}
