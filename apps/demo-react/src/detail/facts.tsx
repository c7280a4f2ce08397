import type { Conversation } from '@convolist/core'
import { numberText, rowFacts } from '@convolist/demo-kit'
import { useEngine } from '@convolist/react'
import type { ReactElement } from 'react'
import { useDemo } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'

/** Every field of the row, as the engine holds it. */
export function Facts({ row }: { row: Conversation }): ReactElement {
  const { texts, language } = useDemo()
  const engine = useEngine()
  const labels = useEngineState((state) => state.labels)
  const place = useEngineState((state) => engine.view('all').read(state).indexOf(row.id))
  const position = place < 0 ? '–' : numberText(place + 1, language)
  return (
    <section className="card">
      <h3>{texts.detail.state}</h3>
      <dl className="facts">
        {[{ key: 'position', name: texts.detail.position, text: position }, ...rowFacts(row, labels, language)].map(
          ({ key, name, text }) => (
            <div key={key} className="fact">
              <dt>{name}</dt>
              <dd dir="auto">{text}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  )
}
