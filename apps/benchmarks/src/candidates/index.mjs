/**
 * The candidates by name. Each is loaded in its own process only, so none pays for the others.
 *
 * - `isSpared`: no bar needs more than one number of it; a quick run takes one round of W2, checked on the shortest list;
 * - `works`: the work items it can do; all of them without it;
 * - `largest`: it is not run above this many rows unless `--slow` asks; a single event would take seconds there;
 * - `changes`: how many single changes its check applies, 500 unless said;
 * - `keepsRows`: a row that says the same again must stay the same object.
 */
export const CANDIDATES = {
  floor: {
    works: ['W2', 'W2z', 'W2w', 'W2u', 'W3'],
    load: async () => (await import('./floor.mjs')).Floor,
  },
  'mutable-tree': {
    keepsRows: true,
    load: async () => (await import('./mutable-tree.mjs')).MutableTree,
  },
  'view-lists': {
    isSpared: true,
    keepsRows: true,
    load: async () => (await import('./view-lists.mjs')).ViewLists,
  },
  'engine-reduce': {
    keepsRows: true,
    load: async () => (await import('./engine-reduce.mjs')).EngineReduce,
  },
  engine: {
    keepsRows: true,
    load: async () => (await import('./engine.mjs')).Engine,
  },
  merged: {
    works: ['W1', 'W2', 'W2w', 'W3', 'W7w', 'W7r'],
    load: async () => (await import('./merged.mjs')).Merged,
  },
  rtk: {
    isSpared: true,
    works: ['W2', 'W3'],
    largest: 10_000,
    changes: 5,
    load: async () => (await import('./rtk.mjs')).Rtk,
  },
  'immer-sort': {
    isSpared: true,
    works: ['W2', 'W3'],
    largest: 10_000,
    changes: 5,
    load: async () => (await import('./immer-sort.mjs')).ImmerSort,
  },
  'tanstack-db': {
    isSpared: true,
    works: ['W2', 'W3'],
    changes: 50,
    load: async () => (await import('./tanstack-db.mjs')).TanstackDb,
  },
  'tencent-store': {
    isSpared: true,
    works: ['W2', 'W3'],
    changes: 5,
    load: async () => (await import('./tencent-store.mjs')).TencentStore,
  },
  'netease-store': {
    isSpared: true,
    works: ['W2', 'W3'],
    largest: 10_000,
    changes: 5,
    load: async () => (await import('./netease-store.mjs')).NeteaseStore,
  },
}
