import { ConvolistError } from '../model/errors.js'
import type { ViewDefinition } from '../model/views.js'
import { DEFAULT_POLICIES } from '../views/create-state.js'
import type { EngineOptions } from './engine.js'

const NUMBERS = {
  operationTimeoutMs: 1,
  echoHoldMs: 0,
  retryMs: 1,
  retryMaxMs: 1,
  retryLimit: 0,
  tombstoneMs: 600_000,
  tombstoneLimit: 1,
  diagnosticsLimit: 0,
} as const

const CHOICES = { batching: ['microtask', 'frame'], sync: ['all', 'page'] } as const

const OTHERS = ['source', 'views', 'policies', 'initialState', 'enhance', 'clock', 'onError']

const POLICY_CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  pinOrder: ['activity', 'pinTime', 'manual'],
  draftLift: ['never', 'laterOfBoth'],
  mutedSink: [true, false],
  unreadFirst: [true, false],
  unhideOnMessage: [true, false],
  'badge.includeMuted': [true, false],
  'badge.includeMarkedUnread': [true, false],
  'selection.keepInFilter': [true, false],
  'selection.keepIndex': [true, false],
  'selection.onRemove': ['none', 'next', 'previous'],
}

/** Refuses what cannot work, before anything is set up: names the option and says what was expected. */
export function checkOptions(options: EngineOptions): void {
  if (typeof options !== 'object' || options === null) refuse('options', 'an object', options)
  const known = [...OTHERS, ...Object.keys(NUMBERS), ...Object.keys(CHOICES)]
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) refuse(name, `no such option; known are ${known.join(', ')}`, undefined)
  }
  for (const [name, least] of Object.entries(NUMBERS)) {
    const value: unknown = options[name as keyof typeof NUMBERS]
    if (value === undefined) continue
    if (typeof value !== 'number' || !(value >= least) || value === Infinity) {
      refuse(name, `a number of at least ${least}`, value)
    }
  }
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = options[name as keyof typeof CHOICES]
    if (value !== undefined && !(choices as readonly string[]).includes(value)) {
      refuse(name, choices.map((each) => `"${each}"`).join(' or '), value)
    }
  }
  if (options.enhance !== undefined && typeof options.enhance !== 'function')
    refuse('enhance', 'a function', options.enhance)
  if (options.onError !== undefined && typeof options.onError !== 'function')
    refuse('onError', 'a function', options.onError)
  if (options.source !== undefined) checkSource(options.source)
  checkClock(options.clock)
  checkPolicies(options.policies)
  for (const [name, view] of Object.entries(options.views ?? {})) checkView(`views.${name}`, view)
  const { initialState } = options
  if (initialState !== undefined && (initialState?.format !== 1 || !Array.isArray(initialState.rows))) {
    refuse('initialState', 'what engine.serialize() returned (format 1)', initialState)
  }
}

/** Policies come at creation and later; both are checked the same way. */
export function checkPolicies(input: unknown, path = 'policies', prefix = ''): void {
  if (input === undefined) return
  if (typeof input !== 'object' || input === null) refuse(path, 'an object', input)
  for (const [name, value] of Object.entries(input)) {
    const key = prefix + name
    if (value === undefined) continue
    if (prefix === '' && (name === 'badge' || name === 'selection')) {
      checkPolicies(value, `${path}.${name}`, `${name}.`)
      continue
    }
    const choices = POLICY_CHOICES[key]
    if (!choices)
      refuse(`${path}.${name}`, `no such policy; known are ${Object.keys(DEFAULT_POLICIES).join(', ')}`, undefined)
    if (!choices.includes(value))
      refuse(`${path}.${name}`, choices.map((each) => JSON.stringify(each)).join(' or '), value)
  }
}

const VIEW_KEYS = ['filter', 'policy']
const FILTER_KEYS = [
  'unread',
  'mentioned',
  'kinds',
  'labels',
  'marks',
  'muted',
  'stickTop',
  'drafted',
  'text',
  'hidden',
  'where',
  'and',
  'or',
  'not',
]

/** A view definition with a misspelled condition would show everything: refuse it by name. */
export function checkView(path: string, view: unknown): asserts view is ViewDefinition {
  if (typeof view !== 'object' || view === null) refuse(path, 'a view definition { filter?, policy? }', view)
  for (const name of Object.keys(view)) {
    if (!VIEW_KEYS.includes(name))
      refuse(`${path}.${name}`, `no such key; known are ${VIEW_KEYS.join(', ')}`, undefined)
  }
  const { filter, policy } = view as ViewDefinition
  if (filter !== undefined) checkFilter(`${path}.filter`, filter)
  checkPolicies(policy, `${path}.policy`)
}

function checkFilter(path: string, filter: unknown): void {
  if (typeof filter !== 'object' || filter === null) refuse(path, 'an object', filter)
  const known = filter as Record<string, unknown>
  for (const name of Object.keys(known)) {
    if (!FILTER_KEYS.includes(name))
      refuse(`${path}.${name}`, `no such condition; known are ${FILTER_KEYS.join(', ')}`, undefined)
  }
  for (const name of ['kinds', 'labels', 'marks', 'and', 'or']) {
    if (known[name] !== undefined && !Array.isArray(known[name])) refuse(`${path}.${name}`, 'an array', known[name])
  }
  const where = known['where'] as { key?: unknown; test?: unknown } | undefined
  if (where !== undefined && (typeof where?.key !== 'string' || typeof where.test !== 'function')) {
    refuse(`${path}.where`, '{ key: string, test: (row) => boolean }', where)
  }
  for (const part of [...((known['and'] as unknown[]) ?? []), ...((known['or'] as unknown[]) ?? [])])
    checkFilter(path, part)
  if (known['not'] !== undefined) checkFilter(`${path}.not`, known['not'])
}

/** A source must have come from an adapter (or look just like it). */
export function checkSource(source: unknown): void {
  const methods = ['connect', 'list', 'execute']
  const missing = methods.find((name) => typeof (source as Record<string, unknown> | null)?.[name] !== 'function')
  if (missing)
    refuse('source', `a source made by an adapter, such as createNimSource(nim, ...); it has no ${missing}()`, source)
  if (typeof (source as { capabilities?: unknown }).capabilities !== 'object')
    refuse('source.capabilities', 'an object', undefined)
}

function checkClock(clock: unknown): void {
  if (clock === undefined) return
  for (const name of ['now', 'setTimeout', 'clearTimeout', 'microtask']) {
    if (typeof (clock as Record<string, unknown> | null)?.[name] !== 'function')
      refuse('clock', `an object with ${name}()`, clock)
  }
}

function refuse(name: string, expected: string, got: unknown): never {
  const found = got === undefined ? '' : `; got ${describe(got)}`
  throw new ConvolistError('option/invalid', `option "${name}": expected ${expected}${found}`)
}

const describe = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? 'another object'
    : typeof value === 'string'
      ? `"${value}"`
      : String(value)
