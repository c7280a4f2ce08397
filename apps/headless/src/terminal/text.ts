import stringWidth from 'string-width'

/** What could move the cursor, change the screen or turn the line around: other people choose these texts. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The text as a terminal may be given it. */
export const safe = (text: string): string => text.replace(/[\t\r\n]+/g, ' ').replace(UNSAFE, '')

/** The text in exactly so many columns: cut where it is too long, with spaces after it where it is not. */
export function fit(text: string, columns: number): string {
  const line = safe(text)
  const width = stringWidth(line)
  if (width <= columns) return line + ' '.repeat(columns - width)
  const room = columns - 1 // for the mark that something is missing
  let cut = ''
  let used = 0
  for (const { segment } of graphemes.segment(line)) {
    const wide = stringWidth(segment)
    if (used + wide > room) break
    cut += segment
    used += wide
  }
  return columns > 0 ? `${cut}…${' '.repeat(room - used)}` : ''
}
