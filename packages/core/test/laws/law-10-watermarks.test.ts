import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getConversation, type ConversationId, type EngineEvent } from '../../src/index.js'
import { speaksTwice, walk } from './follow.js'
import { histories } from './history.js'
import { IDS } from './interpret.js'
import { capabilities, versioned } from './profiles.js'
import { runs } from './runs.js'
import {
  after,
  asked,
  confirmed,
  event,
  given,
  id,
  issued,
  ms,
  page,
  patched,
  removed,
  row,
  upserted,
} from './support.js'

const selfRead = (readAt: number, name = 'a'): EngineEvent =>
  event({ type: 'selfReadTo', id: id(name), readAt: ms(readAt) })
const peerRead = (readAt: number, name = 'a'): EngineEvent =>
  event({ type: 'peerReadTo', id: id(name), readAt: ms(readAt) })
const readers = (read: number, unread: number, messageId = 'm1'): EngineEvent =>
  event({ type: 'groupReceiptChanged', id: id('a'), messageId, read, unread })
const stating = { capabilities: capabilities({ rowFields: [...versioned.rowFields] }) }

const marks = (...events: EngineEvent[]): readonly [number | undefined, number | undefined] => {
  const shown = getConversation(given(stating, ...events), id('a'))
  return [shown?.selfReadAt, shown?.peerReadAt]
}

describe('law 10, the watermarks', () => {
  it('law 10: a read mark never goes back, whoever reports it', () => {
    const start = [upserted(row('a', { on: 9 })), selfRead(5), peerRead(6)]
    expect(marks(...start)).toEqual([5, 6])
    expect(marks(...start, selfRead(4), peerRead(1))).toEqual([5, 6])
    expect(marks(...start, selfRead(7), peerRead(8))).toEqual([7, 8])
    expect(marks(...start, upserted(row('a', { on: 9, selfReadAt: ms(3), peerReadAt: ms(3) })))).toEqual([5, 6])
    expect(marks(...start, upserted(row('a', { on: 9 })))).toEqual([5, 6])
    expect(marks(...start, patched('a', { selfReadAt: ms(3), peerReadAt: undefined }))).toEqual([5, 6])
    expect(marks(...start, asked('r'), page('r', row('a', { on: 9, selfReadAt: ms(2) })))).toEqual([5, 6])
    const snapshot = event({
      type: 'snapshotReceived',
      rows: [row('a', { on: 9, selfReadAt: ms(2), peerReadAt: ms(7) })],
      complete: true,
    })
    expect(marks(...start, snapshot)).toEqual([5, 7])
  })

  it('law 10: my read mark outlives the row', () => {
    const start = [upserted(row('a', { on: 9 })), selfRead(5), peerRead(6), removed('a')]
    expect(marks(...start, upserted(row('a', { on: 10 })))).toEqual([5, 6])
    expect(marks(...start, upserted(row('a', { on: 10, selfReadAt: ms(8) })))).toEqual([8, 6])
    expect(marks(...start, selfRead(7), upserted(row('a', { on: 10 })))).toEqual([7, 6])
    const swept = event({ type: 'snapshotReceived', rows: [], complete: true })
    expect(marks(...start.slice(0, 3), swept, upserted(row('a', { on: 10 })))).toEqual([5, 6])
  })

  it('law 10: a read mark may come before its row', () => {
    expect(marks(selfRead(5), peerRead(6), upserted(row('a', { on: 9 })))).toEqual([5, 6])
    expect(marks(selfRead(5), patched('a', { kind: 'direct', targetId: 't' }))).toEqual([5, undefined])
    expect(marks(selfRead(5), selfRead(3), asked('r'), page('r', row('a', { on: 9 })))).toEqual([5, undefined])
  })

  it('law 10: the readers of one message only become more', () => {
    const receipt = (...events: EngineEvent[]) =>
      getConversation(given(stating, upserted(row('a', { on: 9 })), readers(2, 3), ...events), id('a'))?.groupReceipt
    expect(receipt()).toEqual({ messageId: 'm1', read: 2, unread: 3 })
    expect(receipt(readers(1, 4))).toEqual({ messageId: 'm1', read: 2, unread: 3 })
    expect(receipt(readers(2, 2))).toEqual({ messageId: 'm1', read: 2, unread: 2 })
    expect(receipt(readers(4, 1), readers(3, 2))).toEqual({ messageId: 'm1', read: 4, unread: 1 })
    expect(receipt(readers(0, 5, 'm2'))).toEqual({ messageId: 'm2', read: 0, unread: 5 })
    expect(receipt(upserted(row('a', { on: 9, groupReceipt: { messageId: 'm1', read: 1, unread: 4 } })))).toMatchObject(
      { read: 2 },
    )
    expect(receipt(upserted(row('a', { on: 9 })))).toMatchObject({ read: 2 })
  })

  it('law 10: what is read is no mention any more, and stays so', () => {
    const mentioned = (sentAt: number): EngineEvent =>
      event({ type: 'mentionReceived', id: id('a'), messageId: `m${sentAt}`, sentAt: ms(sentAt), scope: 'me' })
    const start = given(upserted(row('a', { on: 9, unread: 3 })), mentioned(5), mentioned(7))
    const count = (...events: EngineEvent[]): number => getConversation(after(start, ...events), id('a'))!.mentions.me
    expect(count()).toBe(2)
    expect(count(selfRead(4))).toBe(2)
    expect(count(selfRead(5))).toBe(1)
    expect(count(selfRead(5), mentioned(5))).toBe(1)
    expect(count(selfRead(9), mentioned(8))).toBe(0)
    expect(count(patched('a', { unreadCount: 0 }))).toBe(0)
    expect(count(event({ type: 'messageRevoked', id: id('a'), messageId: 'm7' }))).toBe(1)
    expect(count(event({ type: 'conversationOpened', id: id('a') }), mentioned(8))).toBe(0)
    // A message told again of a row that was read in silence: the row says so as a whole.
    const read = given(mentioned(5), mentioned(7), upserted(row('a', { on: 6, unread: 0 })))
    expect(getConversation(read, id('a'))?.mentions.me).toBe(1)
    expect(getConversation(after(read, asked('r'), page('r', row('a', { on: 7 }))), id('a'))?.mentions.me).toBe(0)
    const counted = given(mentioned(7), upserted(row('a', { on: 7, unread: 1 })), patched('a', { title: 'new' }))
    expect(getConversation(counted, id('a'))?.mentions.me).toBe(1)
    // A read that the vendor confirms without an echo: all there was is read, or what came after it is left.
    const readAll = issued('o', 'a', { type: 'read' }, { echo: false })
    expect(count(readAll, mentioned(8), confirmed('o'))).toBe(0)
    expect(count(readAll, patched('a', { unreadCount: 4 }), mentioned(8), confirmed('o'))).toBe(1)
  })

  it('law 10: in random histories no mark of an account ever goes back, whether its row stays or comes again', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        let highest = new Map<ConversationId, { readonly self: number; readonly peer: number }>()
        walk(history, ({ before, after: state }) => {
          if (state.epoch !== before.epoch) highest = new Map()
          for (const name of IDS) {
            const shown = getConversation(state, name)
            if (shown === undefined) continue
            const { self, peer } = highest.get(name) ?? { self: -Infinity, peer: -Infinity }
            const now = { self: shown.selfReadAt ?? -Infinity, peer: shown.peerReadAt ?? -Infinity }
            if (now.self < self || now.peer < peer) throw new Error(`a mark of ${JSON.stringify(name)} went back`)
            highest.set(name, now)
          }
        })
      }),
      runs(200),
    )
  })

  it('law 10: in random histories the readers of the message shown never become fewer', () => {
    fc.assert(
      fc.property(histories({ profile: 'versioned' }), (history) => {
        walk(history, ({ event: taken, before, after: state }) => {
          if (speaksTwice(taken)) return
          for (const name of IDS) {
            const [was, is] = [getConversation(before, name)?.groupReceipt, getConversation(state, name)?.groupReceipt]
            if (was !== undefined && is?.messageId === was.messageId && is.read < was.read)
              throw new Error('fewer readers')
          }
        })
      }),
      runs(150),
    )
  })
})
