import type { Tab } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'
import { Icon } from '../parts/icon.js'

interface EmptyListProps {
  readonly tab: Tab
  readonly search: string
  readonly loading: boolean
}

export function EmptyList({ tab, search, loading }: EmptyListProps): ReactElement {
  const { list } = useTexts()
  const why = { all: list.empty, groups: list.empty, unread: list.emptyUnread, mentions: list.emptyMentions }[tab]
  return (
    <div className="list-empty">
      <Icon name={search ? 'search' : 'chat'} />
      <p>{loading ? list.loading : search ? list.emptySearch(search) : why}</p>
    </div>
  )
}
