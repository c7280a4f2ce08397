import { isMuted, type Conversation } from '@convolist/core'
import { badgeText, describeRow, timeFormat, titleOf } from '@convolist/demo-kit'
import { memo, useEffect, type ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { Avatar } from '../parts/avatar.js'
import { Icon } from '../parts/icon.js'
import { PreviewLine } from '../parts/preview-line.js'
import { ReceiptMark } from '../parts/receipt-mark.js'

interface RowContentProps {
  readonly row: Conversation
  /** The DOM id of the row it fills. */
  readonly name: string
  readonly isMenuOpen: boolean
}

/**
 * What a row shows, and the same in one sentence for who cannot see it. Renders only when its conversation changed,
 * wherever the row has moved meanwhile.
 */
export const RowContent = memo(function RowContent({ row, name, isMenuOpen }: RowContentProps): ReactElement {
  const { texts, language, today } = useDemo()
  const { meters, vendorOf, accountOf } = useSession()
  const account = useEngineState(() => accountOf(row.id))
  const vendor = vendorOf(row.id)
  const title = titleOf(row, texts)
  const time = row.activeAt > 0 ? timeFormat(language).short(row.activeAt, today) : ''
  useEffect(() => meters.rowRendered())
  return (
    <>
      <div role="gridcell" id={`${name}-main`} className="row-main">
        <span className="visually-hidden">{describeRow(row, account, time, texts, vendor)}</span>
        <div className="row-look" aria-hidden="true">
          <Avatar row={row} title={title} />
          <div className="row-lines">
            <div className="line">
              <span className="row-title">{title}</span>
              {vendor && <span className="row-source">{texts.vendors[vendor]}</span>}
              <RowFlags row={row} />
              <time className="row-time">{time}</time>
            </div>
            <div className="line">
              <ReceiptMark row={row} account={account} />
              <PreviewLine row={row} account={account} />
              <UnreadBadge row={row} />
            </div>
          </div>
        </div>
      </div>
      <div role="gridcell" className="row-actions">
        <button
          type="button"
          className="icon-button"
          data-part="more"
          tabIndex={-1}
          aria-label={texts.row.more(title)}
          aria-haspopup="menu"
          aria-expanded={isMenuOpen}
        >
          <Icon name="more" />
        </button>
      </div>
    </>
  )
})

/** Small signs beside the title. */
function RowFlags({ row }: { row: Conversation }): ReactElement {
  return (
    <span className="row-flags">
      {row.stickTop && <Icon name="pin" />}
      {row.marks.includes('starred') && <Icon name="star" className="star" />}
      {row.marks.includes('folded') && <Icon name="folded" />}
      {row.notify === 'mentions' && <Icon name="mention" />}
      {isMuted(row) && <Icon name="muted" />}
    </span>
  )
}

function UnreadBadge({ row }: { row: Conversation }): ReactElement | null {
  const tone = isMuted(row) ? 'badge quiet' : 'badge'
  if (row.unreadCount > 0) return <span className={tone}>{badgeText(row.unreadCount)}</span>
  return row.markedUnread ? <span className={`${tone} dot`} /> : null
}
