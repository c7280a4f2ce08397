import {
  createListSelector,
  type Conversation,
  type Engine,
  type ListState,
  type SyncStatus,
  type View,
  type ViewCounters,
} from '@convolist/core'

/** What changes with the engine's state; every field of one object is of the same state. */
interface Reading {
  /** The rows of the range, in order; the same array while none of them changed. */
  readonly rows: readonly Conversation[]
  /** The place of `rows[0]` in the view, after clipping. */
  readonly start: number
  /** How many rows the whole view has. */
  readonly size: number
  readonly counters: ViewCounters
  readonly sync: SyncStatus
  /** Has the vendor pages that were not read? */
  readonly hasMore: boolean
}

export interface ConversationList extends Reading {
  /** Reads the vendor's next page. Rejects with `ConvolistError` `sync/failed`. */
  readonly loadMore: () => Promise<void>
  /** The view itself, for `indexOf`, `nextUnread` and the like in event handlers. */
  readonly view: View
}

/** The external store behind one `useConversationList`: it calls only about properties that were read. */
export interface ListObserver {
  subscribe(this: void, listener: () => void): () => void
  read(this: void): ConversationList
  readInitial(this: void): ConversationList
}

const fields = ['rows', 'start', 'size', 'counters', 'sync', 'hasMore'] as const

export function observeList(engine: Engine, view: View, start: number, end: number): ListObserver {
  const select = createListSelector(view, { start, end })
  const loadMore = (): Promise<void> => view.loadMore()
  const used = new Set<keyof Reading>()
  const lists = new WeakMap<Reading, ConversationList>()
  let latest: Reading | undefined
  let notify = (): void => {}

  /** Own, enumerable getters: destructuring and spreading count as reading. */
  function track(reading: Reading): ConversationList {
    const list = { loadMore, view } as ConversationList
    for (const field of fields) {
      Object.defineProperty(list, field, {
        enumerable: true,
        get() {
          // A first look through an older list: nobody was told while the field was unread, so ask for a render now.
          if (!used.has(field) && used.add(field) && latest && latest[field] !== reading[field]) queueMicrotask(notify)
          return reading[field]
        },
      })
    }
    return list
  }

  function listOf(state: ListState): ConversationList {
    const reading = select(state)
    const list = lists.get(reading) ?? track(reading)
    lists.set(reading, list)
    return list
  }

  return {
    subscribe(listener) {
      latest = select(engine.getState())
      notify = listener
      const stop = engine.subscribe((state) => {
        const before = latest
        const now = (latest = select(state))
        if (now !== before && fields.some((field) => used.has(field) && now[field] !== before?.[field])) listener()
      })
      return () => {
        stop()
        latest = undefined
      }
    },
    read: () => listOf(engine.getState()),
    readInitial: () => listOf(engine.getInitialState()),
  }
}
