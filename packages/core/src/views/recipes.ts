import { produce } from 'immer'
import { FIELDS, sameField } from '../index/fields.js'
import type { Conversation, ConversationField, ConversationPatch } from '../model/conversation.js'

/** The row as a recipe may write it; an id or a time is text or a number, and stays what it is. */
type Draft<T> = T extends string | number | boolean | undefined ? T : { -readonly [Key in keyof T]: Draft<T[Key]> }

/**
 * The patch that an immer recipe makes of one row, to dispatch as `conversationsPatched`. `undefined` if it changes nothing.
 * For your own feeds and tests: the recipe sees one row, never the list.
 */
export function patchOf(
  row: Conversation,
  recipe: (draft: Draft<Conversation>) => void,
): ConversationPatch | undefined {
  const next = produce(row, recipe as (draft: unknown) => void)
  const changed = FIELDS.filter((field: ConversationField) => !sameField(field, row[field], next[field] as never))
  if (changed.length === 0) return undefined
  return { id: row.id, ...Object.fromEntries(changed.map((field) => [field, next[field]])) }
}
