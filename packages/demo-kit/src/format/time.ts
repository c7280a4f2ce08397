import type { Language } from '../texts/index.js'

const DAY_MS = 86_400_000

/** Wording of times in one language and time zone. The `Intl` objects behind it are made once. */
export interface TimeFormat {
  /** As short as a list allows: 14:05, Yesterday, Mon, 3/4, 2023/3/4. */
  short(at: number, now: number): string
  /** Date and time in full, for details and tooltips. */
  full(at: number): string
  /** Counts calendar days in the time zone; two times of one day give the same number. */
  dayOf(at: number): number
  msUntilMidnight(now: number): number
}

const cache = new Map<string, TimeFormat>()

/** @param timeZone IANA name; the user's own without it. */
export function timeFormat(language: Language, timeZone?: string): TimeFormat {
  const key = `${language} ${timeZone ?? ''}`
  const known = cache.get(key)
  if (known) return known
  const made = createTimeFormat(language, timeZone)
  cache.set(key, made)
  return made
}

function createTimeFormat(language: Language, timeZone: string | undefined): TimeFormat {
  const zone = timeZone === undefined ? {} : { timeZone }
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, { ...zone, ...options })
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const weekday = format({ weekday: 'short' })
  const monthDay = format({ month: 'numeric', day: 'numeric' })
  const date = format({ year: 'numeric', month: 'numeric', day: 'numeric' })
  const full = format({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
  const parts = new Intl.DateTimeFormat('en-US', {
    ...zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  })
  const yesterday = capitalise(new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-1, 'day'))

  /** What the clock on the wall shows, counted in milliseconds as if it hung in UTC. */
  const wall = (at: number): number => {
    const read: Record<string, number> = {}
    for (const { type, value } of parts.formatToParts(at)) read[type] = Number(value)
    return Date.UTC(read['year']!, read['month']! - 1, read['day'], read['hour'], read['minute'], read['second'])
  }
  const dayOf = (at: number): number => Math.floor(wall(at) / DAY_MS)

  return {
    short: (at, now) => {
      const [there, here] = [wall(at), wall(now)]
      const days = Math.floor(here / DAY_MS) - Math.floor(there / DAY_MS)
      if (days <= 0) return clock.format(at)
      if (days === 1) return yesterday
      if (days < 7) return weekday.format(at)
      return new Date(there).getUTCFullYear() === new Date(here).getUTCFullYear()
        ? monthDay.format(at)
        : date.format(at)
    },
    full: (at) => full.format(at),
    dayOf,
    msUntilMidnight: (now) => DAY_MS - (((wall(now) % DAY_MS) + DAY_MS) % DAY_MS) - (now % 1000),
  }
}

const capitalise = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

export interface Timers {
  now(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

/**
 * Calls `onNewDay` when the calendar day changes, so that "14:05" becomes "Yesterday".
 * Looks again at least once an hour: a timer that slept with the computer, or a day of 23 or 25 hours, would be late.
 *
 * @returns stops it.
 */
export function watchMidnight(format: TimeFormat, onNewDay: (now: number) => void, timers: Timers): () => void {
  let day = format.dayOf(timers.now())
  let timer: unknown
  const wait = (): void => {
    timer = timers.setTimeout(look, Math.min(format.msUntilMidnight(timers.now()) + 50, 3_600_000))
  }
  const look = (): void => {
    const now = timers.now()
    const today = format.dayOf(now)
    if (today !== day) {
      day = today
      onNewDay(now)
    }
    wait()
  }
  wait()
  return () => timers.clearTimeout(timer)
}
