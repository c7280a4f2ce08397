// Readers of single fields of what the SDK hands out. What is absent, null, or NIM's own word for it ('' or 0) is
// unknown; anything else that is not of the promised kind is refused by the name of the field, never with its content.

import { toEpochMs, type EpochMs } from '@convolist/core'

export function refuse(field: string): never {
  throw new TypeError(`${field} is missing or malformed`)
}

/** An object of the SDK, every field of it doubtful. */
export const record = <T extends object>(value: unknown, what: string): { readonly [Key in keyof T]?: T[Key] } =>
  typeof value === 'object' && value && !Array.isArray(value) ? value : refuse(what)

export const list = (value: unknown, what: string): readonly unknown[] => (Array.isArray(value) ? value : refuse(what))

export function text<T>(from: T, key: keyof T & string): string | undefined {
  const value: unknown = from[key]
  return value == null || value === '' ? undefined : typeof value === 'string' ? value : refuse(key)
}

/** What another user wrote, of which NIM promises nothing: what is no text is unknown, and noted. */
export function words<T>(from: T, key: keyof T & string): string | undefined {
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

export const string = <T>(from: T, key: keyof T & string): string => text(from, key) ?? refuse(key)

export function number<T>(from: T, key: keyof T & string): number | undefined {
  const value: unknown = from[key]
  return value == null ? undefined : typeof value === 'number' && value >= 0 && value < Infinity ? value : refuse(key)
}

/** A number that has to be there. */
export const sureNumber = (value: unknown, what: string): number => number({ [what]: value }, what) ?? refuse(what)

/** Milliseconds since 1970. */
export function time<T>(from: T, key: keyof T & string): EpochMs | undefined {
  const ms = number(from, key)
  return ms ? toEpochMs(ms) : undefined
}

export function flag<T>(from: T, key: keyof T & string): boolean {
  const value: unknown = from[key] ?? false
  return typeof value === 'boolean' ? value : refuse(key)
}
