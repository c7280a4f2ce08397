import { noFaults, refusable, type Faults, type Refusable, type Simulation } from '@convolist/demo-kit'
import { useEffect, useId, useState, type ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'

export function FaultsSection({ simulation }: { simulation: Simulation }): ReactElement {
  const { panel } = useTexts()
  const [faults, setFaults] = useState(noFaults)
  const id = useId()
  const change = (some: Partial<Faults>): void => {
    const next = { ...faults, ...some }
    setFaults(next)
    simulation.setFaults(next)
  }
  return (
    <section>
      <h3>{panel.faults}</h3>
      <div className="field">
        <label htmlFor={`${id}-drop`}>{panel.drop}</label>
        <output htmlFor={`${id}-drop`}>{`${Math.round(faults.drop * 100)} %`}</output>
        <input
          id={`${id}-drop`}
          type="range"
          min={0}
          max={50}
          value={faults.drop * 100}
          onChange={(event) => change({ drop: Number(event.target.value) / 100 })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-delay`}>{panel.delay}</label>
        <output htmlFor={`${id}-delay`}>{panel.delayUnit(faults.delayMs)}</output>
        <input
          id={`${id}-delay`}
          type="range"
          min={0}
          max={3000}
          step={100}
          value={faults.delayMs}
          onChange={(event) => change({ delayMs: Number(event.target.value) })}
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={faults.refuseAll}
          onChange={(event) => change({ refuseAll: event.target.checked })}
        />
        {panel.refuseAlways}
      </label>
      <label className="check">
        <input type="checkbox" checked={faults.silent} onChange={(event) => change({ silent: event.target.checked })} />
        {panel.silent}
      </label>
      <RefuseNext simulation={simulation} />
    </section>
  )
}

/** Long enough to be read; whether the refusal was used up by then is the server's affair. */
const HINT_MS = 5000

function RefuseNext({ simulation }: { simulation: Simulation }): ReactElement {
  const { panel } = useTexts()
  const [command, setCommand] = useState<Refusable>('stickTop')
  const [armed, setArmed] = useState<Refusable>()
  const id = useId()
  const arm = (): void => {
    simulation.refuseNext(command)
    setArmed(command)
  }
  useEffect(() => {
    const timer = setTimeout(setArmed, HINT_MS, undefined)
    return () => clearTimeout(timer)
  }, [armed])
  return (
    <>
      <div className="field stacked">
        <label htmlFor={id}>{panel.refuse}</label>
        <div className="button-line">
          <select
            id={id}
            className="text-field grow"
            value={command}
            onChange={(event) => setCommand(event.target.value as Refusable)}
          >
            {refusable.map((name) => (
              <option key={name} value={name}>
                {panel.commands[name]}
              </option>
            ))}
          </select>
          <button type="button" className="button" onClick={arm}>
            {panel.arm}
          </button>
        </div>
      </div>
      {armed && <p className="hint-text">{panel.armed(panel.commands[armed])}</p>}
    </>
  )
}
