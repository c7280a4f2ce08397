import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createState,
  getConversation,
  readView,
  reduce,
  type Conversation,
  type EngineEvent,
  type ListState,
} from '../../src/index.js'
import { differ } from './compare.js'
import { asCode } from './follow.js'
import { IDS } from './interpret.js'
import { capped, PROFILES, type ProfileName } from './profiles.js'
import { runs } from './runs.js'
import { createFaultyServer, type Fault, type ServerStep } from './faulty-server.js'
import {
  after,
  asked,
  event,
  given,
  id,
  issued,
  ms,
  page,
  patched,
  removed,
  row,
  show,
  syncFinished,
  syncStarted,
  ticked,
  upserted,
} from './support.js'

const upTo = (max: number): fc.Arbitrary<number> => fc.nat({ max })
const aServerStep: fc.Arbitrary<ServerStep> = fc.record({
  what: fc.constantFrom<ServerStep['what']>(
    'message',
    'message',
    'message',
    'create',
    'delete',
    'read',
    'pin',
    'mute',
    'label',
    'rename',
    'revoke',
    'page',
    'sync',
    'draft',
    'ask',
    'answer',
  ),
  id: upTo(IDS.length - 1),
  which: upTo(5),
  fault: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Fault>('none') },
    { weight: 2, arbitrary: fc.constantFrom<Fault>('drop', 'twice', 'later', 'stale') },
  ),
})

describe('law 11, convergence', () => {
  it('law 11: rows deleted while nobody listened are gone after the next sync', () => {
    const state = given(
      upserted(row('a', { on: 1 }), row('b', { on: 2 })),
      syncStarted(),
      asked('r', 's1'),
      page('r', row('b', { on: 2 })),
      syncFinished(),
    )
    expect(show(state)).toBe('b')
  })

  it('law 11: rows that were lost or wrong are right after the next sync', () => {
    const wrong = given(upserted(row('a', { on: 9, unread: 9, stickTop: true })), removed('b'))
    const synced = after(
      wrong,
      syncStarted(),
      asked('r', 's1'),
      page('r', row('a', { on: 3, unread: 1 }), row('b', { on: 4 })),
      syncFinished(),
    )
    expect(show(synced)).toBe('b a(1)')
  })

  it('law 11: a draft outlives the sync', () => {
    const draft = { text: 'so', at: ms(5) }
    const state = given(
      upserted(row('a', { on: 1 })),
      event({ type: 'draftSaved', id: id('a'), draft }),
      syncStarted(),
      asked('r', 's1'),
      page('r', row('a', { on: 9 })),
      syncFinished(),
    )
    expect(getConversation(state, id('a'))).toMatchObject({ draft, activeAt: 9 })
  })

  it('law 11: an operation that nobody answered leaves no trace', () => {
    const state = given(
      upserted(row('a', { on: 1, unread: 3 })),
      issued('o', 'a', { type: 'read' }),
      patched('a', { unreadCount: 4 }),
      ticked(31_000),
    )
    const synced = after(
      state,
      syncStarted(),
      asked('r', 's1'),
      page('r', row('a', { on: 2, unread: 4 })),
      syncFinished(),
    )
    expect(show(synced)).toBe('a(4)')
  })

  it.each(Object.keys(PROFILES) as ProfileName[])(
    "law 11: after random faults, settled operations and one complete sync the list is the server's: %s",
    (profile) => {
      fc.assert(
        fc.property(fc.array(aServerStep, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => {
          const server = createFaultyServer(PROFILES[profile])
          const events: EngineEvent[] = [{ type: 'capabilitiesDeclared', capabilities: PROFILES[profile], at: ms(1) }]
          for (const step of steps) events.push(...server.step(step))
          events.push(...server.settle(), ...server.wholeSync())
          const state = events.reduce((before, next) => reduce(before, next), createState())
          try {
            isTheServers(state, server.rows(), profile)
            if (PROFILES[profile].rowFields.includes('draft')) return
            for (const [name, draft] of draftsKept(events)) differ(getConversation(state, name)?.draft, draft)
          } catch (cause) {
            throw new Error(`${String(cause)}\n${asCode(events)}`, { cause })
          }
        }),
        runs(120),
      )
    },
  )
})

/** Rows by id, in the fields a full row of this vendor states. */
function isTheServers(state: ListState, rows: readonly Conversation[], profile: ProfileName): void {
  const { rowFields } = PROFILES[profile]
  const reading = readView(state, { filter: { hidden: 'include' } })
  const shown = reading.window(0, reading.size).map((one) => one.id)
  if (PROFILES[profile] !== capped) differ([...shown].sort(), rows.map((one) => one.id).sort())
  for (const one of rows) {
    const ours = getConversation(state, one.id)
    for (const field of rowFields) if (field !== 'draft') differ(ours?.[field], one[field], `${one.id}.${field}`)
  }
  differ(state.pendingCount, 0)
}

/** The drafts of rows that never left after the draft was saved. */
function draftsKept(events: readonly EngineEvent[]): Map<Conversation['id'], Conversation['draft']> {
  const kept = new Map<Conversation['id'], Conversation['draft']>()
  let state = createState()
  for (const next of events) {
    state = reduce(state, next)
    if (next.type === 'draftSaved' && getConversation(state, next.id)) kept.set(next.id, next.draft)
    for (const name of kept.keys()) if (getConversation(state, name) === undefined) kept.delete(name)
  }
  return kept
}
