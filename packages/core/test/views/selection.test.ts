import { describe, expect, it } from 'vitest'
import type { EngineOptions, SelectionPolicy } from '../../src/index.js'
import { alone, line } from '../support/world.js'
import { operation } from '../laws/support.js'
import { id, patched, removed, row, upserted } from '../support/words.js'

const UNREAD = { filter: { unread: true } }

function listed(selection: Partial<SelectionPolicy>, options: EngineOptions = {}) {
  const { engine } = alone({ policies: { selection }, views: { unread: UNREAD }, ...options })
  engine.dispatch(upserted(...['a', 'b', 'c', 'd'].map((name, i) => row(name, { on: 9 - i, unread: 1 }))))
  engine.flush()
  const after = (...events: Parameters<typeof engine.dispatch>[0][]): string => {
    for (const event of events) engine.dispatch(event)
    engine.flush()
    return line(engine.view('unread'))
  }
  return { engine, after }
}

describe('the open row', () => {
  it('stays in a filter it no longer matches until another one is opened', () => {
    const { engine, after } = listed({ keepInFilter: true })
    engine.commands.open('b')
    expect(after(patched('b', { unreadCount: 0 }))).toBe('a(1) b c(1) d(1)')
    expect(engine.view('unread').counters).toMatchObject({ rows: 4, unread: 3 })
    expect(engine.view('unread').indexOf('b')).toBe(1)
    engine.commands.open('c')
    expect(after()).toBe('a(1) c(1) d(1)')
  })

  it('is not held by having been open once it really left, also where an operation hid it before', () => {
    const { engine, after } = listed({ keepInFilter: true })
    engine.commands.open('b')
    const hide = operation('o', 'b', { type: 'remove' }, { command: 'remove' })
    expect(after({ type: 'operationIssued', operation: hide }, removed('b'))).toBe('a(1) c(1) d(1)')
    expect(after(upserted(row('b', { on: 20, unread: 0 })))).toBe('a(1) c(1) d(1)')
    expect(engine.view().at(0)?.id).toBe('b')
  })

  it('leaves with everybody else where the app wants it so', () => {
    const { engine, after } = listed({ keepInFilter: false })
    engine.commands.open('b')
    expect(after(patched('b', { unreadCount: 0 }))).toBe('a(1) c(1) d(1)')
  })

  it('stays in a view that came to live after it was opened, as it stood there', () => {
    const { engine } = listed({ keepInFilter: true }, { views: {} })
    engine.commands.open('b')
    const view = engine.view(UNREAD)
    view.retain()
    engine.dispatch(patched('b', { unreadCount: 0 }))
    engine.flush()
    expect(line(view)).toBe('a(1) b c(1) d(1)')
  })

  it('that is closed leaves', () => {
    const { engine, after } = listed({ keepInFilter: true })
    engine.commands.open('b')
    after(patched('b', { unreadCount: 0 }))
    engine.commands.open(undefined)
    expect(after()).toBe('a(1) c(1) d(1)')
  })

  it('keeps its index too, where the app wants it, while others move around it', () => {
    const { engine, after } = listed({ keepIndex: true })
    engine.commands.open('c')
    expect(after(patched('d', { sortKey: 99 }))).toBe('d(1) a(1) c(1) b(1)')
    expect(after(patched('c', { sortKey: 100, unreadCount: 2 }))).toBe('d(1) a(1) c(2) b(1)')
    const view = engine.view('unread')
    expect(view.ids().map((each) => view.indexOf(each))).toEqual([0, 1, 2, 3])
    expect(view.ids().map((each, i) => view.at(i)?.id === each)).toEqual([true, true, true, true])
    engine.commands.open('a')
    expect(after()).toBe('c(2) a(1) d(1) b(1)')
  })

  it('keeps no index beyond the end of a list that became shorter', () => {
    const { engine, after } = listed({ keepIndex: true })
    engine.commands.open('d')
    expect(after(removed('a b'))).toBe('c(1) d(1)')
    expect(after(patched('d', { sortKey: 99 }))).toBe('c(1) d(1)')
  })
})

describe('when the open row is removed', () => {
  it.each([
    ['next', 'b', 'c'],
    ['next', 'd', 'c'],
    ['previous', 'b', 'a'],
    ['previous', 'a', 'b'],
    ['none', 'b', 'b'],
  ] as const)('%s: after %s comes %s', (onRemove, open, next) => {
    const { engine, after } = listed({ onRemove })
    engine.commands.open(open)
    after(removed(open))
    expect(engine.getState().openId).toBe(next)
  })

  it('the last one leaves nothing open', () => {
    const { engine, after } = listed({ onRemove: 'next' })
    engine.commands.open('b')
    after(removed('a c d'), removed('b'))
    expect(engine.getState().openId).toBeUndefined()
  })

  it('a command that removes it opens the next one at once', () => {
    const { engine } = listed({ onRemove: 'next' })
    engine.commands.open('b')
    engine.dispatch({
      type: 'operationIssued',
      operation: {
        id: 'o' as never,
        command: 'remove',
        ids: [id('b')],
        change: { type: 'remove' },
        issuedAt: 1 as never,
        echo: true,
      },
    })
    engine.flush()
    expect(engine.getState().openId).toBe('c')
  })

  it('another row that is removed changes nothing of it', () => {
    const { engine, after } = listed({ onRemove: 'next' })
    engine.commands.open('b')
    after(removed('c'))
    expect(engine.getState().openId).toBe('b')
  })
})
