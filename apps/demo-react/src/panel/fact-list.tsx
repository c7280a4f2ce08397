import type { ReactElement } from 'react'

export interface PanelFact {
  readonly name: string
  readonly value: string | number
  readonly tone?: 'good' | 'bad' | undefined
  readonly testId?: string
}

export function FactList({ facts }: { facts: readonly PanelFact[] }): ReactElement {
  return (
    <dl className="facts">
      {facts.map(({ name, value, tone, testId }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd data-tone={tone} data-testid={testId}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
