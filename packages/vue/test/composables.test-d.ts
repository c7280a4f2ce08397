import {
  conversationList,
  defineConversationListStore,
  useConversation,
  useConversationCommands,
  useConversationList,
  useEngine,
  useUnread,
  type ConversationList,
  type ConversationListStore,
} from '@convolist/vue'
import {
  createEngine,
  type Commands,
  type Conversation,
  type Engine,
  type SyncStatus,
  type View,
  type ViewCounters,
} from '@convolist/core'
import { mapActions, mapState, mapWritableState, storeToRefs, type StoreDefinition } from 'pinia'
import { expectTypeOf } from 'vitest'
import { createApp, ref, type ComputedRef, type Ref } from 'vue'

// Never runs: `npm run test:types` compiles it.
declare const engine: Engine
declare const view: View

export function composables(): void {
  useConversationList()
  useConversationList('unread')
  useConversationList(ref('unread'))
  useConversationList(() => ({ filter: { unread: true, kinds: ['group'] }, policy: { mutedSink: true } }))
  useConversationList(view, { engine })
  useConversationList(undefined, { range: [0, 50] })
  useConversationList('all', { range: () => ({ start: 0, end: 50 }), engine: undefined })
  useUnread('unread', { count: 'mentions' })
  createApp({}).use(conversationList(engine))

  expectTypeOf(useConversationList()).toEqualTypeOf<ConversationList>()
  const { rows, start, size, counters, sync, hasMore, loadMore, view: own } = useConversationList()
  expectTypeOf(rows).toEqualTypeOf<ComputedRef<readonly Conversation[]>>()
  expectTypeOf({ start, size }).toEqualTypeOf<{ start: ComputedRef<number>; size: ComputedRef<number> }>()
  expectTypeOf(counters).toEqualTypeOf<ComputedRef<ViewCounters>>()
  expectTypeOf(sync).toEqualTypeOf<ComputedRef<SyncStatus>>()
  expectTypeOf(hasMore).toEqualTypeOf<ComputedRef<boolean>>()
  expectTypeOf(loadMore).toEqualTypeOf<() => Promise<void>>()
  expectTypeOf(own).toEqualTypeOf<ComputedRef<View>>()

  expectTypeOf(useConversation('a')).toEqualTypeOf<ComputedRef<Conversation | undefined>>()
  expectTypeOf(useConversation(() => rows.value[0]?.id)).toEqualTypeOf<ComputedRef<Conversation | undefined>>()
  expectTypeOf(useUnread()).toEqualTypeOf<ComputedRef<number>>()
  expectTypeOf(useConversationCommands()).toEqualTypeOf<Commands>()
  expectTypeOf(useEngine({ engine })).toEqualTypeOf<Engine>()
}

export function stores(): void {
  const useList = defineConversationListStore(engine, 'inbox')
  expectTypeOf(useList).toExtend<StoreDefinition>()
  defineConversationListStore((initialState) => createEngine({ initialState }))

  const store = useList()
  expectTypeOf(store).toEqualTypeOf<ConversationListStore<'inbox'>>()
  expectTypeOf(store.$id).toEqualTypeOf<'inbox'>()
  expectTypeOf(store.rows).toEqualTypeOf<readonly Conversation[]>()
  expectTypeOf(store.unread).toEqualTypeOf<number>()
  expectTypeOf(store.engine).toEqualTypeOf<Engine>()
  expectTypeOf<ReturnType<typeof useList>>().toEqualTypeOf(store)
  expectTypeOf(store.stickTop).toEqualTypeOf<Commands['stickTop']>()
  store.openId = 'a'
  store.$patch({ openId: 'a' })
  store.setPolicies({ mutedSink: true })

  const refs = storeToRefs(store)
  expectTypeOf(refs.rows).toExtend<Ref<readonly Conversation[]>>()
  expectTypeOf(refs.size).toExtend<Readonly<Ref<number>>>()
  const { total, first } = mapState(useList, { total: 'unread', first: (each) => each.rows[0] })
  expectTypeOf(total).returns.toEqualTypeOf<number>()
  expectTypeOf(first).returns.toEqualTypeOf<Conversation | undefined>()
  expectTypeOf(mapActions(useList, ['markRead']).markRead).toEqualTypeOf<Commands['markRead']>()
  mapWritableState(useList, ['openId'])
}

export function doesNotCompile(): void {
  // @ts-expect-error options are an object, not positions
  useConversationList('all', 0, 50)
  // @ts-expect-error a range has two ends
  useConversationList('all', { range: [0] })
  // @ts-expect-error no such condition
  useConversationList({ filter: { unraed: true } })
  // @ts-expect-error no such counter
  useUnread('all', { count: 'unraed' })
  // @ts-expect-error an engine, or a function that makes one
  defineConversationListStore({})
  const store = defineConversationListStore(engine)()
  // @ts-expect-error read-only
  store.rows = []
  // @ts-expect-error read-only
  store.rows[0]!.stickTop = true
  // @ts-expect-error read-only
  store.unread = 0
}
