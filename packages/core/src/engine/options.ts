import { ConvolistError } from '../model/errors.js'
import type { ConversationKind } from '../model/conversation.js'
import type { UnreadQuery } from '../model/source.js'
import type { EngineOptions } from './engine.js'

/** Refuses a value that cannot be right, by the path at which it stands. */
type Rule = (path: string, value: unknown) => void

const is =
  (expected: string, test: (value: unknown) => boolean): Rule =>
  (path, value) =>
    test(value) || refuse(path, expected, value)

const flag = is('true or false', (value) => typeof value === 'boolean')
const text = is('text', (value) => typeof value === 'string')
const callable = is('a function', (value) => typeof value === 'function')
const oneOf = (...choices: readonly string[]): Rule =>
  is(choices.map((each) => `"${each}"`).join(' or '), (value) => choices.includes(value as string))
const atLeast = (least: number): Rule =>
  is(`a number of at least ${least}`, (value) => Number.isFinite(value) && (value as number) >= least)

const listOf =
  (rule: Rule): Rule =>
  (path, value) => {
    if (!Array.isArray(value)) return refuse(path, 'an array', value)
    value.forEach((each, i) => rule(`${path}[${i}]`, each))
  }

/** An object with no other keys than these, each of which may be left out: a misspelled one would be lost in silence. */
const shape =
  (rules: Readonly<Record<string, Rule>>, expected = 'an object'): Rule =>
  (path, value) => {
    for (const [name, each] of entriesOf(path, value, expected)) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
      const own = path ? `${path}.${name}` : name
      if (!rule) throw wrong(own, `there is no such key; known are ${Object.keys(rules).join(', ')}`)
      if (each !== undefined) rule(own, each)
    }
  }

function entriesOf(path: string, value: unknown, expected: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path || 'options', expected, value)
  return Object.entries(value)
}

const ORDER: Readonly<Record<string, Rule>> = {
  pinOrder: oneOf('activity', 'pinTime', 'manual'),
  draftLift: oneOf('never', 'laterOfBoth'),
  mutedSink: flag,
  unreadFirst: flag,
}

const POLICIES = shape({
  ...ORDER,
  badge: shape({ includeMuted: flag, includeMarkedUnread: flag }),
  selection: shape({ keepInFilter: flag, keepIndex: flag, onRemove: oneOf('none', 'next', 'previous') }),
  unhideOnMessage: flag,
})

const KINDS = {
  direct: 1,
  group: 1,
  'super-group': 1,
  system: 1,
  'customer-service': 1,
  'public-service': 1,
  other: 1,
} satisfies Record<ConversationKind, 1>

const KIND_LIST = listOf(oneOf(...Object.keys(KINDS)))
const TEXTS = listOf(text)

const WHERE = is('{ key: string, test: (row) => boolean }', (value) => {
  const { key, test } = (value ?? {}) as { readonly key?: unknown; readonly test?: unknown }
  return typeof key === 'string' && typeof test === 'function'
})

const anyFilter: Rule = (path, value) => FILTER(path, value)
const FILTER = shape({
  unread: flag,
  mentioned: flag,
  kinds: KIND_LIST,
  labels: TEXTS,
  marks: TEXTS,
  muted: flag,
  stickTop: flag,
  drafted: flag,
  text,
  hidden: oneOf('exclude', 'include', 'only'),
  where: WHERE,
  and: listOf(anyFilter),
  or: listOf(anyFilter),
  not: anyFilter,
})

const VIEW = shape({ filter: FILTER, policy: shape(ORDER) }, 'a view definition { filter?, policy? }')

const OPTIONS = shape({
  source: (_, value) => checkSource(value),
  views: (path, value) => {
    for (const [name, view] of entriesOf(path, value, 'an object of view definitions by name'))
      VIEW(`views.${name}`, view)
  },
  policies: POLICIES,
  batching: oneOf('microtask', 'frame'),
  sync: oneOf('all', 'page'),
  operationTimeoutMs: atLeast(1),
  echoHoldMs: atLeast(0),
  retryMs: atLeast(1),
  retryMaxMs: atLeast(1),
  retryLimit: atLeast(0),
  tombstoneMs: atLeast(600_000),
  tombstoneLimit: atLeast(1),
  diagnosticsLimit: atLeast(0),
  initialState: is('what engine.serialize() returned (format 1)', (value) => {
    const saved = value as { readonly format?: unknown; readonly rows?: unknown } | null
    return saved?.format === 1 && Array.isArray(saved.rows)
  }),
  enhance: callable,
  clock: checkClock,
  onBatch: callable,
  onError: callable,
} satisfies Record<keyof EngineOptions, Rule>)

/** Refuses what cannot work, before anything is set up: names the option and says what was expected. */
export const checkOptions = (options: unknown): void => OPTIONS('', options)

/** Policies come at creation and later; both are checked the same way. */
export const checkPolicies = (policies: unknown): void => POLICIES('policies', policies)

/** A view definition with a misspelled condition would show everything: it is refused by name. */
export const checkView = (view: unknown): void => VIEW('view', view)

const QUERIES: Readonly<Record<UnreadQuery['type'], Readonly<Record<string, Rule>>>> = {
  all: {},
  ids: { ids: TEXTS },
  filter: { kinds: KIND_LIST, labelId: text, ignoreMuted: flag },
}
const QUERY_TYPE = oneOf(...Object.keys(QUERIES))

/** What to ask the vendor. An empty list of kinds holds nothing, as in a view; vendors disagree about it. */
export function checkQuery(query: UnreadQuery): UnreadQuery {
  QUERY_TYPE('query.type', (query as Partial<UnreadQuery> | null)?.type)
  shape({ type: text, ...QUERIES[query.type] })('query', query)
  if (query.type === 'ids') TEXTS('query.ids', query.ids)
  return query.type === 'filter' && query.kinds?.length === 0 ? { type: 'ids', ids: [] } : query
}

/** A source must have come from an adapter (or look just like it). */
export function checkSource(source: unknown): void {
  const given = source as Record<string, unknown> | null | undefined
  const missing = ['connect', 'list', 'execute'].find((name) => typeof given?.[name] !== 'function')
  if (missing) {
    refuse('source', `a source made by an adapter, such as createNimSource(nim, ...); it has no ${missing}()`, source)
  }
  const { capabilities } = given!
  if (typeof capabilities !== 'object' || capabilities === null)
    refuse('source.capabilities', 'an object', capabilities)
}

function checkClock(path: string, clock: unknown): void {
  const given = clock as Record<string, unknown> | null
  for (const name of ['now', 'setTimeout', 'clearTimeout', 'microtask', 'frame', 'random']) {
    const method = given?.[name]
    const isOptional = (name === 'frame' || name === 'random') && method === undefined
    if (!isOptional && typeof method !== 'function') refuse(path, `an object with ${name}()`, clock)
  }
}

function refuse(name: string, expected: string, got: unknown): never {
  throw wrong(name, `expected ${expected}; got ${describe(got)}`)
}

const wrong = (name: string, why: string): ConvolistError =>
  new ConvolistError(name.startsWith('query') ? 'command/invalid' : 'option/invalid', `option "${name}": ${why}`)

/** What was found, in few words: never the inside of an object or a function, which may be anybody's. */
function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'another object' : String(value)
}
