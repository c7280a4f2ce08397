import type { V2Message } from './types.js'

/** How many messages the SDK remembers in all. */
const CAPACITY = 10_000

/** The SDK's memory of messages; the oldest one touched goes first. */
export class MessageCache {
  readonly #byId = new Map<string, V2Message>()
  readonly #byConversation = new Map<string, Map<string, V2Message>>()

  get(clientId: string): V2Message | undefined {
    return this.#byId.get(clientId)
  }

  put(message: V2Message): void {
    this.remove(message.messageClientId)
    if (this.#byId.size >= CAPACITY) this.remove(this.#byId.keys().next().value as string)
    this.#byId.set(message.messageClientId, message)
    const others = this.#byConversation.get(message.conversationId) ?? new Map<string, V2Message>()
    others.set(message.messageClientId, message)
    this.#byConversation.set(message.conversationId, others)
  }

  remove(clientId: string): void {
    const known = this.#byId.get(clientId)
    if (known === undefined) return
    this.#byId.delete(clientId)
    const others = this.#byConversation.get(known.conversationId)
    others?.delete(clientId)
    if (others?.size === 0) this.#byConversation.delete(known.conversationId)
  }

  of(conversationId: string): V2Message[] {
    return [...(this.#byConversation.get(conversationId)?.values() ?? [])]
  }

  /** The newest by time; of equal ones the first. */
  lastOf(conversationId: string): V2Message | undefined {
    const messages = this.of(conversationId)
    const [first] = messages
    if (first === undefined) return undefined
    return messages.reduce((newest, message) => (message.createTime > newest.createTime ? message : newest), first)
  }

  clear(conversationId: string): void {
    for (const message of this.of(conversationId)) this.remove(message.messageClientId)
  }

  reset(): void {
    this.#byId.clear()
    this.#byConversation.clear()
  }
}
