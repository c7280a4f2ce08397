export { mergeEngines } from './merge/merge-engines.js'
export type { EngineToMerge, MergedEngine, MergeOptions, RowOwner } from './merge/merged-engine.js'
