import { numberText, partText, type Session } from '@convolist/demo-kit'
import { useUnread } from '@convolist/react'
import type { ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'

/** What each vendor has in a merged list. */
export function SourceCounters(): ReactElement | null {
  const { texts } = useDemo()
  const { sources } = useSession()
  if (sources.length === 0) return null
  return (
    <>
      <h4>{texts.panel.perVendor}</h4>
      <dl className="facts">
        {sources.map((each) => (
          <SourceLine key={each.name} source={each} />
        ))}
      </dl>
    </>
  )
}

function SourceLine({ source }: { source: Session['sources'][number] }): ReactElement {
  const { texts, language } = useDemo()
  const { name, view } = source
  const rows = useUnread(view, { count: 'rows' })
  const unread = useUnread(view, { count: 'unread' })
  return (
    <div className="fact">
      <dt>{partText(source, texts)}</dt>
      <dd>
        <span data-testid={`rows-${name}`}>{numberText(rows, language)}</span>
        {' · '}
        <span data-testid={`unread-${name}`}>{numberText(unread, language)}</span>
      </dd>
    </div>
  )
}
