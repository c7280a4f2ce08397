import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getConversation, type ConversationId } from '../../src/index.js'
import { walk } from './follow.js'
import { histories, withoutOperations } from './history.js'
import { IDS } from './interpret.js'
import { runs } from './runs.js'
import {
  after,
  asked,
  confirmed,
  event,
  given,
  id,
  ids,
  issued,
  must,
  page,
  patched,
  rejected,
  removed,
  row,
  show,
  syncFailed,
  syncFinished,
  syncStarted,
  upserted,
} from './support.js'

const three = upserted(row('a', { on: 3 }), row('b', { on: 2 }), row('c', { on: 1 }))

describe('law 7, the sweep', () => {
  it('law 7: what no page met leaves at the end of a complete sync, and not before', () => {
    const state = given(
      three,
      syncStarted(),
      asked('r1', 's1'),
      page('r1', row('a', { on: 3 })),
      asked('r2', 's1'),
      page('r2', row('c', { on: 1 })),
    )
    expect(show(state)).toBe('a b c')
    expect(show(after(state, syncFinished()))).toBe('a c')
    expect(after(state, syncFinished()).sync).toMatchObject({ phase: 'synced', complete: true })
  })

  it('law 7: a sync that is not complete, failed, superseded or unknown sweeps nothing', () => {
    const walked = given(three, syncStarted(), asked('r1', 's1'), page('r1', row('a', { on: 3 })))
    expect(show(after(walked, syncFinished('s1', false)))).toBe('a b c')
    expect(show(after(walked, syncFailed('s1')))).toBe('a b c')
    expect(show(after(walked, syncFailed('s1'), syncFinished('s1')))).toBe('a b c')
    expect(show(after(walked, syncFinished('s0')))).toBe('a b c')
    expect(show(after(walked, syncStarted('s2'), syncFinished('s1')))).toBe('a b c')
  })

  it('law 7: the pages of a superseded sync say nothing to its successor', () => {
    const state = given(
      three,
      syncStarted('s1'),
      asked('r1', 's1'),
      syncStarted('s2'),
      page('r1', row('a', { on: 9 }), row('b', { on: 9 })),
    )
    expect(getConversation(state, id('a'))?.activeAt).toBe(3)
    expect(show(after(state, asked('r2', 's2'), page('r2', row('c', { on: 1 })), syncFinished('s2')))).toBe('c')
  })

  it('law 7: a capped list is never swept, and says that it is partial', () => {
    const state = given(
      { capabilities: { list: 'capped' } },
      three,
      syncStarted(),
      asked('r1', 's1'),
      page('r1', row('a', { on: 3 })),
      syncFinished(),
    )
    expect(show(state)).toBe('a b c')
    expect(state.sync).toMatchObject({ phase: 'partial', complete: false })
  })

  it('law 7: what changed live since the sync began stays', () => {
    const state = given(
      three,
      syncStarted(),
      asked('r1', 's1'),
      page('r1'),
      patched('b', { unreadCount: 1 }),
      upserted(row('d', { on: 4 })),
    )
    expect(show(after(state, syncFinished()))).toBe('d b(1)')
  })

  it('law 7: what changed live before the sync began does not', () => {
    const state = given(
      three,
      patched('b', { unreadCount: 1 }),
      syncStarted(),
      asked('r1', 's1'),
      page('r1'),
      syncFinished(),
    )
    expect(show(state)).toBe('')
  })

  it('law 7: a row read by name while the sync is open was met', () => {
    const state = given(
      three,
      syncStarted(),
      asked('r1', 's1'),
      page('r1'),
      asked('one'),
      page('one', row('b', { on: 2 })),
      syncFinished(),
    )
    expect(show(state)).toBe('b')
  })

  it('law 7: a row asked for before the sync began was not', () => {
    const state = given(
      three,
      asked('one'),
      syncStarted(),
      asked('r1', 's1'),
      page('r1'),
      page('one', row('b', { on: 2 })),
      syncFinished(),
    )
    expect(show(state)).toBe('')
  })

  it('law 7: a malformed row that can still be told by its id was met', () => {
    const broken = { ...row('b', { on: 2 }), sortKey: NaN }
    expect(show(given(three, syncStarted(), asked('r1', 's1'), page('r1', broken), syncFinished()))).toBe('b')
  })

  it('law 7: a row with an open operation stays until the operation has ended', () => {
    const capabilities = { fetchByIds: false }
    const held = given(
      { capabilities },
      three,
      issued('o', 'b', { type: 'stickTop', stickTop: true }),
      syncStarted(),
      asked('r1', 's1'),
      page('r1'),
      syncFinished(),
    )
    expect(show(held)).toBe('^b')
    expect(show(after(held, rejected('o')))).toBe('')
    expect(show(after(held, patched('b', { stickTop: true }), confirmed('o')))).toBe('^b')
    expect(show(after(held, patched('b', { unreadCount: 2 }), rejected('o')))).toBe('b(2)')
  })

  it('law 7: where rows can be read by id a held row waits to be read again', () => {
    const held = given(
      three,
      issued('o', 'b', { type: 'stickTop', stickTop: true }),
      syncStarted(),
      asked('r1', 's1'),
      page('r1'),
      syncFinished(),
    )
    const refused = after(held, rejected('o'))
    expect(show(refused)).toBe('b')
    const read = after(
      refused,
      asked('one'),
      event({ type: 'pageReceived', requestId: 'one', rows: [], missing: ids('b') }),
    )
    expect(show(read)).toBe('')
  })

  it('law 7: ids the vendor does not have leave, unless touched since or held', () => {
    const missing = event({ type: 'pageReceived', requestId: 'r', rows: [], missing: ids('a b c d') })
    expect(show(given(three, asked('r'), missing))).toBe('')
    expect(show(given(three, asked('r'), patched('b', { unreadCount: 1 }), missing))).toBe('b(1)')
    expect(show(given(three, asked('r'), issued('o', 'c', { type: 'read' }), missing))).toBe('c')
  })

  it('law 7: exactly the unmet, untouched and unheld leave, in every mixture', () => {
    const mixture = fc.array(fc.nat({ max: 7 }), { minLength: IDS.length, maxLength: IDS.length })
    fc.assert(
      fc.property(mixture, fc.boolean(), fc.constantFrom('met first', 'touched first'), (fates, complete, order) => {
        const has = (bit: number) => IDS.filter((_, index) => (fates[index]! & bit) !== 0)
        const [met, touched, held] = [has(1), has(2), has(4)]
        const pages = [asked('r', 's1'), page('r', ...met.map((name) => row(name, { on: 1 })))]
        const touches = touched.map((name) => patched(name, { unreadCount: 5 }))
        const state = given(
          upserted(...IDS.map((name) => row(name, { on: 1 }))),
          issued('o', '', { type: 'read' }),
          ...held.map((name, index) => issued(`o${index}`, name, { type: 'notify', notify: 'none' })),
          syncStarted(),
          ...(order === 'met first' ? [...pages, ...touches] : [...touches, ...pages]),
          syncFinished('s1', complete),
        )
        const left: ConversationId[] = IDS.filter((name) => getConversation(state, name) !== undefined)
        const stays = new Set([...met, ...touched, ...held])
        expect(left).toEqual(complete ? IDS.filter((name) => stays.has(name)) : IDS)
      }),
      runs(200),
    )
  })

  it('law 7: in random histories only a removal, a complete list or a missing id takes a row away', () => {
    const takes = new Set<string>([
      'conversationsRemoved',
      'syncFinished',
      'snapshotReceived',
      'pageReceived',
      'accountOpened',
      'accountClosed',
    ])
    fc.assert(
      fc.property(histories(), (history) => {
        walk(withoutOperations(history), ({ event: taken, before, after: state, model }) => {
          const isGone = (name: ConversationId): boolean =>
            getConversation(before, name) !== undefined && getConversation(state, name) === undefined
          if (!IDS.some(isGone)) return
          must(takes.has(taken.type), `${taken.type} took a row away`)
          const isWhole = !('complete' in taken) || taken.complete === true
          must(
            isWhole && (taken.type !== 'syncFinished' || model.capabilities?.list === 'complete'),
            'a part took a row away',
          )
        })
      }),
      runs(150),
    )
  })

  it('law 7: a removal while the sync is open is not undone by a page of it', () => {
    const state = given(
      three,
      syncStarted(),
      asked('r1', 's1'),
      removed('b'),
      page('r1', row('a', { on: 3 }), row('b', { on: 2 })),
      syncFinished(),
    )
    expect(show(state)).toBe('a')
  })
})
