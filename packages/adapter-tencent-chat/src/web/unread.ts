import type { UnreadQuery } from '@convolist/core'
import { toError, unsupported } from '../errors.js'
import { count, record } from '../read.js'
import { conversationsIn } from './list.js'
import type { Sdk, WebLine } from './session.js'

/** The totals the engine asked the SDK to report. */
export interface Watches {
  totalChanged(): void
  add(query: UnreadQuery, scope: string): () => void
}

/** The SDK's own unread number: without muted conversations and notices. It has none by filter. */
export async function readUnread(sdk: Sdk, query: UnreadQuery): Promise<number> {
  if (query.type === 'filter') throw noFilter()
  try {
    if (query.type === 'all') return count(await sdk.chat.getTotalUnreadMessageCount?.(), 'unread') ?? 0
    const ids = [...new Set(query.ids)]
    const rows = ids.length > 0 ? conversationsIn(await sdk.call('getConversationList', ids)) : []
    return rows.reduce<number>((sum, row) => sum + (count(record<'unreadCount'>(row, 'row').unreadCount, 'n') ?? 0), 0)
  } catch (cause) {
    throw toError('command/rejected', 'Reading the unread count', cause)
  }
}

export function createWatches(sdk: Sdk, line: WebLine): Watches {
  const watches = new Set<{ readonly query: UnreadQuery; readonly scope: string }>()

  const read = async (query: UnreadQuery, scope: string): Promise<void> => {
    const { session } = line
    if (!session || !sdk.ready) return
    try {
      const unread = await readUnread(sdk, query)
      if (line.session === session) line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })
    } catch (cause) {
      if (line.session === session) line.note('vendor/failed', `watchUnread(${scope})`, cause)
    }
  }

  return {
    totalChanged: () => watches.forEach(({ query, scope }) => void read(query, scope)),
    add(query, scope) {
      if (query.type === 'filter') throw noFilter()
      const watch = { query, scope }
      watches.add(watch)
      void read(query, scope)
      return () => void watches.delete(watch)
    },
  }
}

const noFilter = (): Error =>
  unsupported('unread totals by filter', 'the Web SDK has only its total; a view counts its own')
