import { describe, expect, it } from 'vitest'
import { createEngine, type Policies, POLICY_PRESETS, type PoliciesInput } from '../../src/index.js'
import { capabilities } from '../laws/profiles.js'
import { alone, line } from '../support/world.js'
import { ms, patched, row, upserted } from '../support/words.js'

const rows = [
  row('a', { on: 4, unread: 1, notify: 'none' }),
  row('b', { on: 3, stickTop: true, stickTopAt: ms(1) }),
  row('c', { on: 2, stickTop: true, stickTopAt: ms(2), unread: 2 }),
  row('d', { on: 1, draft: { text: 'x', at: ms(9) }, markedUnread: true }),
  row('e', { on: 3 }),
]

function listed(policies: PoliciesInput = {}) {
  const { engine } = alone({ policies })
  engine.dispatch(upserted(...rows))
  // The order in which rows are pinned is the engine's own to remember.
  engine.dispatch({ ...patched('c', { stickTop: false }), at: ms(10) })
  engine.dispatch({ ...patched('c', { stickTop: true }), at: ms(11) })
  engine.flush()
  return engine
}

describe('policies', () => {
  it.each<[PoliciesInput, string]>([
    [{}, '^b ^c(2) a(1)~ e d*'],
    [{ pinOrder: 'pinTime' }, '^c(2) ^b a(1)~ e d*'],
    [{ draftLift: 'laterOfBoth' }, '^b ^c(2) d* a(1)~ e'],
    [{ mutedSink: true }, '^b ^c(2) e d* a(1)~'],
    [{ unreadFirst: true }, '^b ^c(2) a(1)~ d* e'],
    [{ unreadFirst: true, mutedSink: true }, '^b ^c(2) d* e a(1)~'],
    [{ unreadFirst: true, mutedSink: true, draftLift: 'laterOfBoth', pinOrder: 'pinTime' }, '^c(2) ^b d* e a(1)~'],
  ])('%j order the list: %s', (policies, expected) => {
    expect(line(listed(policies))).toBe(expected)
    const changed = listed()
    changed.setPolicies(policies)
    expect(line(changed)).toBe(expected)
  })

  it('keep the order of the user among pinned rows', () => {
    const engine = listed({ pinOrder: 'manual' })
    engine.commands.orderStickTop(['c', 'b'])
    expect(line(engine)).toBe('^c(2) ^b a(1)~ e d*')
    engine.setPolicies({ pinOrder: 'activity' })
    expect(line(engine)).toBe('^b ^c(2) a(1)~ e d*')
    engine.setPolicies({ pinOrder: 'manual' })
    expect(line(engine)).toBe('^c(2) ^b a(1)~ e d*')
  })

  it.each<[Partial<Policies['badge']>, number]>([
    [{ includeMuted: false, includeMarkedUnread: false }, 2],
    [{ includeMuted: true, includeMarkedUnread: false }, 3],
    [{ includeMuted: false, includeMarkedUnread: true }, 3],
    [{ includeMuted: true, includeMarkedUnread: true }, 4],
  ])('%j make a badge of %i', (badge, expected) => {
    const engine = listed({ badge })
    expect(engine.view().counters).toMatchObject({ badge: expected, unread: 3, unreadUnmuted: 2, markedUnread: 1 })
    const changed = listed()
    changed.setPolicies({ badge })
    expect(changed.view().counters.badge).toBe(expected)
  })

  it('that are changed in part leave the others as they were', () => {
    const engine = listed({ mutedSink: true, badge: { includeMuted: true }, selection: { onRemove: 'next' } })
    engine.setPolicies({ unreadFirst: true, badge: { includeMarkedUnread: false } })
    expect(engine.policies).toEqual({
      pinOrder: 'activity',
      draftLift: 'never',
      mutedSink: true,
      unreadFirst: true,
      badge: { includeMuted: true, includeMarkedUnread: false },
      selection: { keepInFilter: true, keepIndex: false, onRemove: 'next' },
      unhideOnMessage: true,
    })
    engine.setPolicies({ mutedSink: undefined, badge: undefined })
    expect(engine.policies).toMatchObject({ mutedSink: true, badge: { includeMuted: true } })
  })

  it('that are set to what they are tell nobody', () => {
    const engine = listed({ mutedSink: true })
    let told = 0
    engine.subscribe(() => told++)
    engine.setPolicies({ mutedSink: true })
    engine.setPolicies({})
    expect(told).toBe(0)
  })

  it('are one commit, and hold for views with an order of their own only where they say nothing', () => {
    const engine = listed()
    const own = engine.view({ policy: { mutedSink: false } })
    own.retain()
    let told = 0
    engine.subscribe(() => told++)
    engine.setPolicies({ mutedSink: true, unreadFirst: true })
    expect([told, line(engine), line(own)]).toEqual([1, '^b ^c(2) d* e a(1)~', '^b ^c(2) a(1)~ d* e'])
  })

  it('hold after the account has changed', () => {
    const engine = listed({ mutedSink: true })
    engine.dispatch([{ type: 'accountOpened', account: 'you' }, upserted(...rows)])
    engine.flush()
    expect(line(engine)).toBe('^b ^c(2) e d* a(1)~')
  })

  it('say whether a new message takes a row out of hiding', () => {
    for (const [unhideOnMessage, expected] of [[true, 'a(1)~'] as const, [false, ''] as const]) {
      const { engine } = alone({ policies: { unhideOnMessage } })
      engine.dispatch({ type: 'capabilitiesDeclared', capabilities: capabilities() })
      engine.dispatch(upserted(row('a', { on: 1, notify: 'none' })))
      engine.dispatch(patched('a', { marks: ['hidden'] }))
      engine.flush()
      expect(line(engine)).toBe('')
      const { lastMessage } = row('a', { on: 5 })
      engine.dispatch(patched('a', { lastMessage, unreadCount: 1, sortKey: 5 }))
      engine.flush()
      expect(line(engine)).toBe(expected)
    }
  })
})

describe('presets', () => {
  it.each(Object.entries(POLICY_PRESETS))('%s can be used as it is, and changed in part', (_, preset) => {
    expect(createEngine({ policies: preset }).policies).toMatchObject(preset)
    expect(createEngine({ policies: { ...preset, mutedSink: true } }).policies).toMatchObject({
      ...preset,
      mutedSink: true,
    })
  })

  it('of a service desk puts what is unread on top and holds the open row in its place', () => {
    const engine = listed(POLICY_PRESETS.console)
    expect(line(engine)).toBe('^b ^c(2) d* e a(1)~')
    engine.commands.open('d')
    engine.dispatch(patched('d', { markedUnread: false }))
    engine.dispatch(patched('e', { unreadCount: 1 }))
    engine.flush()
    expect(line(engine)).toBe('^b ^c(2) d e(1) a(1)~')
  })
})
