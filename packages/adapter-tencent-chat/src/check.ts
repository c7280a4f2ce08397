import { ConvolistError } from '@convolist/core'
import type { TencentFamily } from './ids.js'
import type { V2TimListeners } from './v2tim/chat.js'

const NEEDED: Readonly<Record<TencentFamily, readonly string[]>> = {
  v2tim: ['addConversationListener', 'removeConversationListener', 'getConversationList', 'getLoginUser'],
  web: ['on', 'off', 'getConversationList', 'setMessageRead', 'deleteConversation'],
}

const EXPECTED: Readonly<Record<TencentFamily, string>> = {
  v2tim: 'a V2TIM module with all its methods on one object',
  web: 'an instance of @tencentcloud/chat, lite-chat (standard or professional) or tim-js-sdk, as create() makes it',
}

export const familyOf = (chat: unknown): TencentFamily => (hasMethod(chat, 'addConversationListener') ? 'v2tim' : 'web')

/** @throws ConvolistError `source/wrong-instance` naming the missing method. */
export function checkInstance(chat: unknown, family: TencentFamily): void {
  const missing = NEEDED[family].find((name) => !hasMethod(chat, name))
  if (missing === undefined) return
  const isObject = typeof chat === 'object' && chat !== null
  const found = isObject ? `${missing} is not a function` : `got ${chat === null ? 'null' : typeof chat}`
  throw new ConvolistError('source/wrong-instance', `Tencent: needs ${EXPECTED[family]}, but ${found}.`)
}

/** @throws ConvolistError `option/invalid` naming the option. */
export function checkListeners(listeners: V2TimListeners | undefined): void {
  for (const [name, Listener] of Object.entries(listeners ?? {})) {
    if (Listener !== undefined && typeof Listener !== 'function') refuse(`listeners.${name}`, 'a class', Listener)
  }
}

export function refuse(option: string, expected: string, got: unknown): never {
  const found = typeof got === 'string' ? JSON.stringify(got) : typeof got
  throw new ConvolistError('option/invalid', `Tencent: option "${option}" must be ${expected}, but is ${found}.`)
}

const hasMethod = (chat: unknown, name: string): boolean =>
  typeof chat === 'object' && chat !== null && typeof (chat as Record<string, unknown>)[name] === 'function'
