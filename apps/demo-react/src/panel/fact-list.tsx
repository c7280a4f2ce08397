import type { ReactElement } from 'react'

export interface PanelFact {
  readonly name: string
  readonly value: string | number
  /** What is wrong with it. */
  readonly complaint?: string | undefined
  readonly testId?: string
}

export function FactList({ facts }: { facts: readonly PanelFact[] }): ReactElement {
  return (
    <dl className="facts">
      {facts.map(({ name, value, complaint, testId }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>
            <span data-testid={testId}>{value}</span>
            {complaint && <em>{complaint}</em>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
