export * from './model/index.js'
export type * from './engine/engine.js'
export type { ListState, SerializedState, SyncStatus } from './index/state.js'
