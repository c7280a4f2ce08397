import type { Conversation, NotifyLevel } from '@convolist/core'
import { useId, type ReactElement } from 'react'
import { useSession, useTexts } from '../app/demo-context.js'

export function NotifyCard({ row }: { row: Conversation }): ReactElement {
  const texts = useTexts()
  const { commands } = useSession()
  const name = useId()
  // NIM alerts for everything or for nothing; a row of another vendor may show the level between.
  const levels: readonly NotifyLevel[] = row.notify === 'mentions' ? ['all', 'mentions', 'none'] : ['all', 'none']
  return (
    <section className="card">
      <h3 id={name}>{texts.detail.notify}</h3>
      <div className="segments" role="radiogroup" aria-labelledby={name}>
        {levels.map((level) => (
          <label key={level}>
            <input
              type="radio"
              name={name}
              checked={row.notify === level}
              onChange={() => commands.setNotify(row, level)}
            />
            {texts.detail.notifyLevels[level]}
          </label>
        ))}
      </div>
    </section>
  )
}
