import { isPolicyOn, policyChange, policySwitches } from '@convolist/demo-kit'
import { useEngine } from '@convolist/react'
import { useReducer, type ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'

export function PoliciesSection(): ReactElement {
  const { panel } = useTexts()
  const engine = useEngine()
  const [, render] = useReducer((count: number) => count + 1, 0)
  return (
    <section>
      <h3>{panel.policies}</h3>
      {policySwitches.map((name) => (
        <label key={name} className="check">
          <input
            type="checkbox"
            checked={isPolicyOn(engine.policies, name)}
            onChange={(event) => {
              engine.setPolicies(policyChange(name, event.target.checked))
              render()
            }}
          />
          {panel[name]}
        </label>
      ))}
    </section>
  )
}
