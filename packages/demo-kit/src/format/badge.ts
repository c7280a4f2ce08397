import type { Language } from '../texts/index.js'

const numbers = new Map<string, Intl.NumberFormat>()

/** A whole number with the language's digit grouping. */
export function numberText(value: number, language: Language): string {
  let format = numbers.get(language)
  if (!format) numbers.set(language, (format = new Intl.NumberFormat(language)))
  return format.format(value)
}

/** What a badge shows: nothing for 0, `99+` above 99. */
export const badgeText = (count: number): string => (count <= 0 ? '' : count > 99 ? '99+' : String(count))
