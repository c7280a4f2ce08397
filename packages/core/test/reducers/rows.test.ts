import { describe, expect, it } from 'vitest'
import { getConversation, type Conversation, type EngineEvent, type ListState } from '../../src/index.js'
import { stamped, versioned } from '../laws/profiles.js'
import {
  after,
  event,
  given,
  id,
  message,
  ms,
  notedAt,
  patched,
  removed,
  row,
  show,
  upserted,
} from '../laws/support.js'

const get = (state: ListState, name = 'a'): Conversation | undefined => getConversation(state, name)

describe('a row of a vendor with versions', () => {
  const known = { ...row('a', { on: 5, unread: 5, title: 'known' }), version: 5 }
  const start = given({ capabilities: versioned }, upserted(known))
  const told = (version: number | undefined): Conversation | undefined =>
    get(after(start, upserted({ ...row('a', { on: 4, title: 'told' }), version })))

  it('is taken if its version is higher, or if it has none', () => {
    expect([4, 5, 6, undefined].map((version) => told(version)?.title)).toEqual(['known', 'known', 'told', 'told'])
  })

  it('goes down the list for an older message if its version is higher', () => {
    expect([told(6)?.sortKey, told(6)?.activeAt]).toEqual([4, 4])
  })

  it('is not lifted by an older message if it has no version, or had none', () => {
    const lifted = { ...row('a', { on: 4, title: 'told' }), sortKey: 9, activeAt: ms(9) }
    const unversioned = given({ capabilities: versioned }, upserted(row('a', { on: 5 })))
    expect(get(after(start, upserted({ ...lifted, version: 6 })))?.sortKey).toBe(9)
    expect(get(after(start, upserted(lifted)))?.sortKey).toBe(5)
    expect(get(after(unversioned, upserted({ ...lifted, version: 6 })))?.sortKey).toBe(5)
  })

  it('is taken whatever its version where the vendor has none', () => {
    const state = given({}, upserted(known), upserted({ ...row('a', { on: 5, title: 'told' }), version: 4 }))
    expect(get(state)?.title).toBe('told')
    expect(
      get(
        after(state, event({ type: 'conversationsPatched', patches: [{ id: id('a'), title: 'patched', version: 3 }] })),
      )?.title,
    ).toBe('patched')
  })

  it('takes a patch of a higher version only', () => {
    const titles = [4, 5, 6].map((version) => get(after(start, patched('a', { title: 'patched', version })))?.title)
    expect(titles).toEqual(['known', 'known', 'patched'])
  })

  it('takes an older message from a patch of a higher version, but not from one without', () => {
    const older = { lastMessage: message(3), sortKey: 3, activeAt: ms(3), title: 'patched' }
    expect(get(after(start, patched('a', { ...older, version: 6 })))).toMatchObject({ sortKey: 3, title: 'patched' })
    expect(get(after(start, patched('a', older)))).toMatchObject({ sortKey: 5, title: 'patched' })
    const unversioned = given({ capabilities: versioned }, upserted(row('a', { on: 5 })))
    expect(get(after(unversioned, patched('a', { ...older, version: 6 })))).toMatchObject({ sortKey: 5 })
  })

  it('leaves by a removal of its version or a higher one, and comes back by a higher one than that', () => {
    const gone = (version: number): EngineEvent =>
      event({ type: 'conversationsRemoved', ids: [id('a')], versions: [version] })
    expect([4, 5, 6].map((version) => show(after(start, gone(version))))).toEqual(['a(5)', '', ''])
    const buried = after(start, gone(7))
    const back = [6, 7, 8].map((version) => show(after(buried, upserted({ ...row('a', { on: 9 }), version }))))
    expect(back).toEqual(['', '', 'a'])
    // Removed again at once, with a higher version: what would have come back does not.
    expect(show(after(buried, gone(9), upserted({ ...row('a', { on: 9 }), version: 8 })))).toBe('')
    expect(show(after(buried, gone(6), upserted({ ...row('a', { on: 9 }), version: 8 })))).toBe('a')
  })
})

describe('a removed row', () => {
  const gone = given({ capabilities: { liveOrder: 'unordered' } }, upserted(row('a', { on: 5 })), removed('a'))

  it('comes back with news only, where events come in any order', () => {
    expect([4, 5, 6].map((on) => show(after(gone, upserted(row('a', { on })))))).toEqual(['', '', 'a'])
  })

  it('leaves no trace of its removal when it is back', () => {
    expect(gone.parts.tombstones.size).toBe(1)
    expect(after(gone, upserted(row('a', { on: 6 }))).parts.tombstones.size).toBe(0)
  })

  it('is asked for when a patch has news of it, and stays gone', () => {
    const patch = (on: number): EngineEvent => patched('a', { unreadCount: 3, activeAt: ms(on) })
    expect([notedAt(gone, patch(5)), notedAt(gone, patch(6))]).toEqual([[], [['row/unknown', 'patches[0]']]])
    expect([...after(gone, patch(6)).parts.wanted]).toEqual(['a'])
    expect(show(after(gone, patched('a', { kind: 'direct', targetId: 't', activeAt: ms(6) })))).toBe('')
  })

  it('is the same state when it is removed again, unless that is later', () => {
    expect(after(gone, removed('a'))).toBe(gone)
    expect(after(gone, removed('a', 999))).toBe(gone)
    expect(after(gone, removed('a', 1_001))).not.toBe(gone)
  })
})

describe('a patch of a row that is not there', () => {
  const start = given({})

  it('makes the row if it says what it is and of whom', () => {
    expect(show(after(start, patched('z', { kind: 'direct', targetId: 't', unreadCount: 2 })))).toBe('z(2)')
  })

  it('asks for the row if it does not', () => {
    for (const fields of [{ kind: 'direct' as const }, { targetId: 't' }, { unreadCount: 2 }]) {
      const state = after(start, patched('z', fields))
      expect([show(state), [...state.parts.wanted]]).toEqual(['', ['z']])
    }
  })

  it('says nothing where it may be ignored', () => {
    const patches = [{ id: id('z'), unreadCount: 2 }]
    expect(after(start, event({ type: 'conversationsPatched', patches, unknown: 'ignore' }))).toBe(start)
  })
})

describe('a patch with a time for each field', () => {
  const stampedPatch = (fields: Partial<Conversation>, stamps: object): EngineEvent =>
    event({ type: 'conversationsPatched', patches: [{ ...fields, id: id('a') }], stamps: [stamps] })
  const start = given({ capabilities: stamped }, upserted(row('a', { on: 5 })))

  it('changes the fields that are newer than what is known of them', () => {
    const state = after(start, stampedPatch({ title: 'new', unreadCount: 5 }, { title: 20, unreadCount: 10 }))
    const told = (at: number): EngineEvent =>
      stampedPatch({ title: 'told', unreadCount: 7 }, { title: at, unreadCount: at })
    const seen = [9, 10, 11, 20, 21].map((at) => get(after(state, told(at))))
    expect(seen.map((each) => [each?.title, each?.unreadCount])).toEqual([
      ['new', 5],
      ['new', 5],
      ['new', 7],
      ['new', 7],
      ['told', 7],
    ])
    expect(after(state, told(10))).toBe(state)
  })

  it('changes fields without a time, or with one that is none', () => {
    const state = after(start, stampedPatch({ title: 'new' }, { title: 20 }))
    expect(get(after(state, stampedPatch({ title: 'told' }, {})))?.title).toBe('told')
    expect(get(after(state, stampedPatch({ title: 'told' }, { title: NaN })))?.title).toBe('told')
    expect(after(start, stampedPatch({ title: 'new' }, { title: NaN })).parts.stamps.size).toBe(0)
  })

  it('keeps the times of other fields', () => {
    const state = after(
      start,
      stampedPatch({ title: 'new' }, { title: 20 }),
      stampedPatch({ unreadCount: 5 }, { unreadCount: 30 }),
    )
    expect(state.parts.stamps.get(id('a'))?.stamps).toEqual({ title: 20, unreadCount: 30 })
  })

  it('takes an older message that is newer by its time', () => {
    const older = { lastMessage: message(3), sortKey: 3, activeAt: ms(3) }
    expect(get(after(start, stampedPatch(older, { lastMessage: 50 })))?.sortKey).toBe(3)
    expect(get(after(start, stampedPatch(older, { title: 50 })))?.sortKey).toBe(5)
  })
})

describe('what cannot be read', () => {
  const start = given({}, upserted(row('a', { on: 5 })))

  it('is noted by its place', () => {
    const patches = [
      { id: id('a'), title: 'new' },
      { id: id('a'), unreadCount: -1 },
    ]
    expect(notedAt(start, event({ type: 'conversationsPatched', patches }))).toEqual([
      ['row/malformed', 'patches[1].unreadCount'],
    ])
    expect(notedAt(start, event({ type: 'conversationsRemoved', ids: [id('a'), '' as never] }))).toEqual([
      ['row/malformed', 'ids[1]'],
    ])
  })
})
