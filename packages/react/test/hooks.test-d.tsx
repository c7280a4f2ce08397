import {
  ConversationListProvider,
  useConversation,
  useConversationCommands,
  useConversationList,
  useEngine,
  useUnread,
  type ConversationList,
} from '@convolist/react'
import type { Commands, Conversation, Engine, Source, SyncStatus, View, ViewCounters } from '@convolist/core'
import type { ReactElement } from 'react'
import { expectTypeOf } from 'vitest'

// Never runs: `npm run test:types` compiles it.
declare const engine: Engine
declare const source: Source
declare const view: View

export function Compiles(): ReactElement {
  useConversationList()
  useConversationList('unread')
  useConversationList({ filter: { unread: true, kinds: ['group'] }, policy: { mutedSink: true } })
  useConversationList(view, { engine })
  useConversationList(undefined, { range: [0, 50] })
  useConversationList('all', { range: { start: 0, end: 50 }, engine: undefined })
  useUnread('unread', { count: 'mentions' })

  expectTypeOf(useConversationList()).toEqualTypeOf<ConversationList>()
  const { rows, start, size, counters, sync, hasMore, loadMore, view: own } = useConversationList()
  expectTypeOf(rows).toEqualTypeOf<readonly Conversation[]>()
  expectTypeOf({ start, size }).toEqualTypeOf<{ start: number; size: number }>()
  expectTypeOf(counters).toEqualTypeOf<ViewCounters>()
  expectTypeOf(sync).toEqualTypeOf<SyncStatus>()
  expectTypeOf(hasMore).toEqualTypeOf<boolean>()
  expectTypeOf(loadMore).toEqualTypeOf<() => Promise<void>>()
  expectTypeOf(own).toEqualTypeOf<View>()

  expectTypeOf(useConversation('a')).toEqualTypeOf<Conversation | undefined>()
  expectTypeOf(useConversation(rows[0]?.id)).toEqualTypeOf<Conversation | undefined>()
  expectTypeOf(useUnread()).toEqualTypeOf<number>()
  expectTypeOf(useConversationCommands()).toEqualTypeOf<Commands>()
  expectTypeOf(useEngine({ engine })).toEqualTypeOf<Engine>()

  return (
    <ConversationListProvider engine={engine} source={source}>
      <p />
    </ConversationListProvider>
  )
}

export function DoesNotCompile(): ReactElement {
  // @ts-expect-error options are an object, not positions
  useConversationList('all', 0, 50)
  // @ts-expect-error a range has two ends
  useConversationList('all', { range: [0] })
  // @ts-expect-error a range has two ends
  useConversationList('all', { range: { start: 0 } })
  // @ts-expect-error a misspelt filter
  useConversationList({ filter: { unraed: true } })
  // @ts-expect-error a misspelt option
  useConversationList('all', { ranges: [0, 1] })
  // @ts-expect-error no such counter
  useUnread('all', { count: 'unseen' })
  // @ts-expect-error ids are strings
  useConversation(7)
  // @ts-expect-error a row may be missing
  void useConversation('a').title

  // @ts-expect-error the engine is required
  return <ConversationListProvider />
}

export function isReadOnly(list: ConversationList): void {
  // @ts-expect-error readings are read-only
  list.size = 3
  // @ts-expect-error rows are read-only
  list.rows.push(...list.rows)
  // @ts-expect-error rows never change in place
  for (const row of list.rows) row.unreadCount = 0
}
