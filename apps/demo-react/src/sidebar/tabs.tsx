import { badgeText, roveTo, tabs, type Tab } from '@convolist/demo-kit'
import { useUnread } from '@convolist/react'
import type { KeyboardEvent, ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'

interface TabsProps {
  readonly selected: Tab
  readonly onSelect: (tab: Tab) => void
}

export function Tabs({ selected, onSelect }: TabsProps): ReactElement {
  const texts = useTexts()
  const rove = (event: KeyboardEvent<HTMLElement>): void => {
    const to = roveTo(event.key, tabs.indexOf(selected), tabs.length)
    if (to === undefined) return
    event.preventDefault()
    onSelect(tabs[to]!)
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={texts.tabs.label} tabIndex={-1} onKeyDown={rove}>
      {tabs.map((tab) => (
        <TabButton key={tab} tab={tab} selected={tab === selected} onSelect={onSelect} />
      ))}
    </div>
  )
}

/** Which number stands for a tab: conversations for Unread, else what its messages add up to. */
const counted = { all: 'badge', unread: 'rows', mentions: 'mentions', groups: 'badge' } as const

function TabButton({
  tab,
  selected,
  onSelect,
}: {
  tab: Tab
  selected: boolean
  onSelect: (tab: Tab) => void
}): ReactElement {
  const texts = useTexts()
  const count = useUnread(tab, { count: counted[tab] })
  return (
    <button
      type="button"
      className="tab"
      role="tab"
      id={`tab-${tab}`}
      data-tab={tab}
      aria-selected={selected}
      aria-controls="list-panel"
      tabIndex={selected ? 0 : -1}
      onClick={() => onSelect(tab)}
    >
      {texts.tabs[tab]}
      {count > 0 && (
        <>
          <span className="count" aria-hidden="true">
            {badgeText(count)}
          </span>
          <span className="visually-hidden">{`, ${texts.tabBadge[tab](count)}`}</span>
        </>
      )}
    </button>
  )
}
