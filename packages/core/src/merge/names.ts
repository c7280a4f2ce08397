import { type ConversationId, toConversationId } from '../model/ids.js'

/** Between the name of an engine, which never holds one, and an id, which may hold anything. */
const COLON = ':'

/** What an id (of a row or label) of an engine is called in the merged list. */
export const mergedId = (name: string, id: string): ConversationId => toConversationId(name + COLON + id)

/** The two parts of a merged id; `undefined` for what is none. */
export function splitId(id: string): { readonly name: string; readonly id: ConversationId } | undefined {
  const end = id.indexOf(COLON)
  if (end < 0 || end === id.length - 1) return undefined
  return { name: id.slice(0, end), id: toConversationId(id.slice(end + 1)) }
}

export const isOf = (name: string, id: string): boolean => id.startsWith(name) && id[name.length] === COLON

export const isName = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && !name.includes(COLON)
