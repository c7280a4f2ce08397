import type { Conversation } from '@convolist/core'
import type { Texts } from '../texts/index.js'

/** Longer names are cut: they would only be in the way in a menu, a toast or a label. */
const LONGEST = 100

/** Anything that leaves a mark on the screen. */
const VISIBLE = /[^\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}]/u

/** Letters and controls that change the direction of what stands around them. */
const BIDIRECTIONAL = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/u

/**
 * The row's name, which other people chose: one line of at most 100 characters that never turns around the sentence it is
 * put in. It is text; whoever shows it must not take it for markup.
 */
export function titleOf(row: Conversation, texts: Texts): string {
  const name = [row.title, row.targetId].find((text) => text !== undefined && VISIBLE.test(text)) ?? texts.row.untitled
  const line = shorten(name.replace(/[\s\p{Cc}]+/gu, ' ').trim())
  return BIDIRECTIONAL.test(line) ? `\u2068${line}\u2069` : line // first strong isolate … pop
}

function shorten(line: string): string {
  const characters = Array.from(line.slice(0, 4 * LONGEST)) // by code point, so that no character is torn
  return characters.length <= LONGEST ? characters.join('') : `${characters.slice(0, LONGEST).join('')}…`
}
