import type { ConversationMark } from '@convolist/core'
import { invalid } from './errors.js'
import { count, listOf, type Fields } from './read.js'

// Literals, for the typings of @tencentcloud/chat 3.6.6 and tim-js-sdk 2.27.6 are wrong: they say 3 and 4 for the last two.
const BITS = { starred: 1, folded: 4, hidden: 8 } as const
/** A flag of its own in our rows: read, but marked as unread by the user. */
export const UNREAD_BIT = 2

const FIRST_CUSTOM = 2 ** 32
const LAST_CUSTOM = 2 ** 63

export interface Marks {
  readonly marks: readonly ConversationMark[]
  readonly markedUnread: boolean
}

/** A list of single bits, in any order. Custom bits are named by their exact number, such as `4294967296`. */
export function toMarks(from: Fields<'markList'>): Marks {
  const bits = new Set(listOf(from, 'markList').map(toLowestBit))
  const marks = [...bits].filter((bit) => bit !== UNREAD_BIT && bit > 0).sort((a, b) => a - b)
  return { marks: marks.map(nameOf), markedUnread: bits.has(UNREAD_BIT) }
}

/** A sum that the app marks with stands in the SDK's row as it is, while the server takes its lowest bit. */
function toLowestBit(value: unknown): number {
  const sum = count({ markList: value }, 'markList') ?? 0
  return Number.isInteger(sum) ? Number(BigInt(sum) & -BigInt(sum)) : 0
}

function nameOf(bit: number): ConversationMark {
  const known = Object.entries(BITS).find(([, value]) => value === bit)
  return known ? known[0] : BigInt(bit).toString() // String() would round what is above 2^53
}

/** One bit per call: a sum would set its lowest bit on the server and the sum itself in the SDK's row. */
export function toBit(mark: ConversationMark): number {
  const bit = bitOf(mark)
  if (bit !== undefined) return bit
  throw invalid(`"${mark}" is no mark of Tencent: starred, folded, hidden, or one bit from 2^32 to 2^63.`)
}

/** `undefined` for what is no mark of Tencent's. */
export function bitOf(mark: ConversationMark): number | undefined {
  if (Object.hasOwn(BITS, mark)) return BITS[mark as keyof typeof BITS]
  const bit = Number(mark)
  return Number.isInteger(Math.log2(bit)) && bit >= FIRST_CUSTOM && bit <= LAST_CUSTOM ? bit : undefined
}
