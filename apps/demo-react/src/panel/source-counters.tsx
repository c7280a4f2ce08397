import type { View } from '@convolist/core'
import { numberText, type Vendor } from '@convolist/demo-kit'
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
        {sources.map(({ vendor, view }) => (
          <SourceLine key={vendor} vendor={vendor} view={view} />
        ))}
      </dl>
    </>
  )
}

function SourceLine({ vendor, view }: { vendor: Vendor; view: View }): ReactElement {
  const { texts, language } = useDemo()
  const rows = useUnread(view, { count: 'rows' })
  const unread = useUnread(view, { count: 'unread' })
  return (
    <div className="fact">
      <dt>{texts.vendors[vendor]}</dt>
      <dd>
        <span data-testid={`rows-${vendor}`}>{numberText(rows, language)}</span>
        {' · '}
        <span data-testid={`unread-${vendor}`}>{numberText(unread, language)}</span>
      </dd>
    </div>
  )
}
