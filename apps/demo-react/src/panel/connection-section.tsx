import type { Simulation } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'

export function ConnectionSection({ simulation }: { simulation: Simulation }): ReactElement {
  const { panel } = useTexts()
  const connected = useEngineState((state) => state.connection === 'connected' && state.account !== undefined)
  const buttons: readonly (readonly [text: string, press: () => void, enabled: boolean])[] = [
    [panel.disconnect, () => simulation.disconnect(), connected],
    [panel.reconnect, () => simulation.reconnect(), !connected],
    [panel.deleteOffline, () => void simulation.deleteElsewhere(10), true],
    [panel.kick, () => simulation.kick(), connected],
    [panel.switchAccount, () => simulation.switchAccount(), true],
  ]
  return (
    <section>
      <h3>{panel.connection}</h3>
      <div className="button-line">
        {buttons.map(([text, press, enabled]) => (
          <button key={text} type="button" className="button" disabled={!enabled} onClick={press}>
            {text}
          </button>
        ))}
      </div>
    </section>
  )
}
