import type { Tab } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { Icon } from '../parts/icon.js'

interface EmptyListProps {
  readonly tab: Tab
  readonly search: string
  readonly loading: boolean
}

export function EmptyList({ tab, search, loading }: EmptyListProps): ReactElement {
  const { list } = useTexts()
  const isSignedIn = useEngineState((state) => state.account !== undefined)
  const nothing = { all: list.empty, groups: list.empty, unread: list.emptyUnread, mentions: list.emptyMentions }[tab]
  const why = search ? list.emptySearch(search) : nothing
  return (
    <div className="list-empty">
      <Icon name={search ? 'search' : 'chat'} />
      <p>{isSignedIn ? (loading ? list.loading : why) : list.signedOut}</p>
    </div>
  )
}
