import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createConversation,
  getConversation,
  reduce,
  type Conversation,
  type EngineEvent,
  type EpochMs,
} from '../../src/index.js'
import { differ, seeState } from './compare.js'
import { contradictsItself } from './contradicts-itself.js'
import { asCode, speaksTwice, walk } from './follow.js'
import { histories, type Step } from './history.js'
import { createContext, IDS, interpret, VIEWS } from './interpret.js'
import { stamped, versioned } from './profiles.js'
import { runs } from './runs.js'
import { after, deepFreeze, event, given, id, ids, message, ms, row, show, upserted } from './support.js'

const withVersions = { capabilities: versioned }

describe('law 5, idempotent and commuting', () => {
  it('law 5: a duplicate of an older version does not undo a newer one', () => {
    const old = row('a', { on: 1, version: 1, unread: 1 })
    const state = given(withVersions, upserted(old), upserted(row('a', { on: 2, version: 2 })), upserted(old))
    expect(show(state)).toBe('a')
  })

  it('law 5: two removals of one row are one removal', () => {
    const state = given(upserted(row('a', { on: 1 })), event({ type: 'conversationsRemoved', ids: ids('a a') }))
    expect(reduce(state, event({ type: 'conversationsRemoved', ids: ids('a') }))).toBe(state)
  })

  it('law 5: what a patch says of the engine’s own time of pinning is nothing, alone or beside the pin', () => {
    const pin = event({
      type: 'conversationsPatched',
      patches: [{ id: id('a'), stickTop: true, stickTopAt: undefined }],
      at: ms(7),
    })
    const state = given(upserted(row('a', { on: 1 })), pin)
    expect(getConversation(state, id('a'))?.stickTopAt).toBe(7)
    expect(reduce(state, pin)).toBe(state)
    const alone = event({ type: 'conversationsPatched', patches: [{ id: id('a'), stickTopAt: ms(9) }] })
    expect(reduce(state, alone)).toBe(state)
  })

  it('law 5: in random histories the same event again changes nothing', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        walk(history, ({ event: taken, before, after: state }) => {
          if (speaksTwice(taken) || contradictsItself(taken, (each) => getConversation(before, each))) return
          if (reduce(state, taken) !== state) throw new Error(`a second ${taken.type} changed something`)
        })
      }),
      runs(200),
    )
  })

  it('law 5: full rows with distinct versions give one list in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(aVersion, { minLength: 2, maxLength: 12 }), fc.infiniteStream(fc.nat()), (seeds, chance) => {
        const rows = seeds.map((seed, index) => toVersion(seed, index + 1))
        const states = [rows, shuffled(rows, chance), shuffled(rows, chance)].map((order) =>
          given({ ...withVersions, views: VIEWS }, ...order.map((one) => upserted(one))),
        )
        for (const state of states)
          differ(
            pinTimeApart(seeState(state, [{}, ...VIEWS], IDS)),
            pinTimeApart(seeState(states[0]!, [{}, ...VIEWS], IDS)),
          )
      }),
      runs(200),
    )
  })

  it('law 5: watermarks commute with each other and with what comes between', () => {
    const marks = fc.array(
      fc.record({
        kind: fc.constantFrom('self', 'peer', 'group'),
        at: fc.nat({ max: 9 }),
        unread: fc.nat({ max: 3 }),
        id: fc.constantFrom('a', 'b', '__proto__'),
      }),
      { minLength: 2, maxLength: 10 },
    )
    fc.assert(
      fc.property(marks, fc.infiniteStream(fc.nat()), (seeds, chance) => {
        const events = seeds.map(({ kind, at, unread, id: name }): EngineEvent => {
          if (kind === 'self') return event({ type: 'selfReadTo', id: id(name), readAt: ms(at) })
          if (kind === 'peer') return event({ type: 'peerReadTo', id: id(name), readAt: ms(at) })
          return event({ type: 'groupReceiptChanged', id: id(name), messageId: 'm', read: at, unread })
        })
        const start = given(upserted(row('a', { on: 5 }), row('__proto__', { on: 4 })))
        const [one, other] = [events, shuffled(events, chance)].map((order) =>
          after(start, ...order, upserted(row('b', { on: 3 }))),
        )
        differ(seeState(one!, [{}], IDS), seeState(other!, [{}], IDS))
      }),
      runs(200),
    )
  })

  it('law 5: stamped fields commute', () => {
    const patches = fc.uniqueArray(
      fc.record({
        stamp: fc.nat({ max: 50 }),
        on: fc.boolean(),
        count: fc.nat({ max: 4 }),
        states: fc.integer({ min: 1, max: 15 }),
      }),
      { selector: ({ stamp }) => stamp, minLength: 2, maxLength: 8 },
    )
    fc.assert(
      fc.property(patches, fc.infiniteStream(fc.nat()), (seeds, chance) => {
        const events = seeds.map((seed) => toStamped(seed))
        const start = given({ capabilities: stamped }, upserted(row('a', { on: 5 })))
        const [one, other] = [events, shuffled(events, chance)].map((order) => after(start, ...order))
        differ(pinTimeApart(seeState(one!, [{}], IDS)), pinTimeApart(seeState(other!, [{}], IDS)))
      }),
      runs(200),
    )
  })

  it('law 5: events about different rows commute', () => {
    fc.assert(
      fc.property(histories({ steps: 25 }), fc.tuple(aRowStep, aRowStep), (history, [first, second]) => {
        const { states, model } = walk(history)
        const context = { ...createContext(history), now: 2_000, epoch: model.epoch }
        const pair = [interpret(context, { ...first, wait: 0 }), interpret(context, { ...second, wait: 0 })]
        const [one, other] = pair as [EngineEvent, EngineEvent]
        if ([...named(one)].some((name) => named(other).has(name))) return
        const state = states.at(-1)!
        const [forth, back] = [after(state, one, other), after(state, other, one)]
        try {
          differ(seeState(back, [{}, ...model.views], IDS), seeState(forth, [{}, ...model.views], IDS))
        } catch (cause) {
          throw new Error(`${String(cause)}\n${asCode([one, other])}`, { cause })
        }
      }),
      runs(200),
    )
  })
})

const aVersion = fc.record({
  id: fc.nat({ max: 3 }),
  on: fc.nat({ max: 4 }),
  unread: fc.nat({ max: 3 }),
  flags: fc.nat({ max: 7 }),
})

/** A row as a server sends it: what only grows has grown with the version. */
function toVersion(seed: { id: number; on: number; unread: number; flags: number }, version: number): Conversation {
  return createConversation({
    ...row(IDS[seed.id]!, { on: seed.on, unread: seed.unread }),
    title: `title ${version}`,
    avatarUrl: `https://example.org/${version}.png`,
    stickTop: (seed.flags & 1) !== 0,
    notify: (seed.flags & 2) !== 0 ? 'none' : 'all',
    markedUnread: (seed.flags & 4) !== 0,
    selfReadAt: ms(version),
    version,
  })
}

function toStamped({
  stamp,
  on,
  count,
  states,
}: {
  stamp: number
  on: boolean
  count: number
  states: number
}): EngineEvent {
  const fields = {
    stickTop: on,
    notify: on ? 'none' : 'all',
    unreadCount: count,
    lastMessage: message(count + 1),
  } as const
  const said = Object.entries(fields).filter((_, index) => (states & (1 << index)) !== 0)
  const stamps = Object.fromEntries(said.map(([field]) => [field, stamp as EpochMs]))
  return event({
    type: 'conversationsPatched',
    patches: [{ id: id('a'), ...Object.fromEntries(said) }],
    stamps: [stamps],
  })
}

const ROW_STEPS: ReadonlySet<Step['do']> = new Set([
  'upsert',
  'patch',
  'remove',
  'selfRead',
  'peerRead',
  'receipt',
  'revoke',
  'mention',
  'draft',
  'issue',
])
const aRowStep: fc.Arbitrary<Step> = histories({ steps: 60 })
  .map(({ steps }) => steps.find((step) => ROW_STEPS.has(step.do)))
  .filter((step): step is Step => step !== undefined)

/** The ids an event speaks of. */
function named(taken: EngineEvent): Set<unknown> {
  if ('id' in taken) return new Set([taken.id])
  if ('ids' in taken) return new Set(taken.ids)
  if ('operation' in taken) return new Set(taken.operation.ids)
  const said = 'rows' in taken ? taken.rows : 'patches' in taken ? taken.patches : []
  return new Set(said.map((one) => one?.id))
}

function shuffled<T>(list: readonly T[], chance: Iterator<number>): T[] {
  const left = [...list]
  return list.map(() => left.splice((chance.next().value as number) % left.length, 1)[0]!)
}

/** When a row was pinned is when we heard of it: the one field that tells the order of arrival. */
function pinTimeApart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pinTimeApart)
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(deepFreeze(value)).filter(([key]) => key !== 'stickTopAt')
  return Object.fromEntries(parts.map(([key, part]) => [key, pinTimeApart(part)]))
}
