import type { TruthKey } from './truth-types.js'

/** A fault has struck what was said of these conversations: at its arrival, where it arrives at all. */
export type StrikeListener = (fault: string, chats: readonly TruthKey[]) => void

/** One line of what happened, for people and for comparing two runs. */
export interface LogEntry {
  /** Milliseconds since the simulator was made. */
  readonly at: number
  readonly what: string
  readonly detail: string
}

/** Counts what was injected and sent, and keeps the newest lines of the log. */
export interface Tally {
  count(what: string): void
  log(what: string, detail: string): void
  strike: StrikeListener
  onStrike(listener: StrikeListener): void
  onCount(listener: (what: string) => void): void
  readonly counts: Readonly<Record<string, number>>
  /** The newest entries, oldest first. */
  readonly recent: readonly LogEntry[]
  /** How many entries there were in all. */
  readonly total: number
  /** Stands for the whole log: equal for equal logs. */
  readonly digest: string
}

export function createTally(now: () => number, keep = 500): Tally {
  const counts: Record<string, number> = {}
  const recent: LogEntry[] = []
  const start = now()
  const listeners: StrikeListener[] = []
  const counters: ((what: string) => void)[] = []
  let total = 0
  let digest = 0x811c9dc5

  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1
    for (const listener of counters) listener(what)
  }

  return {
    counts,
    recent,
    count,
    strike: (fault, chats) => listeners.forEach((listener) => listener(fault, chats)),
    onStrike: (listener) => void listeners.push(listener),
    onCount: (listener) => void counters.push(listener),
    log: (what, detail) => {
      count(what)
      const entry = { at: now() - start, what, detail }
      digest = mix(digest, `${entry.at} ${what} ${detail}\n`)
      total += 1
      recent.push(entry)
      if (recent.length > keep * 2) recent.splice(0, keep)
    },
    get total() {
      return total
    },
    get digest() {
      return (digest >>> 0).toString(16).padStart(8, '0')
    },
  }
}

function mix(digest: number, text: string): number {
  let value = digest
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value
}
