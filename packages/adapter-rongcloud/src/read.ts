import { toEpochMs, type EpochMs } from '@convolist/core'

// Readers of single fields. What is absent, null or RongCloud's own word for it ('' or 0) is unknown; anything else that
// is not of the promised kind is refused. Messages name the field, never its content.

/** An object from outside: any of its fields may be anything. */
export type Fields = Readonly<Record<string, unknown>>

export function wrong(field: string): never {
  throw new TypeError(`${field} is missing or malformed`)
}

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const record = (value: unknown, field: string): Fields => (isRecord(value) ? value : wrong(field))

export const list = (value: unknown, field: string): readonly unknown[] => (Array.isArray(value) ? value : wrong(field))

export function text(from: Fields, key: string): string | undefined {
  const value = from[key]
  return value == null || value === '' ? undefined : typeof value === 'string' ? value : wrong(key)
}

export const string = (from: Fields, key: string): string => text(from, key) ?? wrong(key)

/** What another user wrote, of which RongCloud promises nothing: what is no text is unknown, and noted. */
export function words(from: Fields, key: string): string | undefined {
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

export function count(from: Fields, key: string): number | undefined {
  const value = from[key]
  return value == null ? undefined : typeof value === 'number' && value >= 0 && value < Infinity ? value : wrong(key)
}

/** Milliseconds since 1970. */
export const time = (from: Fields, key: string): EpochMs | undefined => {
  const ms = count(from, key)
  return ms ? toEpochMs(ms) : undefined
}

export const flag = (from: Fields, key: string): boolean =>
  from[key] == null ? false : typeof from[key] === 'boolean' ? from[key] : wrong(key)
