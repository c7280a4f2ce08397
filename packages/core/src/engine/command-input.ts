import { ConvolistError } from '../model/errors.js'
import { type ConversationId, toConversationId } from '../model/ids.js'
import { isId } from '../index/fields.js'
import type { Ids } from './engine.js'

/** Refuses an argument that cannot be right before anything is shown or sent. */
export function insist(isRight: boolean, command: string, expected: string): void {
  if (!isRight) throw new ConvolistError('command/invalid', `${command}: expected ${expected}`)
}

export const insistText = (value: unknown, command: string, what: string): void =>
  insist(isId(value), command, `${what} as text that is not empty`)

export const insistFlag = (value: unknown, command: string): void =>
  insist(typeof value === 'boolean', command, 'true or false')

/** One id or many, each once. */
export function toIds(ids: Ids, command: string): ConversationId[] {
  const list: unknown = typeof ids === 'string' ? [ids] : ids
  const isRight = Array.isArray(list) && list.every(isId)
  insist(isRight, command, 'an id or a list of ids, each text that is not empty')
  return [...new Set(list as readonly string[])].map(toConversationId)
}
