import { ConvolistError, type ConvolistErrorCode } from '../model/errors.js'
import type { ConversationKind } from '../model/conversation.js'
import type { UnreadQuery } from '../model/source.js'
import { isFiniteNumber, isFlag, isId, isObject, isText } from '../index/fields.js'
import type { SerializedState } from '../index/state.js'
import type { EngineOptions } from './engine.js'

/** What is wrong with a value, by the path at which it stands; nothing if it can be right. */
type Rule = (path: string, value: unknown) => string | undefined

const is =
  (expected: string, test: (value: unknown) => boolean): Rule =>
  (path, value) =>
    test(value) ? undefined : unlike(path, expected, value)

const flag = is('true or false', isFlag)
const text = is('text', isText)
const name = is('text that is not empty', isId)
const callable = is('a function', (value) => typeof value === 'function')
const oneOf = (...choices: readonly string[]): Rule =>
  is(choices.map((each) => `"${each}"`).join(' or '), (value) => choices.includes(value as string))
const atLeast = (least: number): Rule =>
  is(`a number of at least ${least}`, (value) => isFiniteNumber(value) && (value as number) >= least)

const listOf =
  (rule: Rule): Rule =>
  (path, value) => {
    if (!Array.isArray(value)) return unlike(path, 'an array', value)
    return value.map((each, i) => rule(`${path}[${i}]`, each)).find(Boolean)
  }

/** An object with no other keys than these, each of which may be left out: a misspelled one would be lost in silence. */
const shape = (rules: Readonly<Record<string, Rule>>, expected = 'an object'): Rule =>
  entries(expected, (own, each, name) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (!rule) return complaint(own, `there is no such key; known are ${Object.keys(rules).join(', ')}`)
    return each === undefined ? undefined : rule(own, each)
  })

/** An object whose values are as they should be, whatever its keys are. */
const entries =
  (expected: string, check: (path: string, value: unknown, name: string) => string | undefined): Rule =>
  (path, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return unlike(path || 'options', expected, value)
    return Object.entries(value)
      .map(([name, each]) => check(path ? `${path}.${name}` : name, each, name))
      .find(Boolean)
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
/** Ids and marks. An empty name means "none" to some vendors. */
const NAMES = listOf(name)

const WHERE = is('{ key: string, test: (row) => boolean }', (value) => {
  const { key, test } = (value ?? {}) as { readonly key?: unknown; readonly test?: unknown }
  return isText(key) && typeof test === 'function'
})

const anyFilter: Rule = (path, value) => FILTER(path, value)
const FILTER = shape({
  unread: flag,
  mentioned: flag,
  kinds: KIND_LIST,
  labels: NAMES,
  marks: NAMES,
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

/** The first of these methods that a value does not have. */
const lacking = (value: unknown, methods: readonly string[]): string | undefined =>
  methods.find((name) => typeof (Object(value) as Record<string, unknown>)[name] !== 'function')

const SOURCE: Rule = (path, source) => {
  const missing = lacking(source, ['connect', 'list', 'execute'])
  const expected = `a source made by an adapter, such as createNimSource(nim, ...); it has no ${missing}()`
  if (missing) return unlike(path, expected, source)
  const { capabilities } = source as Record<string, unknown>
  return isObject(capabilities) ? undefined : unlike(`${path}.capabilities`, 'an object', capabilities)
}

const CLOCK: Rule = (path, clock) => {
  const given = ['frame', 'random'].filter((name) => (clock as Record<string, unknown> | null)?.[name] !== undefined)
  const missing = lacking(clock, ['now', 'setTimeout', 'clearTimeout', 'microtask', ...given])
  return missing && unlike(path, `an object with ${missing}()`, clock)
}

const OPTIONS = shape({
  source: SOURCE,
  views: entries('an object of view definitions by name', VIEW),
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
    const saved = value as { readonly [Key in keyof SerializedState]?: unknown } | null
    return saved?.format === 1 && Array.isArray(saved.rows) && Array.isArray(saved.mentions ?? [])
  }),
  enhance: callable,
  clock: CLOCK,
  onBatch: callable,
  onError: callable,
} satisfies Record<keyof EngineOptions, Rule>)

/** Refuses what cannot work, before anything is set up: names the option and says what was expected. */
export const checkOptions = (options: unknown): void => refuse(OPTIONS('', options))

/** Policies come at creation and later; both are checked the same way. */
export const checkPolicies = (policies: unknown): void => refuse(POLICIES('policies', policies))

/** A view definition with a misspelled condition would show everything: it is refused by name. */
export const checkView = (view: unknown): void => refuse(VIEW('view', view))

/** A source must have come from an adapter (or look just like it). */
export const checkSource = (source: unknown): void => refuse(SOURCE('source', source))

const QUERIES: Readonly<Record<UnreadQuery['type'], Rule>> = {
  all: shape({ type: text }),
  ids: shape({ type: text, ids: NAMES }),
  filter: shape({
    type: text,
    kinds: KIND_LIST,
    labelId: name,
    marks: NAMES,
    mentioned: is('true', (value) => value === true),
    ignoreMuted: flag,
  }),
}
const QUERY_TYPE = oneOf(...Object.keys(QUERIES))

/** What to ask the vendor. An empty list of kinds or marks holds nothing, as in a view; vendors disagree about it. */
export function checkQuery(query: UnreadQuery): UnreadQuery {
  const { type, ids } = Object(query) as Record<string, unknown>
  const wrong = QUERY_TYPE('query.type', type) ?? QUERIES[query.type]('query', query)
  refuse(wrong ?? (type === 'ids' ? NAMES('query.ids', ids) : undefined), 'command/invalid')
  const isNothing = query.type === 'filter' && (query.kinds?.length === 0 || query.marks?.length === 0)
  return isNothing ? { type: 'ids', ids: [] } : query
}

function refuse(why: string | undefined, code: ConvolistErrorCode = 'option/invalid'): void {
  if (why) throw new ConvolistError(code, why)
}

const unlike = (name: string, expected: string, got: unknown): string =>
  complaint(name, `expected ${expected}; got ${describe(got)}`)

const complaint = (name: string, why: string): string => `option "${name}": ${why}`

/** What was found, in few words: never the inside of an object or a function, which may be anybody's. */
function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'another object' : String(value)
}
