import type { Conversation, ConversationId } from '@convolist/core'
import { followDetail, titleOf } from '@convolist/demo-kit'
import { useConversation, useEngine } from '@convolist/react'
import { useEffect, useRef, type ReactElement, type RefObject } from 'react'
import { useSession, useTexts } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { useRowMenu } from '../menu/use-row-menu.js'
import { Avatar } from '../parts/avatar.js'
import { Icon, IconButton } from '../parts/icon.js'
import { Facts } from './facts.js'
import { LastMessageCard } from './last-message-card.js'
import { NotifyCard } from './notify-card.js'

/** The conversation that is open: where an app would show its messages. */
export function Detail(): ReactElement {
  const texts = useTexts()
  const openId = useEngineState((state) => state.openId)
  const row = useConversation(openId)
  useMarkReadWhileOpen(openId, row?.lastMessage?.id)
  const main = useRef<HTMLElement>(null)
  useFollowingFocus(main, row !== undefined)
  return (
    <main className="detail" ref={main} aria-label={texts.detail.label}>
      {row ? (
        <div className="detail-inner">
          <DetailHead row={row} />
          <LastMessageCard row={row} />
          <NotifyCard row={row} />
          <Facts row={row} />
        </div>
      ) : (
        <div className="detail-empty">
          <Icon name="chat" />
          <h2>{texts.detail.none}</h2>
          <p>{texts.detail.noneHint}</p>
        </div>
      )}
    </main>
  )
}

function DetailHead({ row }: { row: Conversation }): ReactElement {
  const texts = useTexts()
  const { commands } = useSession()
  const head = useRef<HTMLElement>(null)
  const menu = useRowMenu(() => head.current?.querySelector<HTMLElement>('[data-part=more]')?.focus())
  const title = titleOf(row, texts)
  return (
    <header className="detail-head" ref={head}>
      <Avatar row={row} title={title} />
      <div>
        <h2 dir="auto">{title}</h2>
        <p className="sub">{texts.detail.kinds[row.kind]}</p>
      </div>
      <div>
        <button
          type="button"
          className="icon-button"
          data-part="more"
          aria-label={texts.row.moreShort}
          title={texts.row.moreShort}
          aria-haspopup="menu"
          aria-expanded={menu.rowId === row.id}
          onClick={(event) => {
            const { right, bottom } = event.currentTarget.getBoundingClientRect()
            menu.open(row.id, { x: right - 208, y: bottom + 4 })
          }}
        >
          <Icon name="more" />
        </button>
        <IconButton icon="close" label={texts.detail.close} part="close" onClick={() => commands.open(undefined)} />
      </div>
      {menu.element}
    </header>
  )
}

function useFollowingFocus(detail: RefObject<HTMLElement | null>, isOpen: boolean): void {
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    if (isOpen !== wasOpen.current && detail.current) followDetail(detail.current, isOpen)
    wasOpen.current = isOpen
  }, [detail, isOpen])
}

/** What arrives in the open conversation is read at once. By message, so that a refusal is not tried for ever. */
function useMarkReadWhileOpen(id: ConversationId | undefined, messageId: string | undefined): void {
  const engine = useEngine()
  const { commands } = useSession()
  useEffect(() => {
    const row = id === undefined ? undefined : engine.get(id)
    if (row && row.unreadCount > 0) commands.markRead(row)
  }, [engine, commands, id, messageId])
}
