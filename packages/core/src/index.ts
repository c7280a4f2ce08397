export * from './model/index.js'
export type * from './engine/engine.js'
export { createEngine } from './engine/create-engine.js'
export type { ListState, SavedMention, SerializedState, SyncStatus } from './index/state.js'
export { isId } from './index/fields.js'
export { reduce, reduceBatch } from './reducers/root.js'
export { createState, DEFAULT_POLICIES, type PoliciesInput, type StateOptions } from './views/create-state.js'
export {
  createListSelector,
  type ListRange,
  type ListSelection,
  type ReadableView,
  toListRange,
} from './views/list-selector.js'
export { POLICY_PRESETS } from './views/presets.js'
export { getConversation, readView, type ViewReading } from './views/read-view.js'
export { patchOf } from './views/recipes.js'
export * from './views/selectors.js'
