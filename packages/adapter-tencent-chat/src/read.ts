import { toEpochMs, type ConversationId, type EpochMs } from '@convolist/core'

// Readers of single fields. What is absent, null or the vendor's own word for it ('' or 0) is unknown; anything else that
// is not of the promised kind is refused. Messages name the field, never its content.

/** An object from outside: any of its fields may be anything. */
export type Fields<Name extends string> = { readonly [Key in Name]?: unknown }

export function wrong(field: string, expected: string): never {
  throw new TypeError(`${field}: expected ${expected}`)
}

export const record = <Name extends string>(value: unknown, field: string): Fields<Name> =>
  isRecord(value) ? (value as Fields<Name>) : wrong(field, 'an object')

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const list = (value: unknown, field: string): readonly unknown[] =>
  Array.isArray(value) ? value : wrong(field, 'a list')

/** A list that may be left out. */
export const listOf = (value: unknown, field: string): readonly unknown[] => (value == null ? [] : list(value, field))

export const string = (value: unknown, field: string): string =>
  typeof value === 'string' && value !== '' ? value : wrong(field, 'a text')

export const text = (value: unknown, field: string): string | undefined =>
  value == null || value === '' ? undefined : string(value, field)

/** Numbers may come as bigint (HarmonyOS) or as text (bindings without 64-bit numbers). */
export function count(value: unknown, field: string): number | undefined {
  if (value == null || value === '') return undefined
  const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value
  return Number.isFinite(number) && (number as number) >= 0 ? (number as number) : wrong(field, 'a count')
}

/** Tencent speaks seconds; iOS hands out dates. */
export function seconds(value: unknown, field: string): EpochMs | undefined {
  const ms = value instanceof Date ? value.getTime() : (count(value, field) ?? 0) * 1000
  return ms ? toEpochMs(ms) : undefined
}

export const flag = (value: unknown, field: string): boolean =>
  value == null ? false : typeof value === 'boolean' ? value : wrong(field, 'true or false')

/** Makes something of each entry; a bad one is handed to `skip` and left out. */
export function each<Made>(
  values: readonly unknown[],
  make: (value: unknown) => Made | undefined,
  skip: (index: number, cause: unknown) => void,
): Made[] {
  const made: Made[] = []
  values.forEach((value, index) => {
    try {
      const one = make(value)
      if (one !== undefined) made.push(one)
    } catch (cause) {
      skip(index, cause)
    }
  })
  return made
}

export type Ids = readonly ConversationId[]
