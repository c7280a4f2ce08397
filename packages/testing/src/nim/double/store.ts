import { matches } from './match.js'
import { UnreadTotals } from './totals.js'
import type { V2Conversation, V2ConversationOption } from './types.js'

type Fields = Partial<V2Conversation> & { conversationId: string }

/** The SDK's memory of conversations, with what it counts. Totals follow each change; nothing is summed up again. */
export class ConversationStore {
  readonly #map = new Map<string, V2Conversation>()
  readonly readTimes = new Map<string, number>()
  readonly totals = new UnreadTotals(() => this.#map.values())
  #sorted: V2Conversation[] | undefined

  /**
   * @param complete makes a whole conversation of the first fields known.
   * @param capacity the least recently used conversation goes silently when there are more.
   */
  constructor(
    private readonly complete: (fields: Fields) => V2Conversation = (fields) => fields as V2Conversation,
    private readonly capacity = Infinity,
  ) {}

  get size(): number {
    return this.#map.size
  }

  get(id: string): V2Conversation | undefined {
    return this.#map.get(id)
  }

  /** Every conversation, highest sort order first; equal ones as they came in. */
  sorted(): readonly V2Conversation[] {
    this.#sorted ??= [...this.#map.values()].sort((a, b) => b.sortOrder - a.sortOrder)
    return this.#sorted
  }

  /**
   * Merges fields into a new object, which takes the place of the old one.
   * @returns whether the unread count changed.
   */
  upsert(fields: Fields): boolean {
    const known = this.#map.get(fields.conversationId)
    const next = tidy(known === undefined ? this.complete({ ...fields }) : { ...known, ...fields })
    this.#put(next)
    this.totals.replaced(known, next)
    this.#sorted = undefined
    return known === undefined ? next.unreadCount > 0 : next.unreadCount !== known.unreadCount
  }

  /** Puts objects in as they are; the SDK does this with a full sync. */
  set(conversations: readonly V2Conversation[]): void {
    for (const conversation of conversations) {
      const known = this.#map.get(conversation.conversationId)
      this.#put(tidy(conversation))
      this.totals.replaced(known, conversation)
    }
    this.#sorted = undefined
  }

  /** From here on equal sort orders stand as they stand now. */
  settleOrder(): void {
    const sorted = this.sorted()
    this.#map.clear()
    for (const conversation of sorted) this.#map.set(conversation.conversationId, conversation)
  }

  /** Changes the stored object itself. Throws if somebody has frozen it, as the SDK does. */
  assign(conversation: V2Conversation, fields: Partial<V2Conversation>): void {
    const isStored = this.#map.get(conversation.conversationId) === conversation
    const before = isStored ? this.totals.weigh(conversation) : undefined
    const moves = fields.sortOrder !== undefined && fields.sortOrder !== conversation.sortOrder
    Object.assign(conversation, fields)
    if (before !== undefined) this.totals.reweighed(before, conversation)
    if (isStored && moves) this.#sorted = undefined
  }

  delete(id: string): V2Conversation | undefined {
    const known = this.#map.get(id)
    if (known === undefined) return undefined
    this.#map.delete(id)
    this.totals.replaced(known, undefined)
    this.#sorted = undefined
    return known
  }

  reset(): void {
    this.#map.clear()
    this.readTimes.clear()
    this.totals.reset()
    this.#sorted = undefined
  }

  /** Those that belong to the list with this option, highest sort order first. */
  matching(option: V2ConversationOption = {}): readonly V2Conversation[] {
    return this.sorted().filter((conversation) => matches(conversation, option))
  }

  #put(conversation: V2Conversation): void {
    const { conversationId } = conversation
    if (this.capacity !== Infinity) {
      // the SDK re-inserts what it touches, and drops the first when there are too many
      const isNew = !this.#map.delete(conversationId)
      const oldest = isNew && this.#map.size >= this.capacity ? this.#map.keys().next().value : undefined
      if (oldest !== undefined) this.delete(oldest)
    }
    this.#map.set(conversationId, conversation)
  }
}

function tidy(conversation: V2Conversation): V2Conversation {
  // '' stands for a last message the client could not fill in
  if (typeof (conversation.lastMessage as unknown) === 'string') delete conversation.lastMessage
  conversation.localExtension ??= ''
  return conversation
}
