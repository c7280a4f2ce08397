import type { UnreadQuery } from '@convolist/core'
import { toError, unsupported } from '../errors.js'
import { COMPARED, comparable } from '../line.js'
import { count } from '../read.js'
import { unreadIn } from '../reading.js'
import { conversationsIn } from './list.js'
import type { Sdk, WebLine } from './session.js'

/** The totals the engine asked the SDK to report. */
export interface Watches {
  totalChanged(): void
  add(query: UnreadQuery, scope: string): () => void
}

interface Watch {
  readonly query: UnreadQuery
  readonly scope: string
}

/**
 * The SDK's own unread number. `all` is without muted conversations and notices, `ids` with them. It has none by filter,
 * but the one that leaves out what is muted: that is its total.
 */
export async function readUnread(sdk: Sdk, query: UnreadQuery): Promise<number> {
  checkQuery(query)
  try {
    if (query.type !== 'ids') return count({ unread: await sdk.chat.getTotalUnreadMessageCount?.() }, 'unread') ?? 0
    const ids = [...new Set(query.ids)]
    return ids.length > 0 ? unreadIn(conversationsIn(await sdk.call('getConversationList', ids))) : 0
  } catch (cause) {
    throw toError('command/rejected', 'Reading the unread count', cause)
  }
}

export function createWatches(sdk: Sdk, line: WebLine): Watches {
  const watches = new Set<Watch>()

  const read = ({ query, scope }: Watch): void => {
    const path = `watchUnread(${scope})`
    const isCompared = scope === COMPARED && query.type !== 'ids'
    line.soon(path, () => {
      if (!sdk.ready || (isCompared && line.session?.complete)) return // the total comes along with the list
      void line.ask(
        path,
        () => readUnread(sdk, query),
        (total, session) => {
          const unread = isCompared ? comparable(session, total) : total
          line.emitLater(`unread ${scope}`, { type: 'unreadReported', unread, scope })
        },
      )
    })
  }
  // What is muted changes no total.
  line.onNews = () => watches.forEach((watch) => watch.query.type === 'ids' && read(watch))

  return {
    totalChanged: () => watches.forEach(read),
    add(query, scope) {
      checkQuery(query)
      const watch = { query, scope }
      watches.add(watch)
      read(watch)
      return () => void watches.delete(watch)
    },
  }
}

function checkQuery(query: UnreadQuery): void {
  if (query.type !== 'filter') return
  const { type: _, ignoreMuted, ...others } = query
  if (ignoreMuted && Object.values(others).every((other) => other === undefined)) return
  throw unsupported('unread totals by filter', 'the Web SDK has only its total; a view counts its own')
}
