import { toEpochMs, type ConversationId, type EpochMs } from '@convolist/core'

// Readers of single fields. What is absent, null or the vendor's own word for it ('' or 0) is unknown; anything else that
// is not of the promised kind is refused. Messages name the field, never its content.

/** An object from outside: any of its fields may be anything. */
export type Fields<Name extends string> = { readonly [Key in Name]?: unknown }

/** Reads one field of such an object. */
type Reader<Value> = <Name extends string>(from: Fields<Name>, key: Name) => Value

export function wrong(field: string, expected: string): never {
  throw new TypeError(`${field}: expected ${expected}`)
}

export const record = <Name extends string>(value: unknown, field: string): Fields<Name> =>
  isRecord(value) ? (value as Fields<Name>) : wrong(field, 'an object')

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same object, or an empty one: for what may be left out, or be anything. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : NOTHING)
const NOTHING = {}

export const list = (value: unknown, field: string): readonly unknown[] =>
  Array.isArray(value) ? value : wrong(field, 'a list')

/** A list that may be left out. */
export const listOf: Reader<readonly unknown[]> = (from, key) => list(from[key] ?? [], key)

export const text: Reader<string | undefined> = (from, key) => {
  const value: unknown = from[key]
  return value == null || value === '' ? undefined : typeof value === 'string' ? value : wrong(key, 'a text')
}

/** What another user wrote, of which the vendor promises nothing: what is no text is unknown, and noted. */
export const words: Reader<string | undefined> = (from, key) => {
  try {
    return text(from, key)
  } catch (cause) {
    odd ??= cause
    return undefined
  }
}

let odd: unknown

/** Why words could not be read since this was last asked: the first of them. */
export function oddWords(): unknown {
  const cause = odd
  odd = undefined
  return cause
}

export const string: Reader<string> = (from, key) => text(from, key) ?? wrong(key, 'a text')

/** Numbers may come as bigint (HarmonyOS) or as text (bindings without 64-bit numbers). */
export const count: Reader<number | undefined> = (from, key) => {
  const value: unknown = from[key]
  if (value == null || value === '') return undefined
  const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value
  return Number.isFinite(number) && (number as number) >= 0 ? (number as number) : wrong(key, 'a count')
}

/** Tencent speaks seconds; iOS hands out dates. */
export const seconds: Reader<EpochMs | undefined> = (from, key) => {
  const value: unknown = from[key]
  const ms = value instanceof Date ? value.getTime() : (count(from, key) ?? 0) * 1000
  return ms ? toEpochMs(ms) : undefined
}

export const flag: Reader<boolean> = (from, key) => {
  const value: unknown = from[key] ?? false
  return typeof value === 'boolean' ? value : wrong(key, 'true or false')
}

export type Ids = readonly ConversationId[]
