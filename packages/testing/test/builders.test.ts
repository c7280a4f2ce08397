import { describe, expect, it } from 'vitest'
import {
  accountOpened,
  at,
  draftSaved,
  event,
  labelled,
  markedUnreadSet,
  mentioned,
  message,
  notifySet,
  opened,
  patch,
  patched,
  peerReadTo,
  removed,
  revoked,
  row,
  selfReadTo,
  snapshot,
  stickTopSet,
  synced,
  unreadSet,
  upserted,
} from '../src/builders.js'
import { deepFreeze } from '../src/deep-freeze.js'
import { after, given } from '../src/given.js'
import { show } from '../src/show.js'

describe('given events, then the list in one line', () => {
  it('keeps a pinned conversation above a newer one', () => {
    const state = given(patched(row('a', { at: 1 }), row('b', { at: 2, unread: 3 })), stickTopSet('a', true))
    expect(show(state)).toBe('^a b(3)')
  })

  it('marks what a row is besides', () => {
    const state = given(
      upserted(row('a', { at: 3 }), row('b', { at: 2, muted: true, unread: 1 }), row('c', { at: 1 })),
      markedUnreadSet('c', true),
      notifySet('a', 'none'),
    )
    expect(show(state)).toBe('a~ b(1)~ c*')
    const mentions = { me: 1, all: 0 }
    expect(show([row('m', { unread: 1, pinned: true, more: { mentions } })])).toBe('^m(1)@')
  })

  it('shows one view of a state', () => {
    const state = given(upserted(row('a', { at: 2 }), row('b', { at: 1, unread: 2 })))
    expect(show(state, { filter: { unread: true } })).toBe('b(2)')
    expect(show([])).toBe('')
  })

  it('builds whole syncs, snapshots and removals', () => {
    const state = given(accountOpened(), synced(row('a', { at: 2 }), row('b', { at: 1 })), removed('b'))
    expect(show(state)).toBe('a')
    expect(show(after(state, snapshot(row('c', { at: 5 }))))).toBe('c')
    expect(show(state)).toBe('a') // the state before is another state
  })

  it('builds each of the smaller events in the words of the engine', () => {
    expect(selfReadTo('a', 5)).toMatchObject({ type: 'selfReadTo', id: 'a', readAt: 5 })
    expect(peerReadTo('a', 5)).toMatchObject({ type: 'peerReadTo', id: 'a', readAt: 5 })
    expect(mentioned('a', 'm1', 7, 'all')).toMatchObject({ messageId: 'm1', sentAt: 7, scope: 'all' })
    expect(revoked('a', 'm1', 'bob')).toMatchObject({ messageId: 'm1', revokedBy: 'bob' })
    expect(draftSaved('a', 'hi', 9)).toMatchObject({ at: 9, draft: { text: 'hi', at: 9 } })
    expect(draftSaved('a', undefined)).toMatchObject({ draft: undefined })
    expect(opened()).toMatchObject({ type: 'conversationOpened', id: undefined })
    expect(opened('a')).toMatchObject({ id: 'a' })
    expect(labelled({ id: 'l', name: 'Work' })).toMatchObject({ labels: [{ id: 'l', name: 'Work' }] })
    expect(unreadSet('a', 4)).toEqual(patched(patch('a', { unreadCount: 4 })))
    expect(event('syncFailed', { syncId: 's', reason: 'offline' })).toEqual({
      type: 'syncFailed',
      at: 0,
      syncId: 's',
      reason: 'offline',
    })
    expect(at(500, removed('a')).at).toBe(500)
    expect(message({ at: 5, text: 'hi' })).toMatchObject({ id: 'message-5', sentAt: 5, text: 'hi', status: 'sent' })
    expect(row('a', { at: 5, text: 'hi' }).lastMessage?.text).toBe('hi')
  })

  it('freezes the events it is given, and all that is plain in them', () => {
    const changed = upserted(row('a', { text: 'hi' }))
    given(changed)
    expect(() => Object.assign(changed, { type: 'other' })).toThrow(TypeError)
    expect(deepFreeze({ list: [{ x: 1 }] }).list.every(Object.isFrozen)).toBe(true)
    const map = new Map([['a', { x: 1 }]])
    deepFreeze({ map })
    expect(() => map.set('b', { x: 2 })).not.toThrow()
    const round: { self?: object } = {}
    round.self = round
    expect(deepFreeze(round).self).toBe(round)
  })
})
