import type { Diagnostic, DiagnosticCode, Report } from '../model/diagnostics.js'
import type { Diagnostics } from './engine.js'
import type { Guard } from './notifier.js'

/** Keeps the newest notes and counts all of them. */
export function createDiagnosticsLog(limit: number, guard: Guard): { log: Diagnostics; report: Report } {
  let recent: Diagnostic[] = []
  let total = 0
  const counts: Partial<Record<DiagnosticCode, number>> = {}
  const listeners = new Set<(diagnostic: Diagnostic) => void>()
  const report: Report = (diagnostic) => {
    total++
    counts[diagnostic.code] = (counts[diagnostic.code] ?? 0) + 1
    recent = limit > 0 ? [...recent.slice(1 - limit || recent.length), diagnostic] : recent
    for (const listener of Array.from(listeners)) guard(() => listener(diagnostic))
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
