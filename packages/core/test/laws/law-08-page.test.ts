import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  getConversation,
  type Conversation,
  type ConversationField,
  type ConversationId,
  type EngineEvent,
  type ListState,
} from '../../src/index.js'
import { walk } from './follow.js'
import { histories, withoutOperations } from './history.js'
import { IDS } from './interpret.js'
import { PROFILES, versioned } from './profiles.js'
import { FIELDS, same } from './reference/index.js'
import { runs } from './runs.js'
import { after, asked, event, given, id, message, ms, notes, page, patched, row, show, upserted } from './support.js'

const known = row('a', { on: 5, unread: 5, title: 'old', labels: ['l1'] })
const stale = row('a', {
  on: 4,
  unread: 4,
  title: 'stale',
  labels: ['l2'],
  stickTop: true,
  notify: 'none',
  serverExtension: 'stale',
})

/** Live changes, and the fields they are about. */
const LIVE: readonly (readonly [name: string, change: EngineEvent, fields: readonly ConversationField[]])[] = [
  ['an unread count', patched('a', { unreadCount: 9 }), ['unreadCount']],
  ['a pin', patched('a', { stickTop: true }), ['stickTop', 'stickTopAt']],
  ['a mute', patched('a', { notify: 'mentions' }), ['notify']],
  ['a title', patched('a', { title: 'new' }), ['title']],
  [
    'a message',
    patched('a', { lastMessage: message(9), sortKey: 9, activeAt: ms(9) }),
    ['lastMessage', 'sortKey', 'activeAt'],
  ],
  ['labels', patched('a', { labels: [] }), ['labels']],
  ['a server extension', patched('a', { serverExtension: 'new' }), ['serverExtension']],
  ['a revoke', event({ type: 'messageRevoked', id: id('a'), messageId: 'm5' }), ['lastMessage']],
  ['a draft', event({ type: 'draftSaved', id: id('a'), draft: { text: 'new', at: ms(9) } }), ['draft']],
]

describe('law 8, the page', () => {
  it.each(LIVE)(
    'law 8: a page asked for before a live change does not undo it, and states the rest: %s',
    (_, change, fields) => {
      const state = given(upserted(known), asked('r'), change)
      const live = getConversation(state, id('a'))!
      const paged = getConversation(after(state, page('r', stale)), id('a'))!
      for (const field of fields) expect(paged[field]).toEqual(live[field])
      const stated = PROFILES.ordered.rowFields.filter((field) => !fields.includes(field))
      for (const field of stated) expect(paged[field]).toEqual(stale[field] ?? known[field])
    },
  )

  it.each(LIVE)('law 8: a page asked for after a live change is the newer word: %s', (_, change, fields) => {
    const state = given(upserted(known), change, asked('r'), page('r', stale))
    const paged = getConversation(state, id('a'))!
    const stated = fields.filter((field) => PROFILES.ordered.rowFields.includes(field))
    expect(stated.map((field) => paged[field])).toEqual(stated.map((field) => stale[field] ?? known[field]))
  })

  it('law 8: a whole live row since then keeps every field', () => {
    const live = row('a', { on: 6, unread: 5, title: 'old', labels: ['l1'] })
    const state = given(upserted(known), asked('r'), upserted(live))
    expect(getConversation(after(state, page('r', stale)), id('a'))).toBe(getConversation(state, id('a')))
  })

  it('law 8: a row that came live since then is not made older by the page', () => {
    const state = given(asked('r'), upserted(known))
    expect(show(after(state, page('r', stale)))).toBe('a(5)')
  })

  it('law 8: a page with a higher version wins whole, with the same version it is merged, with a lower one it says nothing', () => {
    const start = given(
      { capabilities: versioned },
      upserted({ ...known, version: 5 }),
      asked('r'),
      patched('a', { unreadCount: 9, version: 6 }),
    )
    const paged = (version: number): Conversation =>
      getConversation(after(start, page('r', { ...stale, version })), id('a'))!
    expect(paged(7)).toMatchObject({ unreadCount: 4, title: 'stale', version: 7 })
    expect(paged(6)).toMatchObject({ unreadCount: 9, title: 'stale', version: 6 })
    expect(paged(5)).toMatchObject({ unreadCount: 9, title: 'old', version: 6 })
  })

  it('law 8: an optimistic change stays over a page, which changes the truth below', () => {
    const issue = event({
      type: 'operationIssued',
      operation: {
        id: 'o' as never,
        command: 'stickTop',
        ids: [id('a')],
        change: { type: 'stickTop', stickTop: true },
        issuedAt: ms(1_000),
        echo: true,
      },
    })
    const state = given(upserted(known), asked('r'), issue, page('r', { ...stale, stickTop: false }))
    expect(show(state)).toBe('^a~(4)')
    const rejected = event({ type: 'operationRejected', operationId: 'o' as never, reason: 'refused' })
    expect(show(after(state, rejected))).toBe('a~(4)')
  })

  it('law 8: a page that nobody asked for, or that was closed since, is dropped and noted', () => {
    const state = given(upserted(known), asked('r'))
    const codes = (...events: EngineEvent[]): string[] => notes(state, ...events).map((note) => note.code)
    expect(codes(page('x', stale))).toEqual(['page/stale'])
    expect(codes(page('r', stale), page('r', stale))).toEqual(['page/stale'])
    expect(codes(event({ type: 'pageFailed', requestId: 'r' }), page('r', stale))).toEqual(['page/stale'])
    expect(after(state, page('x', stale))).toBe(state)
  })

  it('law 8: a page says nothing about rows that are not in it', () => {
    const state = given(upserted(known, row('b', { on: 1 })), asked('r'), page('r', row('c', { on: 9 })))
    expect(show(state)).toBe('c a(5) b')
  })

  it('law 8: in random histories without versions no page changes a field that changed live after it was asked for', () => {
    const profiles = fc.constantFrom('ordered', 'stamped', 'capped', 'silent')
    fc.assert(
      fc.property(
        profiles.chain((profile) => histories({ profile })),
        (history) => {
          /** By request: what changed live since it was made, by id. */
          const since = new Map<string, Map<ConversationId, Set<ConversationField>>>()
          walk(withoutOperations(history), ({ event: taken, before, after: state, model }) => {
            const news = taken.type === 'pageReceived' ? since.get(taken.requestId) : undefined
            for (const [name, fields] of news ?? []) {
              const [was, is] = [getConversation(before, name), getConversation(state, name)]
              for (const field of fields)
                if (!same(was?.[field], is?.[field])) throw new Error(`the page changed ${field}`)
            }
            if (taken.type !== 'pageReceived') for (const changes of since.values()) noteChanges(changes, before, state)
            else if (!taken.more) since.delete(taken.requestId)
            if (taken.type === 'pageRequested' && model.requests.has(taken.requestId) && !since.has(taken.requestId))
              since.set(taken.requestId, new Map())
          })
        },
      ),
      runs(150),
    )
  })
})

/** Mentions are the one field that follows another: they are cleared when a page lowers the unread count to 0. */
const COMPARED = FIELDS.filter((field) => field !== 'mentions')

function noteChanges(changes: Map<ConversationId, Set<ConversationField>>, before: ListState, state: ListState): void {
  for (const name of IDS) {
    const [was, is] = [getConversation(before, name), getConversation(state, name)]
    const fields = COMPARED.filter((field) => !same(was?.[field], is?.[field]))
    if (fields.length > 0) changes.set(name, new Set([...(changes.get(name) ?? []), ...fields]))
  }
}
