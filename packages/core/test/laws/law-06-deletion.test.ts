import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createState, getConversation, type ConversationId, type EngineEvent, type ListState } from '../../src/index.js'
import { walk } from './follow.js'
import { histories, withoutOperations } from './history.js'
import { IDS } from './interpret.js'
import { versioned } from './profiles.js'
import { LIMITS } from './reference/index.js'
import { runs } from './runs.js'
import {
  after,
  asked,
  event,
  given,
  id,
  ids,
  message,
  ms,
  must,
  page,
  patched,
  removed,
  row,
  setting,
  show,
  syncFinished,
  syncStarted,
  ticked,
  upserted,
} from './support.js'

const withVersions = { capabilities: versioned } as const
const unordered = { capabilities: { liveOrder: 'unordered' } } as const
const first = row('a', { on: 5, unread: 1, version: 5 })
const removedAt = (version: number | undefined, at = 1_000): EngineEvent =>
  event({ type: 'conversationsRemoved', ids: ids('a'), versions: [version], at: ms(at) })

describe('law 6, deletion wins', () => {
  it('law 6: what was deleted is not brought back by a patch', () => {
    const state = given(upserted(first), removed('a'))
    expect(show(after(state, patched('a', { unreadCount: 3 })))).toBe('')
    expect(show(after(state, patched('a', { kind: 'direct', targetId: 't', lastMessage: message(9) })))).toBe('')
  })

  it('law 6: a page asked for before the deletion does not bring the row back, one asked for after it does', () => {
    const state = given(upserted(first), asked('before'), removed('a'), asked('after'))
    expect(show(after(state, page('before', first)))).toBe('')
    expect(show(after(state, page('before', first), page('after', first)))).toBe('a(1)')
  })

  it('law 6: no event at or below the removed version shows the row again, a higher one does', () => {
    const state = given(withVersions, upserted(first), asked('before'), removedAt(7), asked('after'))
    for (const version of [1, 5, 6, 7]) {
      const old = row('a', { on: 9, version })
      expect(show(after(state, upserted(old)))).toBe('')
      expect(show(after(state, page('before', old)))).toBe('')
      expect(show(after(state, page('after', old)))).toBe('')
      expect(show(after(state, patched('a', { version, kind: 'direct', targetId: 't' })))).toBe('')
    }
    expect(show(after(state, upserted(row('a', { on: 9, version: 8 }))))).toBe('a')
    expect(show(after(state, page('before', row('a', { on: 9, version: 8 }))))).toBe('a')
  })

  it('law 6: a deletion without a version counts as the version the row had', () => {
    const state = given(withVersions, upserted(first), removedAt(undefined))
    expect(show(after(state, upserted(row('a', { on: 9, version: 5 }))))).toBe('')
    expect(show(after(state, upserted(row('a', { on: 9, version: 6 }))))).toBe('a')
  })

  it('law 6: a deletion that is older than the row changes nothing', () => {
    const state = given(withVersions, upserted(first))
    expect(after(state, removedAt(4))).toBe(state)
    expect(show(after(state, removedAt(5)))).toBe('')
  })

  it('law 6: an older deletion that comes late does not lower the version of the newer one', () => {
    const state = after(given(withVersions, upserted(first)), removedAt(7), removedAt(5, 2_000))
    expect(show(after(state, upserted(row('a', { on: 9, version: 6 }))))).toBe('')
    expect(show(after(state, upserted(row('a', { on: 9, version: 8 }))))).toBe('a')
  })

  it('law 6: the sync begun after the deletion is the authority, whatever the version', () => {
    const state = given(withVersions, upserted(first), removedAt(7), syncStarted(), asked('r', 's1'))
    expect(show(after(state, page('r', row('a', { on: 9, version: 3 }))))).toBe('a')
    const earlier = given(withVersions, upserted(first), syncStarted(), asked('r', 's1'), removedAt(7))
    expect(show(after(earlier, page('r', row('a', { on: 9, version: 3 }))))).toBe('')
  })

  it('law 6: where events come in order, any live row after the deletion is a real one', () => {
    expect(show(given(upserted(first), removed('a'), upserted(row('a', { on: 4 }))))).toBe('a')
  })

  it('law 6: where they do not, only activity after that of the removed row is', () => {
    const state = given(unordered, upserted(first), removed('a'))
    for (const on of [3, 5]) expect(show(after(state, upserted(row('a', { on }))))).toBe('')
    expect(show(after(state, upserted(row('a', { on: 6 }))))).toBe('a')
  })

  it('law 6: a deletion of a row nobody knows is remembered too', () => {
    const state = given(withVersions, removedAt(7))
    expect(show(after(state, upserted(row('a', { on: 9, version: 7 }))))).toBe('')
    const asking = given(asked('before'), removed('a'))
    expect(show(after(asking, page('before', first)))).toBe('')
  })

  it('law 6: a second deletion in the moment of the first takes the mention between them along', () => {
    const named = event({
      type: 'mentionReceived',
      id: id('a'),
      messageId: 'm',
      sentAt: ms(9),
      scope: 'me',
      at: ms(1_000),
    })
    const derived = { capabilities: { mentions: 'derived' } } as const
    const state = given(derived, upserted(first), removedAt(undefined), named, removedAt(undefined))
    const again = after(state, upserted(row('a', { on: 10, unread: 1 })))
    expect(getConversation(again, id('a'))?.mentions).toEqual({ me: 0, all: 0 })
  })

  it('law 6: a complete snapshot deletes what is not in it and brings back what is', () => {
    const whole = event({ type: 'snapshotReceived', rows: [row('b', { on: 1, version: 1 })], complete: true })
    const state = given(
      withVersions,
      upserted(first),
      upserted(row('b', { on: 3, version: 3 })),
      event({ type: 'conversationsRemoved', ids: ids('b') }),
      whole,
    )
    expect(show(state)).toBe('b')
    expect(show(after(state, upserted(first)))).toBe('b')
    const part = event({ type: 'snapshotReceived', rows: [row('b', { on: 1 })], complete: false })
    expect(show(given(upserted(first), part))).toBe('a(1) b')
  })

  it('law 6: a deletion is remembered for ten minutes, and no longer', () => {
    const state = given(upserted(first), removed('a', 1_000))
    const late = patched('a', { kind: 'direct', targetId: 't' })
    expect(show(after(state, ticked(600_999), late))).toBe('')
    expect(show(after(state, ticked(601_000), late))).toBe('a')
  })

  it('law 6: of very many deletions the oldest are forgotten first', () => {
    const names = Array.from({ length: 100 }, (_, index) => `x${index}`)
    const start = after(createState({ tombstoneLimit: 40 }), ...setting())
    const isBuried = (state: ListState, name: string): boolean =>
      show(after(state, patched(name, { kind: 'direct', targetId: 't' }))) === ''
    const inTurn = names.map((name) => isBuried(after(start, ...names.map((other) => removed(other))), name))
    expect(inTurn.slice(inTurn.indexOf(true))).not.toContain(false)
    const atOnce = names.map((name) => isBuried(after(start, removed(names.join(' '))), name))
    for (const buried of [inTurn, atOnce]) {
      expect(buried.filter(Boolean).length).toBeLessThanOrEqual(40)
      expect(buried.filter(Boolean).length).toBeGreaterThanOrEqual(30)
    }
  })

  it('law 6: what was known of a deleted row is gone, but for its read marks', () => {
    const state = given(
      upserted(row('a', { on: 5, title: 'Anna', peerReadAt: ms(4) })),
      event({ type: 'draftSaved', id: id('a'), draft: { text: 'so', at: ms(6) } }),
      event({ type: 'selfReadTo', id: id('a'), readAt: ms(5) }),
      removed('a'),
    )
    expect(getConversation(state, id('a'))).toBeUndefined()
    const back = getConversation(after(state, upserted(row('a', { on: 7 }))), id('a'))
    expect(back).toMatchObject({ draft: undefined, title: undefined, selfReadAt: 5, peerReadAt: 4 })
  })

  it('law 6: in random histories only a higher version, or the authority, shows a removed row again', () => {
    fc.assert(
      fc.property(histories({ profile: 'versioned' }), (history) => {
        const graves = new Map<
          ConversationId,
          { readonly version: number; readonly step: number; readonly at: number }
        >()
        let [step, syncStep] = [0, 0]
        walk(withoutOperations(history), ({ event: taken, before, after: state }) => {
          step += 1
          if (taken.type === 'syncStarted') syncStep = step
          if (taken.type === 'accountOpened' || taken.type === 'accountClosed') return graves.clear()
          for (const [name, grave] of graves) {
            if (taken.type === 'clockTicked' && taken.at >= grave.at + LIMITS.tombstoneMs) graves.delete(name)
            if (getConversation(state, name) === undefined) continue
            const ofLaterSync = taken.type === 'pageReceived' && syncStep > grave.step
            const higher =
              'rows' in taken && taken.rows.some((said) => said?.id === name && said.version! > grave.version)
            const whole = taken.type === 'snapshotReceived' && taken.complete
            if (!ofLaterSync && !higher && !whole && graves.has(name)) throw new Error(`${name} is back`)
            graves.delete(name)
          }
          for (const name of IDS) {
            const was = getConversation(before, name)
            if (was?.version === undefined || getConversation(state, name) !== undefined) continue
            graves.set(name, { version: was.version, step, at: taken.at })
          }
        })
      }),
      runs(200),
    )
  })

  it('law 6: in random histories a removed row is not there, and comes back only by a row', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        walk(history, ({ event: taken, before, after: state, model }) => {
          if (taken.type === 'conversationsRemoved')
            for (const name of taken.ids)
              must(model.truth.has(name) || getConversation(state, name) === undefined, 'a removed row is there')
          if (taken.type !== 'conversationsPatched') return
          for (const patch of taken.patches) {
            const mayMake = patch?.kind !== undefined && patch.targetId !== undefined
            const wasThere = getConversation(before, patch?.id) !== undefined || model.truth.has(patch?.id)
            must(mayMake || wasThere || getConversation(state, patch?.id) === undefined, 'a patch made a row')
          }
        })
      }),
      runs(150),
    )
  })

  it('law 6: a sync that ends completely buries what it swept', () => {
    const state = given(upserted(first), syncStarted(), asked('r', 's1'), page('r'), asked('late'), syncFinished())
    expect(show(after(state, page('late', first)))).toBe('')
    expect(show(after(state, patched('a', { kind: 'direct', targetId: 't' })))).toBe('')
  })
})
