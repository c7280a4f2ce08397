import type { ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'
import { IconButton } from '../parts/icon.js'
import { AccountSection } from './account-section.js'
import { ConnectionSection } from './connection-section.js'
import { DiagnosticsSection } from './diagnostics-section.js'
import { EngineSection } from './engine-section.js'
import { FaultsSection } from './faults-section.js'
import { MetersSection } from './meters-section.js'
import { PoliciesSection } from './policies-section.js'
import { TrafficSection } from './traffic-section.js'

/** What a developer wants to turn and to see. */
export function Panel(): ReactElement {
  const { demo, texts } = useDemo()
  const { simulation } = useSession()
  const { source } = useValue(demo.settings)
  return (
    <aside className="panel" aria-label={texts.panel.label}>
      <header className="panel-head">
        <h2>{texts.panel.sources[source]}</h2>
        <IconButton icon="close" label={texts.panel.hide} onClick={() => demo.change({ panel: false })} />
      </header>
      <MetersSection />
      <EngineSection />
      {simulation && (
        <>
          <TrafficSection simulation={simulation} />
          <FaultsSection simulation={simulation} />
          <ConnectionSection simulation={simulation} />
        </>
      )}
      <PoliciesSection />
      <DiagnosticsSection />
      <AccountSection />
    </aside>
  )
}
