// Random histories. A history is a list of small abstract steps, so that it shrinks; interpret.ts makes events of them.
import fc from 'fast-check'
import type { Policies } from '../../src/index.js'
import type { ProfileName } from './profiles.js'

/** What a step says about one row; every number is small, so that rows collide, tie and go back in time. */
export interface RowSeed {
  readonly id: number
  /** How long ago its last message was sent; 7 means it has none. */
  readonly age: number
  readonly unread: number
  /** 0: the order hint is the time of activity; else a hint that many rows share. */
  readonly hint: number
  readonly title: number
  readonly labels: number
  readonly marks: number
  readonly mentions: number
  /** One bit each: pinned, muted, a group, flagged as unread, drafted, revoked, watermarks, receipt. */
  readonly bits: number
  /** Of its version, against the newest one the server has given away. */
  readonly behind: number
  /** 0: sound; else one of the ways to be broken. */
  readonly broken: number
}

export interface PatchSeed {
  readonly row: RowSeed
  /** Which groups of fields it states, one bit each. */
  readonly states: number
}

export interface ChangeSeed {
  readonly kind: number
  readonly on: boolean
  readonly which: number
}

export type Step = { readonly wait: number } & (
  | { readonly do: 'upsert'; readonly rows: readonly RowSeed[] }
  | { readonly do: 'patch'; readonly patches: readonly PatchSeed[]; readonly ignore: boolean }
  | { readonly do: 'remove'; readonly ids: readonly number[]; readonly behind: number; readonly versions: boolean }
  | { readonly do: 'startSync' }
  | { readonly do: 'ask'; readonly ofSync: boolean }
  | {
      readonly do: 'page'
      readonly back: number
      readonly rows: readonly RowSeed[]
      readonly missing: readonly number[]
      readonly more: boolean
      readonly hasMore: boolean | undefined
    }
  | { readonly do: 'failPage'; readonly back: number }
  | { readonly do: 'finishSync'; readonly back: number; readonly complete: boolean }
  | { readonly do: 'failSync'; readonly back: number }
  | { readonly do: 'snapshot'; readonly rows: readonly RowSeed[]; readonly complete: boolean }
  | { readonly do: 'selfRead'; readonly id: number; readonly age: number }
  | { readonly do: 'peerRead'; readonly id: number; readonly age: number }
  | {
      readonly do: 'receipt'
      readonly id: number
      readonly age: number
      readonly read: number
      readonly unread: number
    }
  | { readonly do: 'revoke'; readonly id: number; readonly age: number; readonly words: number }
  | { readonly do: 'mention'; readonly id: number; readonly age: number; readonly all: boolean }
  /** The messages that named this account, told once more. */
  | { readonly do: 'mentionAgain'; readonly back: number }
  | {
      readonly do: 'labels'
      readonly names: readonly number[]
      readonly removed: readonly number[]
      readonly complete: boolean
    }
  | { readonly do: 'reported'; readonly unread: number; readonly scope: number }
  | { readonly do: 'draft'; readonly id: number; readonly text: boolean }
  | { readonly do: 'open'; readonly id: number }
  | { readonly do: 'order'; readonly ids: readonly number[] }
  | { readonly do: 'issue'; readonly ids: readonly number[]; readonly change: ChangeSeed }
  | { readonly do: 'confirm'; readonly back: number; readonly only: number; readonly version: number }
  | { readonly do: 'reject'; readonly back: number; readonly only: number; readonly why: number }
  | { readonly do: 'tick'; readonly jump: number }
  | { readonly do: 'account'; readonly which: number }
  | { readonly do: 'close' }
  | { readonly do: 'connection'; readonly which: number }
  | { readonly do: 'views'; readonly which: number }
  /** The same event again, or one of a former account epoch. */
  | { readonly do: 'again'; readonly back: number; readonly late: boolean }
)

export interface History {
  readonly profile: ProfileName
  readonly policies: Policies
  readonly steps: readonly Step[]
}

/** How many ids there are; `interpret.ts` gives them their text. */
export const ID_COUNT = 8

const upTo = (max: number): fc.Arbitrary<number> => fc.nat({ max })
const anId = upTo(ID_COUNT - 1)
const someIds = fc.array(anId, { minLength: 1, maxLength: 3 })
const rarely = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: upTo(max) })

const aRow: fc.Arbitrary<RowSeed> = fc.record({
  id: anId,
  age: upTo(7),
  unread: upTo(3),
  hint: fc.oneof(fc.constant(0), upTo(3)),
  title: upTo(2),
  labels: upTo(3),
  marks: fc.oneof(fc.constant(0), upTo(3)),
  mentions: fc.oneof(fc.constant(0), upTo(3)),
  bits: fc.oneof(fc.constant(0), upTo(255)),
  behind: fc.integer({ min: -1, max: 3 }),
  broken: rarely(7),
})
const someRows = fc.array(aRow, { maxLength: 4 })
const aPatch = fc.record({ row: aRow, states: upTo(1023) })
const aChange = fc.record({ kind: upTo(9), on: fc.boolean(), which: upTo(1) })

const step = <Name extends Step['do']>(
  name: Name,
  fields: {
    [Key in Exclude<keyof Extract<Step, { do: Name }>, 'do' | 'wait'>]: fc.Arbitrary<Extract<Step, { do: Name }>[Key]>
  },
): fc.Arbitrary<Step> => fc.record({ do: fc.constant(name), wait: upTo(2), ...fields }) as unknown as fc.Arbitrary<Step>

const rare = { account: 1, close: 1, views: 3 } as const

const weighted: readonly fc.WeightedArbitrary<Step>[] = [
  { weight: 14, arbitrary: step('upsert', { rows: fc.array(aRow, { minLength: 1, maxLength: 3 }) }) },
  {
    weight: 8,
    arbitrary: step('patch', { patches: fc.array(aPatch, { minLength: 1, maxLength: 2 }), ignore: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: step('remove', { ids: someIds, behind: fc.integer({ min: -1, max: 3 }), versions: fc.boolean() }),
  },
  { weight: 3, arbitrary: step('startSync', {}) },
  { weight: 6, arbitrary: step('ask', { ofSync: fc.boolean() }) },
  {
    weight: 7,
    arbitrary: step('page', {
      back: rarely(3),
      rows: someRows,
      missing: fc.oneof(fc.constant([]), someIds),
      more: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
      hasMore: fc.option(fc.boolean(), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: step('failPage', { back: rarely(2) }) },
  { weight: 4, arbitrary: step('finishSync', { back: rarely(2), complete: fc.boolean() }) },
  { weight: 1, arbitrary: step('failSync', { back: rarely(2) }) },
  { weight: 2, arbitrary: step('snapshot', { rows: someRows, complete: fc.boolean() }) },
  { weight: 3, arbitrary: step('selfRead', { id: anId, age: upTo(6) }) },
  { weight: 2, arbitrary: step('peerRead', { id: anId, age: upTo(6) }) },
  { weight: 2, arbitrary: step('receipt', { id: anId, age: upTo(4), read: upTo(3), unread: upTo(3) }) },
  { weight: 2, arbitrary: step('revoke', { id: anId, age: upTo(6), words: upTo(3) }) },
  { weight: 6, arbitrary: step('mention', { id: fc.oneof(anId, upTo(1)), age: upTo(6), all: fc.boolean() }) },
  { weight: 6, arbitrary: step('mentionAgain', { back: upTo(3) }) },
  {
    weight: 1,
    arbitrary: step('labels', {
      names: fc.array(upTo(3), { maxLength: 3 }),
      removed: fc.array(upTo(3), { maxLength: 1 }),
      complete: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: step('reported', { unread: upTo(9), scope: upTo(2) }) },
  { weight: 2, arbitrary: step('draft', { id: anId, text: fc.boolean() }) },
  { weight: 4, arbitrary: step('open', { id: upTo(ID_COUNT) }) },
  { weight: 1, arbitrary: step('order', { ids: someIds }) },
  { weight: 9, arbitrary: step('issue', { ids: someIds, change: aChange }) },
  {
    weight: 8,
    arbitrary: step('confirm', {
      back: fc.oneof(fc.constant(0), upTo(3)),
      only: upTo(2),
      version: fc.integer({ min: -1, max: 3 }),
    }),
  },
  { weight: 5, arbitrary: step('reject', { back: fc.oneof(fc.constant(0), upTo(3)), only: upTo(2), why: upTo(2) }) },
  { weight: 3, arbitrary: step('tick', { jump: upTo(5) }) },
  { weight: rare.account, arbitrary: step('account', { which: upTo(1) }) },
  { weight: rare.close, arbitrary: step('close', {}) },
  { weight: 1, arbitrary: step('connection', { which: upTo(3) }) },
  { weight: rare.views, arbitrary: step('views', { which: upTo(4) }) },
  { weight: 4, arbitrary: step('again', { back: upTo(4), late: fc.boolean() }) },
]

export const aStep: fc.Arbitrary<Step> = fc.oneof(...weighted)

export const somePolicies: fc.Arbitrary<Policies> = fc.record({
  pinOrder: fc.constantFrom('activity', 'pinTime', 'manual'),
  draftLift: fc.constantFrom('never', 'laterOfBoth'),
  mutedSink: fc.boolean(),
  unreadFirst: fc.boolean(),
  badge: fc.record({ includeMuted: fc.boolean(), includeMarkedUnread: fc.boolean() }),
  selection: fc.record({ keepInFilter: fc.boolean(), keepIndex: fc.boolean(), onRemove: fc.constant('none' as const) }),
  unhideOnMessage: fc.boolean(),
})

/** Histories of one vendor profile, or of any. `steps` is their greatest length. */
export const histories = (options: { profile?: ProfileName; steps?: number } = {}): fc.Arbitrary<History> =>
  fc.record({
    profile:
      options.profile === undefined
        ? fc.constantFrom<ProfileName>('ordered', 'versioned', 'stamped', 'capped', 'silent')
        : fc.constant(options.profile),
    policies: somePolicies,
    steps: fc.array(aStep, { minLength: 1, maxLength: options.steps ?? 40, size: 'max' }),
  })

/** The same history without optimistic work: what is shown is then what is true. */
export const withoutOperations = (history: History): History => ({
  ...history,
  steps: history.steps.filter((step) => step.do !== 'issue'),
})
