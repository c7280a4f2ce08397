import { type Clock, type Conversation, createEngine, type Source } from '@convolist/core'
import type { ShownRow } from '../wrong.js'
import type { List } from './list.js'

/** @param countsMuted does the badge it is held against count muted rows? */
export function openConvolist(source: Source, clock: Clock, countsMuted: boolean): List {
  const engine = createEngine({ source, clock })
  const view = engine.view({ filter: { hidden: 'include' } })
  return {
    read: () => ({
      rows: view.window(0, view.size).map(toShown),
      badge: countsMuted ? view.counters.unread : view.counters.unreadUnmuted,
    }),
    dispose: () => engine.dispose(),
  }
}

const toShown = ({ id, stickTop, notify, unreadCount, lastMessage }: Conversation): ShownRow => ({
  id,
  stickTop,
  muted: notify === 'none',
  unreadCount,
  preview: lastMessage && { id: lastMessage.id, revoked: lastMessage.revoked },
})
