import { clientCodes, raise, refuseArgument } from './error.js'
import { matches } from './match.js'
import type { V2Conversation, V2ConversationFilter } from './types.js'

interface WatchedFilter {
  readonly key: string
  readonly filter: V2ConversationFilter
  sum: number
  /** What was last told. */
  told: number
}

/** What a conversation adds to the total and to each watched filter, in order. */
export type Weight = readonly number[]

/** Unread sums, kept as rows change. What is told of them, and when, follows the SDK: only at a digest. */
export class UnreadTotals {
  #total = 0
  /** `undefined` until the first digest, so that even 0 is told once. */
  #told: number | undefined
  readonly #filters: WatchedFilter[] = []

  constructor(private readonly all: () => Iterable<V2Conversation>) {}

  /** As the SDK says it: what was last told, not what is. */
  get told(): number {
    return this.#told ?? 0
  }

  weigh(conversation: V2Conversation): Weight {
    const unread = conversation.unreadCount || 0
    return [unread, ...this.#filters.map(({ filter }) => (passes(conversation, filter) ? unread : 0))]
  }

  replaced(before: V2Conversation | undefined, after: V2Conversation | undefined): void {
    if (before !== undefined) this.#add(this.weigh(before), -1)
    if (after !== undefined) this.#add(this.weigh(after), 1)
  }

  reweighed(before: Weight, after: V2Conversation): void {
    this.#add(before, -1)
    this.#add(this.weigh(after), 1)
  }

  #add([unread = 0, ...ofFilters]: Weight, sign: 1 | -1): void {
    this.#total += sign * unread
    this.#filters.forEach((watched, index) => {
      watched.sum += sign * (ofFilters[index] ?? 0)
    })
  }

  /** Tells the total, then each filter, where they changed since they were last told. */
  digest(tellTotal: (total: number) => void, tellFilter: (filter: V2ConversationFilter, sum: number) => void): void {
    this.digestTotal(tellTotal)
    for (const watched of this.#filters.slice()) {
      if (watched.sum === watched.told) continue
      watched.told = watched.sum
      tellFilter(withEquals(watched.key), watched.sum)
    }
  }

  digestTotal(tell: (total: number) => void): void {
    if (this.#told === this.#total) return
    this.#told = this.#total
    tell(this.#total)
  }

  sumOf(filter: V2ConversationFilter): number {
    let sum = 0
    for (const conversation of this.all()) if (passes(conversation, filter)) sum += conversation.unreadCount || 0
    return sum
  }

  watch(filter: V2ConversationFilter): { filter: V2ConversationFilter; sum: number } {
    const key = filterKey(filter)
    // the SDK's documents promise that subscribing twice does nothing; its code throws
    if (this.#filters.some((one) => one.key === key)) raise(clientCodes.alreadyExist)
    const own = JSON.parse(key) as V2ConversationFilter
    const sum = this.sumOf(own)
    this.#filters.push({ key, filter: own, sum, told: sum })
    return { filter: own, sum }
  }

  unwatch(filter: V2ConversationFilter): void {
    const place = this.#filters.findIndex((one) => one.key === filterKey(filter))
    if (place === -1) raise(clientCodes.notExist)
    this.#filters.splice(place, 1)
  }

  reset(): void {
    this.#total = 0
    this.#told = undefined
    this.#filters.length = 0
  }
}

function passes(conversation: V2Conversation, filter: V2ConversationFilter): boolean {
  const { conversationTypes, conversationGroupId, ignoreMuted } = filter
  const conversationGroupIds = conversationGroupId === undefined ? undefined : [conversationGroupId]
  return matches(conversation, { conversationTypes, conversationGroupIds, ignoreMuted })
}

/** Sorts the types of the filter it is given, as the SDK does. */
function filterKey(filter: V2ConversationFilter): string {
  return JSON.stringify({
    conversationGroupId: filter.conversationGroupId,
    conversationTypes: filter.conversationTypes?.sort(),
    ignoreMuted: filter.ignoreMuted,
  })
}

function withEquals(key: string): V2ConversationFilter {
  const filter = JSON.parse(key) as V2ConversationFilter
  filter.equals = (other) => key === filterKey(other)
  return filter
}

export function checkFilter(filter: unknown, knows: { readonly groups: boolean }): void {
  if (typeof filter !== 'object' || filter === null) refuseArgument("param 'filter' unexpected")
  const { conversationTypes, conversationGroupId, ignoreMuted } = filter as V2ConversationFilter
  const group = knows.groups ? conversationGroupId : undefined
  if (group === '') refuseArgument("param 'conversationGroupId' unexpected")
  if (conversationTypes === undefined && group === undefined && ignoreMuted !== true)
    raise(clientCodes.invalidParameter, 'Filter cannot be empty')
}
