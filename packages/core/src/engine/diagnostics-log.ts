import type { Diagnostic, DiagnosticCode, Report } from '../model/diagnostics.js'
import type { EpochMs } from '../model/ids.js'
import type { Diagnostics } from './engine.js'

/**
 * Keeps the newest notes and counts all of them.
 *
 * @param onThrow where an error of a listener goes; its note is kept but not told, for the listener would throw again.
 */
export function createDiagnosticsLog(
  limit: number,
  now: () => EpochMs,
  onThrow: (error: unknown) => void,
): { log: Diagnostics; report: Report } {
  let recent: readonly Diagnostic[] = []
  let total = 0
  const counts: Partial<Record<DiagnosticCode, number>> = {}
  const listeners = new Set<(diagnostic: Diagnostic) => void>()
  const keep = (diagnostic: Diagnostic): void => {
    total++
    counts[diagnostic.code] = (counts[diagnostic.code] ?? 0) + 1
    recent = limit > 0 ? [...recent, diagnostic].slice(-limit) : recent
  }
  const report: Report = (diagnostic) => {
    keep(diagnostic)
    for (const listener of listeners) {
      try {
        listener(diagnostic)
      } catch (error) {
        keep({ code: 'app/threw', path: 'diagnostics', at: now() })
        onThrow(error)
      }
    }
  }
  const log: Diagnostics = {
    get recent() {
      return recent
    },
    get counts() {
      return { ...counts }
    },
    get total() {
      return total
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return { log, report }
}
