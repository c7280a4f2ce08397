import { describe, expect, it } from 'vitest'
import { alone } from '../support/world.js'
import { patched, row, upserted } from '../support/words.js'

/** `a b(1) c* d e(2)`, and what a test adds. */
function listed(...unread: string[]) {
  const { engine } = alone()
  const names = ['a', 'b', 'c', 'd', 'e']
  engine.dispatch(
    upserted(
      ...names.map((name, i) =>
        row(name, { on: 9 - i, unread: unread.includes(name) ? 1 : 0, markedUnread: unread.includes(`${name}*`) }),
      ),
    ),
  )
  engine.flush()
  return engine
}

describe('the neighbour of a row', () => {
  it('is the one below or above, and none at the ends', () => {
    const view = listed().view()
    expect([view.neighbour('b', 1), view.neighbour('b', -1)]).toEqual(['c', 'a'])
    expect([view.neighbour('e', 1), view.neighbour('a', -1), view.neighbour('nobody', 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('is the one of the view that is asked', () => {
    const engine = listed('a', 'd')
    expect(engine.view({ filter: { unread: true } }).neighbour('a', 1)).toBe('d')
  })
})

describe('the next unread row', () => {
  it('is the nearest one below or above, flagged ones too', () => {
    const view = listed('b', 'c*', 'e').view()
    expect(view.nextUnread('b')).toBe('c')
    expect(view.nextUnread('c')).toBe('e')
    expect(view.nextUnread('e', -1)).toBe('c')
    expect(view.nextUnread('d', -1)).toBe('c')
  })

  it('goes on at the other end', () => {
    const view = listed('b', 'e').view()
    expect([view.nextUnread('e'), view.nextUnread('b', -1), view.nextUnread('a', -1)]).toEqual(['b', 'e', 'e'])
  })

  it('is the first, or the last, from nowhere', () => {
    const view = listed('b', 'd').view()
    expect([view.nextUnread(), view.nextUnread(undefined, -1)]).toEqual(['b', 'd'])
    expect([view.nextUnread('nobody'), view.nextUnread('nobody', -1)]).toEqual(['b', 'd'])
    const ends = listed('a', 'e').view()
    expect([ends.nextUnread(), ends.nextUnread(undefined, -1), ends.nextUnread('nobody', -1)]).toEqual(['a', 'e', 'e'])
  })

  it('is never the row itself, and there may be none', () => {
    expect(listed('c').view().nextUnread('c')).toBeUndefined()
    expect(listed('c').view().nextUnread('c', -1)).toBeUndefined()
    expect(listed().view().nextUnread()).toBeUndefined()
    expect(alone().engine.view().nextUnread()).toBeUndefined()
  })

  it('is found however far it is', () => {
    const { engine } = alone()
    engine.dispatch(upserted(...Array.from({ length: 1_000 }, (_, i) => row(`r${i}`, { on: 2_000 - i }))))
    engine.dispatch(patched('r700', { unreadCount: 1 }))
    engine.flush()
    const view = engine.view()
    for (const from of ['r0', 'r699', 'r701', 'r999']) {
      expect([view.nextUnread(from), view.nextUnread(from, -1)]).toEqual(['r700', 'r700'])
    }
  })
})

describe('ids', () => {
  it('are all there are, in order', () => {
    const { engine } = alone()
    engine.dispatch(upserted(...Array.from({ length: 300 }, (_, i) => row(`r${i}`, { on: 1_000 - i }))))
    engine.flush()
    expect(engine.view().ids()).toEqual(Array.from({ length: 300 }, (_, i) => `r${i}`))
  })
})
