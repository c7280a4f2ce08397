import type { Diagnostics } from '@convolist/core'
import { useEngine } from '@convolist/react'
import { useCallback, useSyncExternalStore, type ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'
import { FactList } from './fact-list.js'

const SHOWN = 8

/** What the engine refused or was surprised by: how often of each kind, and the latest. */
export function DiagnosticsSection(): ReactElement {
  const { panel } = useTexts()
  const { diagnostics } = useEngine()
  useTotal(diagnostics)
  const counts = Object.entries(diagnostics.counts)
  return (
    <section data-testid="diagnostics">
      <h3>{panel.diagnostics}</h3>
      {counts.length === 0 ? (
        <p className="hint-text">{panel.diagnosticsNone}</p>
      ) : (
        <FactList facts={counts.map(([name, value]) => ({ name, value }))} />
      )}
      <ul className="diagnostics">
        {diagnostics.recent
          .slice(-SHOWN)
          .reverse()
          .map((note, at) => (
            <li key={`${diagnostics.total - at}`}>
              <code>{note.code}</code> <span>{[note.path, note.detail].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
      </ul>
    </section>
  )
}

function useTotal(diagnostics: Diagnostics): number {
  const subscribe = useCallback((listener: () => void) => diagnostics.subscribe(listener), [diagnostics])
  return useSyncExternalStore(subscribe, () => diagnostics.total)
}
