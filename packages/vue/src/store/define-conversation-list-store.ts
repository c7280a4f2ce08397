import type {
  Commands,
  Conversation,
  ConversationId,
  Engine,
  Label,
  ListState,
  Policies,
  PoliciesInput,
  SyncStatus,
  ViewCounters,
} from '@convolist/core'
import { defineStore, getActivePinia, type Pinia, type Store, type StoreGeneric } from 'pinia'
import type { ComputedRef } from 'vue'
import { bind, insist, type EngineFactory } from './bind.js'
import { setupStore } from './setup-store.js'

/** Read it like any state. Only `openId` can be written: that is `open(id)`. */
export interface ConversationListState {
  readonly account: string | undefined
  readonly labels: readonly Label[]
  /** Every row, in order; an array that reads its rows one by one, so that `rows.slice(0, 50)` of 100,000 is quick. */
  readonly rows: readonly Conversation[]
  readonly sync: SyncStatus
  readonly connection: ListState['connection']
  readonly policies: Policies
  openId: ConversationId | string | undefined
}

export type ConversationListGetters = {
  readonly size: ComputedRef<number>
  readonly counters: ComputedRef<ViewCounters>
  /** What the badge policy makes of the counters. */
  readonly unread: ComputedRef<number>
  readonly hasMore: ComputedRef<boolean>
}

/** Every command of the engine, as a Pinia action. */
export type ConversationListActions = { [Name in keyof Commands]: Commands[Name] } & {
  /** Some of the policies; what is left out stays as it is. */
  setPolicies(policies: PoliciesInput): void
}

export type ConversationListStore<Id extends string = string> = Store<
  Id,
  ConversationListState,
  ConversationListGetters,
  ConversationListActions
> & {
  /** For views and windows: `useConversationList('unread', { engine: store.engine, range })`. */
  readonly engine: Engine
}

/** Pinia's `StoreDefinition` of that store. */
export interface ConversationListStoreDefinition<Id extends string = string> {
  (pinia?: Pinia | null, hot?: StoreGeneric): ConversationListStore<Id>
  readonly $id: Id
}

/**
 * The list as an ordinary Pinia store. Its state is the engine's: a write is a command or is refused, with the command
 * to use in the message. `$reset()` closes the open row, takes the policies back and reads the list again.
 *
 * @param engineOrFactory an engine (yours to dispose of), or a function that makes one for each Pinia, disposed of with the
 * store: for server rendering and tests. It is given the state that came from the server, for `createEngine({ initialState })`.
 * @param id of the store; two engines need two.
 * @throws ConvolistError `option/invalid` without an engine, `binding/read-only` for a write that is no command.
 */
export function defineConversationListStore<Id extends string = 'conversation-list'>(
  engineOrFactory: Engine | EngineFactory,
  id: Id = 'conversation-list' as Id,
): ConversationListStoreDefinition<Id> {
  if (typeof engineOrFactory !== 'function') insist(engineOrFactory)
  const useStore = defineStore(id, () => {
    const pinia = getActivePinia()!
    // An empty patch: one that threw left Pinia deaf to changes.
    const listenAgain = (): void => void (pinia.state.value[id] && useStore(pinia).$patch(() => {}))
    return bind(pinia, id, engineOrFactory, (engine, live) => setupStore(engine, live, listenAgain))
  }) as unknown as ConversationListStoreDefinition<Id>
  return useStore
}
