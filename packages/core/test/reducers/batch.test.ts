import { describe, expect, it } from 'vitest'
import {
  createState,
  type Diagnostic,
  type EngineEvent,
  readView,
  reduce,
  reduceBatch,
  type ListState,
} from '../../src/index.js'
import { show } from '../laws/support.js'
import { opened, patched, removed, row, synced, upserted } from '../support/words.js'

const events: EngineEvent[] = [
  ...synced(row('a', { on: 1 }), row('b', { on: 2, unread: 3 })),
  opened('a'),
  patched('a', { unreadCount: 4 }),
  upserted(row('c', { on: 3 })),
  removed('b'),
  patched('c', { stickTop: true }),
]
const throwing = (): EngineEvent =>
  ({
    type: 'conversationsUpserted',
    at: 1,
    get rows(): never {
      throw new RangeError('secret words')
    },
  }) as unknown as EngineEvent

describe('reduceBatch', () => {
  it('is the same as reduce over each, and leaves every state in between alone', () => {
    const states: ListState[] = [createState()]
    for (const event of events) states.push(reduce(states.at(-1)!, event))
    const shown = states.map((state) => show(state))
    const batched = reduceBatch(createState(), events)
    expect(show(batched)).toBe(shown.at(-1))
    expect(readView(batched).counters).toEqual(readView(states.at(-1)!).counters)
    expect(batched.parts.tick).toBe(states.at(-1)!.parts.tick)
    expect(states.map((state) => show(state))).toEqual(shown)
  })

  it('of nothing, or of events that change nothing, is the very same state', () => {
    const state = reduceBatch(createState(), events)
    expect(reduceBatch(state, [])).toBe(state)
    expect(reduceBatch(state, [patched('c', { stickTop: true }), opened('a')])).toBe(state)
  })

  it('leaves an event out that throws when it is read, with a note, and applies the others once', () => {
    const notes: Diagnostic[] = []
    const state = reduceBatch(
      createState(),
      [
        upserted({ ...row('bad'), unreadCount: -1 }, row('a', { on: 1 })),
        throwing(),
        upserted(row('b', { on: 2 })),
        throwing(),
      ],
      (note) => notes.push(note),
    )
    expect(show(state)).toBe('b a')
    expect(notes.map((note) => note.code)).toEqual(['row/malformed', 'event/malformed', 'event/malformed'])
    expect(JSON.stringify(notes)).not.toContain('secret')
  })

  it('with many hostile events in one batch is no deeper for it', () => {
    const hostile = Array.from({ length: 5_000 }, (_, i) =>
      i % 2 ? throwing() : upserted(row(`r${i}`, { on: i + 1 })),
    )
    expect(readView(reduceBatch(createState(), hostile)).size).toBe(2_500)
  })

  it('without anybody to report to is silent', () => {
    expect(show(reduceBatch(createState(), [throwing(), upserted(row('a', { on: 1 }))]))).toBe('a')
  })
})
