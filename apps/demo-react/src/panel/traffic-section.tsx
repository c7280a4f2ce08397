import {
  FASTEST_RATE,
  MOST_ROWS,
  numberText,
  rowChoices,
  vendorChoices,
  type Simulation,
  type VendorChoice,
} from '@convolist/demo-kit'
import { useId, useState, type ReactElement } from 'react'
import { useDemo } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'

/** How much happens, to how many rows. Another vendor, number of rows, seed or source starts over. */
export function TrafficSection({ simulation }: { simulation: Simulation }): ReactElement {
  const { demo, texts, language } = useDemo()
  const settings = useValue(demo.settings)
  const [seed, setSeed] = useState(String(settings.seed))
  const id = useId()
  const { panel } = texts
  return (
    <section data-account={simulation.account}>
      <h3>{panel.traffic}</h3>
      <div className="field stacked">
        <label htmlFor={`${id}-vendor`}>{panel.vendor}</label>
        <select
          id={`${id}-vendor`}
          className="text-field"
          value={settings.vendor}
          onChange={(event) => void demo.restart({ vendor: event.target.value as VendorChoice, source: 'simulator' })}
        >
          {vendorChoices.map((vendor) => (
            <option key={vendor} value={vendor}>
              {texts.vendors[vendor]}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-rate`}>{panel.rate}</label>
        <output htmlFor={`${id}-rate`}>{settings.rate}</output>
        <input
          id={`${id}-rate`}
          type="range"
          min={0}
          max={FASTEST_RATE}
          value={settings.rate}
          onChange={(event) => demo.change({ rate: Number(event.target.value) })}
        />
      </div>
      <div className="segments" role="radiogroup" aria-label={panel.rows}>
        {rowChoices.map((rows) => (
          <label key={rows}>
            <input
              type="radio"
              name={`${id}-rows`}
              checked={settings.rows === rows}
              onChange={() => void demo.restart({ rows: Math.min(rows, MOST_ROWS) })}
            />
            {numberText(rows, language)}
          </label>
        ))}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={settings.source === 'sdk'}
          disabled={settings.vendor !== 'netease-nim-cloud'}
          onChange={(event) => void demo.restart({ source: event.target.checked ? 'sdk' : 'simulator' })}
        />
        {panel.sources.sdk}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={settings.hostile}
          onChange={(event) => void demo.restart({ hostile: event.target.checked })}
        />
        {panel.hostile}
      </label>
      <div className="field">
        <label htmlFor={`${id}-seed`}>{panel.seed}</label>
        <input
          id={`${id}-seed`}
          className="text-field"
          inputMode="numeric"
          value={seed}
          onChange={(event) => setSeed(event.target.value.replace(/\D/g, '').slice(0, 9))}
        />
      </div>
      <button type="button" className="button wide" onClick={() => void demo.restart({ seed: Number(seed) })}>
        {panel.restart}
      </button>
    </section>
  )
}
