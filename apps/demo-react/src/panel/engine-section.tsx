import { accountText, numberText, reportedUnread } from '@convolist/demo-kit'
import { useUnread } from '@convolist/react'
import type { ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { FactList } from './fact-list.js'
import { SourceCounters } from './source-counters.js'

/** How the engine stands, and whether its total agrees with the vendor's. */
export function EngineSection(): ReactElement {
  const { texts, language } = useDemo()
  const { commands, sources } = useSession()
  const { panel } = texts
  const account = useEngineState((state) => state.account)
  const connection = useEngineState((state) => state.connection)
  const sync = useEngineState((state) => state.sync)
  const pending = useEngineState((state) => state.pendingCount)
  const reported = useEngineState((state) => state.reported)
  const rows = useUnread('all', { count: 'rows' })
  const unread = useUnread('all', { count: 'unread' })
  const unreadUnmuted = useUnread('all', { count: 'unreadUnmuted' })
  const { total, drift } = reportedUnread(reported, { unread, unreadUnmuted })
  return (
    <section>
      <h3>{panel.state}</h3>
      <FactList
        facts={[
          { name: panel.account, value: accountText(account, sources.length > 0), testId: 'account' },
          { name: panel.connectionState, value: texts.connection[connection], testId: 'connection' },
          { name: panel.syncState, value: texts.sync[sync.phase], testId: 'sync' },
          { name: panel.rows, value: numberText(rows, language), testId: 'rows' },
          { name: panel.pending, value: pending, testId: 'pending' },
          { name: panel.unreadOurs, value: numberText(unread, language), testId: 'unread' },
          {
            name: panel.unreadVendor,
            value: total === undefined ? '–' : numberText(total, language),
            complaint: drift === 0 ? undefined : panel.drift(drift),
            testId: 'unread-vendor',
          },
        ]}
      />
      <SourceCounters />
      <button type="button" className="button wide" onClick={commands.refresh}>
        {panel.resync}
      </button>
    </section>
  )
}
