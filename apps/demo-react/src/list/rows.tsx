import type { Conversation, ConversationId } from '@convolist/core'
import { createRowNames } from '@convolist/demo-kit'
import { useState, type ReactElement } from 'react'
import { RowContent } from './row-content.js'
import { ROW_HEIGHT } from './row-height.js'

export interface PlacedRow {
  readonly row: Conversation
  readonly index: number
}

interface RowsProps {
  readonly height: number
  readonly placed: readonly PlacedRow[]
  readonly tabStop: ConversationId | undefined
  readonly openId: ConversationId | undefined
  readonly menuId: ConversationId | undefined
}

/**
 * The mounted rows. In the document they stand by id, not by place: React moves the nodes of a reordered list, and a node
 * that is moved loses the focus. `aria-owns` tells assistive technology the order that is seen.
 */
export function Rows({ height, placed, tabStop, openId, menuId }: RowsProps): ReactElement {
  const [names] = useState(() => createRowNames('row-'))
  const byPlace = [...placed].sort((a, b) => a.index - b.index)
  const byId = [...placed].sort((a, b) => (a.row.id < b.row.id ? -1 : 1))
  return (
    <div
      className="list-space"
      role="rowgroup"
      style={{ height }}
      aria-owns={byPlace.map(({ row }) => names.of(row.id)).join(' ')}
    >
      {byId.map(({ row, index }) => (
        <Row
          key={row.id}
          name={names.of(row.id)}
          row={row}
          index={index}
          isTabStop={row.id === tabStop}
          isOpen={row.id === openId}
          isMenuOpen={row.id === menuId}
        />
      ))}
    </div>
  )
}

interface RowProps {
  readonly name: string
  readonly row: Conversation
  readonly index: number
  readonly isTabStop: boolean
  readonly isOpen: boolean
  readonly isMenuOpen: boolean
}

/** Where a row stands and what it is to the list; cheap, as each row below a moved one gets a new place. */
function Row({ name, row, index, isTabStop, isOpen, isMenuOpen }: RowProps): ReactElement {
  return (
    <div
      id={name}
      className="row"
      role="row"
      aria-rowindex={index + 1}
      aria-labelledby={`${name}-main`}
      aria-current={isOpen || undefined}
      tabIndex={isTabStop ? 0 : -1}
      data-id={row.id}
      data-pinned={row.stickTop}
      data-menu={isMenuOpen}
      data-unread={row.unreadCount > 0 || row.markedUnread}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
    >
      <RowContent row={row} name={name} isMenuOpen={isMenuOpen} />
    </div>
  )
}
