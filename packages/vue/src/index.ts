export * from './composables.js'
export { defineConversationListStore } from './store/define-conversation-list-store.js'
export type {
  ConversationListActions,
  ConversationListGetters,
  ConversationListState,
  ConversationListStore,
  ConversationListStoreDefinition,
} from './store/define-conversation-list-store.js'
export type { EngineFactory } from './store/bind.js'
