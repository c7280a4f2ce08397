const K = 1_000
const K10 = 10_000
const K100 = 100_000
const M = 1_000_000

/**
 * The bars. `value` reads what was measured and gives `undefined` where that was not run. `atMost` and `atLeast` are the
 * bound. Each is asked of the reducer alone and of the public path, but one that names its `subject`.
 */
const BARS = [
  {
    id: 'P1',
    what: 'W2 at 100k, times the floor',
    atMost: 5,
    value: ({ us, floor }) => us('W2', K100) / floor('W2', K100),
  },
  { id: 'P1', what: 'W2 at 1k, times the floor', atMost: 8, value: ({ us, floor }) => us('W2', K) / floor('W2', K) },
  {
    id: 'P2',
    what: 'W2 at 100k, times the mutable tree',
    atMost: 1.5,
    value: ({ us, tree }) => us('W2', K100) / tree('W2', K100),
  },
  { id: 'P3', what: 'W2 at 100k, times 1k', atMost: 3, value: ({ us }) => us('W2', K100) / us('W2', K) },
  { id: 'P3', what: 'W2 at 1M, times 100k', atMost: 2, value: ({ us }) => us('W2', M) / us('W2', K100) },
  {
    id: 'P4',
    what: 'W3 per event at 100k, times the floor',
    atMost: 4,
    value: ({ us, floor }) => us('W3', K100) / floor('W3', K100),
  },
  {
    id: 'P4',
    what: 'W3 per event at 100k, times a single write',
    atMost: 0.9,
    value: ({ us }) => us('W3', K100) / us('W2w', K100),
  },
  {
    id: 'P5',
    what: 'W2 at 10k, times faster than RTK',
    atLeast: 1_000,
    value: ({ us, of }) => of('rtk', 'W2', K10) / us('W2', K10),
  },
  {
    id: 'P5',
    what: 'W2 at 100k, times faster than RTK',
    atLeast: 10_000,
    value: ({ us, of }) => of('rtk', 'W2', K100) / us('W2', K100),
  },
  {
    id: 'P6',
    what: 'W2 at 100k, times faster than TanStack DB',
    atLeast: 20,
    value: ({ us, of }) => of('tanstack-db', 'W2', K100) / us('W2', K100),
  },
  {
    id: 'P6',
    what: 'W2 at 100k, times faster than the store of Tencent',
    atLeast: 2_000,
    value: ({ us, of }) => of('tencent-store', 'W2', K100) / us('W2', K100),
  },
  {
    id: 'P6',
    what: 'W2 at 10k, times faster than the store of NetEase',
    atLeast: 1_000,
    value: ({ us, of }) => of('netease-store', 'W2', K10) / us('W2', K10),
  },
  {
    id: 'P7',
    what: 'W6 at 100k, times the mutable tree',
    atMost: 1.3,
    value: ({ us, tree }) => us('W6', K100) / tree('W6', K100),
  },
  {
    id: 'P7',
    what: 'window of a 1 % view at 100k, times a dense one',
    atMost: 4,
    value: ({ us }) => us('W7s', K100) / us('W7w', K100),
  },
  { id: 'P8', what: 'window at 100k, times 1k', atMost: 2, value: ({ us }) => us('W7w', K100) / us('W7w', K) },
  {
    id: 'P8',
    what: 'rank at 100k, times the floor of W2',
    atMost: 3,
    value: ({ us, floor }) => us('W7r', K100) / floor('W2', K100),
  },
  { id: 'P9', what: 'bytes per conversation above the rows', atMost: 100, value: ({ memory }) => memory.bytesPerRow },
  {
    id: 'P9',
    what: 'bytes of a retained version at 100k',
    atMost: 6_000,
    value: ({ memory }) => memory.bytesPerVersion,
  },
  { id: 'P10', what: 'page of 100 at 100k, times 1k', atMost: 1.5, value: ({ us }) => us('W1p', K100) / us('W1p', K) },
  {
    id: 'P10',
    what: 'bulk load of 100k, times the mutable tree',
    atMost: 1.7,
    value: ({ us, tree }) => us('W1', K100) / tree('W1', K100),
  },
  {
    id: 'P11',
    what: 'W8 at 100k, times the mutable tree',
    atMost: 1.8,
    value: ({ us, tree }) => us('W8', K100) / tree('W8', K100),
  },
  { id: 'P11', what: 'unchanged rows exchanged by a snapshot', atMost: 0, value: ({ check }) => check.exchangedRows },
  {
    id: 'P11',
    what: 'same handle after an unchanged snapshot (1 is yes)',
    atLeast: 1,
    value: ({ check }) => toNumber(check.sameHandle),
  },
  {
    id: 'merge',
    what: 'W2 at 100k, three accounts in one list times one engine',
    subject: 'engine',
    atMost: 2.5,
    value: ({ us, of }) => of('merged', 'W2', K100) / us('W2', K100),
  },
  {
    id: 'merge',
    what: 'window at 100k, three accounts in one list times one engine',
    subject: 'engine',
    atMost: 1.2,
    value: ({ us, of }) => of('merged', 'W7w', K100) / us('W7w', K100),
  },
]

const SUBJECTS = ['engine-reduce', 'engine']

/** Every bar with its value and whether it holds; `holds` is undefined where this run does not say. */
export function judge(done, cells, sizes) {
  const bars = SUBJECTS.filter((subject) => done.some(({ candidate }) => candidate === subject)).flatMap((subject) => {
    const measured = lookup(done, cells, subject)
    return BARS.filter((bar) => (bar.subject ?? subject) === subject).map((bar) =>
      verdict({ ...bar, subject }, bar.value(measured)),
    )
  })
  const kilobytes = sizes.map(({ name, size }) =>
    verdict({ id: 'P13', what: `${name}, kB min + brotli`, atMost: sizeBarOf(name), subject: 'package' }, size / 1000),
  )
  return [...bars, ...kilobytes]
}

/** Tencent's Web SDK tells each change by its whole list: linear, with a small constant, and told on once. */
const WHOLE_LIST = [
  {
    what: 'whole list of 10k rows, times 1k',
    atMost: 15,
    value: (of) => of('tencent-web', K10).ns / of('tencent-web', K).ns,
  },
  { what: 'notifications of one whole list', atMost: 1, value: (of) => of('tencent-web', K10).notified },
]

/** @param adapters the cells of what callbacks cost; without any, nothing is asked. */
export function judgeAdapters(adapters) {
  if (adapters.length === 0) return []
  const of = (name, size) => adapters.find((cell) => cell.candidate === name && cell.size === size) ?? {}
  return WHOLE_LIST.map((bar) => verdict({ id: 'adapter', subject: 'tencent-web', ...bar }, bar.value(of)))
}

/** An event outside the window next to one inside it, both from dispatch to the committed document in a browser. */
const BINDING_BARS = [
  {
    what: 'event outside the window, times one changed row',
    atMost: 0.1,
    value: (of) => of('outside').us / of('changed').us,
  },
  { what: 'rows rendered by an event outside the window', atMost: 0, value: (of) => of('outside').rowRenders },
  { what: 'rows rendered by one changed row', atMost: 1, value: (of) => of('changed').rowRenders },
  { what: 'rows rendered by a far row that goes to the top', atMost: 1, value: (of) => of('toTop').rowRenders },
]

/** @param bindings the cells of React and Vue, and of the store beside the list, of which nothing is asked. */
export function judgeBindings(bindings) {
  const cells = bindings.filter(({ binding }) => binding === 'react' || binding === 'vue')
  const keys = [...new Map(cells.map(({ binding, size }) => [`${binding} ${size}`, { binding, size }])).values()]
  return keys.flatMap(({ binding, size }) => {
    const of = (kind) => cells.find((cell) => cell.binding === binding && cell.size === size && cell.kind === kind)
    return BINDING_BARS.map(({ what, value, atMost }) =>
      verdict({ id: 'P12', what: `${what}, at ${size / K}k`, subject: binding, atMost }, value(of)),
    )
  })
}

/** The bars, in kB; `.size-limit.json` only keeps the sizes from growing past where they stand. */
const SIZE_BARS = { core: 14, react: 1.5, vue: 2, adapter: 6 }

function sizeBarOf(name) {
  const [part] = name.split(/[ ,-]/)
  return SIZE_BARS[part]
}

function verdict({ id, what, subject, atMost, atLeast }, value) {
  const known = Number.isFinite(value)
  const holds = known ? (atMost === undefined ? value >= atLeast : value <= atMost) : undefined
  return { id, what, subject, value: known ? value : undefined, atMost, atLeast, holds }
}

/** What a bar may ask for. A cell that was not run gives NaN, and so does every ratio with it. */
function lookup(done, cells, subject) {
  const of = (candidate, work, size) =>
    cells.find((cell) => cell.candidate === candidate && cell.work === work && cell.size === size)?.ns ?? NaN
  const results = (task) => done.filter((job) => job.task === task && job.candidate === subject && job.result)
  const checks = results('check').map((job) => job.result)
  return {
    of,
    us: (work, size) => of(subject, work, size),
    floor: (work, size) => of('floor', work, size),
    tree: (work, size) => of('mutable-tree', work, size),
    memory: results('memory')[0]?.result ?? {},
    check: {
      exchangedRows: checks.length > 0 ? Math.max(...checks.map((check) => check.exchangedRows)) : undefined,
      sameHandle: checks.length > 0 ? checks.every((check) => check.sameHandle) : undefined,
    },
  }
}

const toNumber = (flag) => (flag === undefined ? undefined : Number(flag))
