/** A conversation's id as the vendor writes it: opaque text, which may be any string, `__proto__` included. */
export type ConversationId = string & { readonly __brand: 'ConversationId' }

/** Milliseconds since 1970-01-01 UTC. */
export type EpochMs = number & { readonly __brand: 'EpochMs' }

/** Marks text from outside as a conversation id. Adapters call this at their border and nowhere else. */
export const toConversationId = (id: string): ConversationId => id as ConversationId

/** Marks a number of milliseconds since 1970 as a time. Vendors that speak seconds multiply first. */
export const toEpochMs = (ms: number): EpochMs => ms as EpochMs

/** Fails the type check where a switch over a union forgot a case. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
