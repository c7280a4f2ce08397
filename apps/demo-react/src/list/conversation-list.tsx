import type { Conversation, View } from '@convolist/core'
import type { Focus, Tab } from '@convolist/demo-kit'
import { useEffect, useRef, type ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { useRowMenu } from '../menu/use-row-menu.js'
import { EmptyList } from './empty-list.js'
import { Rows, type PlacedRow } from './rows.js'
import { ToTop } from './to-top.js'
import { useAnchor } from './use-anchor.js'
import { useListEvents } from './use-list-events.js'
import { useRowFocus } from './use-row-focus.js'
import { useWindow } from './use-window.js'

interface ConversationListProps {
  readonly view: View
  readonly tab: Tab
  readonly search: string
  /** Typing on a row goes to the search box. */
  readonly onType: (text: string) => void
}

/** A grid with one row for each conversation, of which only those on the screen are mounted. */
export function ConversationList({ view, tab, search, onType }: ConversationListProps): ReactElement {
  const { texts } = useDemo()
  const { meters } = useSession()
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, start, size, sync, height, pageRows, firstOnScreen, scrollTo } = useWindow(view, scroller)
  const openId = useEngineState((state) => state.openId)
  const focus = useRowFocus(view, scroller, scrollTo)
  const menu = useRowMenu(focus.toRow)
  const events = useListEvents({ view, pageRows, focus, menu, onType })
  useAnchor(view, scroller, start, rows)
  useEffect(() => meters.listRendered())
  const isSyncing = sync.phase === 'syncing'

  return (
    <>
      {isSyncing && <div className="loading-bar" />}
      {size === 0 ? (
        <EmptyList tab={tab} search={search} loading={isSyncing} />
      ) : (
        <div
          ref={scroller}
          className="list"
          role="grid"
          aria-label={texts.tabs[tab]}
          aria-rowcount={size}
          aria-busy={isSyncing}
          aria-describedby="list-keys"
          {...events}
        >
          <Rows
            height={height}
            placed={placeRows(rows, start, view, focus.tabStop)}
            tabStop={focus.tabStop?.id ?? rows[0]?.id}
            openId={openId}
            menuId={menu.rowId}
          />
        </div>
      )}
      <p id="list-keys" hidden>
        {texts.list.keys}
      </p>
      <ToTop scroller={scroller} visible={firstOnScreen > 2 * pageRows} />
      {menu.element}
    </>
  )
}

/** The rows of the window; and the one with the tab stop wherever it is, for an unmounted row would lose the focus. */
function placeRows(
  rows: readonly Conversation[],
  start: number,
  view: View,
  tabStop: Focus | undefined,
): readonly PlacedRow[] {
  const placed = rows.map((row, at) => ({ row, index: start + at }))
  const isMounted = !tabStop || (tabStop.index >= start && tabStop.index < start + rows.length)
  const row = isMounted ? undefined : view.at(tabStop.index)
  return row ? [...placed, { row, index: tabStop!.index }] : placed
}
