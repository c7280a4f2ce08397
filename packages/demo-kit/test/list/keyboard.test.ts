import { describe, expect, it } from 'vitest'
import { moveFocus, settleFocus } from '../../src/list/focus.js'
import { intentOf, roveTo, type Key } from '../../src/list/keyboard.js'
import { id, rowsOf } from '../rows.js'

const press = (key: string, more: Partial<Key> = {}): Key => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
})

describe('what keys mean on a row', () => {
  it.each([
    ['ArrowDown', { type: 'move', by: 1 }],
    ['ArrowUp', { type: 'move', by: -1 }],
    ['PageDown', { type: 'move', by: 9 }],
    ['PageUp', { type: 'move', by: -9 }],
    ['Home', { type: 'first' }],
    ['End', { type: 'last' }],
    ['Enter', { type: 'open' }],
    [' ', { type: 'open' }],
    ['n', { type: 'nextUnread', direction: 1 }],
    ['ContextMenu', { type: 'menu' }],
    ['Delete', { type: 'remove' }],
    ['/', { type: 'search', text: '' }],
    ['a', { type: 'search', text: 'a' }],
    ['明', { type: 'search', text: '明' }],
  ])('%s', (key, intent) => {
    expect(intentOf(press(key), 10)).toEqual(intent)
  })

  it('tells Shift+F10 from F10, and Shift+N from n', () => {
    expect(intentOf(press('F10', { shiftKey: true }), 10)).toEqual({ type: 'menu' })
    expect(intentOf(press('F10'), 10)).toBeUndefined()
    expect(intentOf(press('N', { shiftKey: true }), 10)).toEqual({ type: 'nextUnread', direction: -1 })
  })

  it('leaves the browser its own keys', () => {
    expect(intentOf(press('a', { ctrlKey: true }), 10)).toBeUndefined()
    expect(intentOf(press('ArrowDown', { altKey: true }), 10)).toBeUndefined()
    expect(intentOf(press('Tab'), 10)).toBeUndefined()
    expect(intentOf(press('F5'), 10)).toBeUndefined()
  })

  it('moves by a row even where none fits on the screen', () => {
    expect(intentOf(press('PageDown'), 0)).toEqual({ type: 'move', by: 1 })
  })

  it('wraps around in menus and tabs', () => {
    expect(roveTo('ArrowDown', 3, 4)).toBe(0)
    expect(roveTo('ArrowLeft', 0, 4)).toBe(3)
    expect(roveTo('End', 0, 4)).toBe(3)
    expect(roveTo('x', 0, 4)).toBeUndefined()
  })
})

describe('the focus', () => {
  const abcd = rowsOf(['a', 'b', 'c', 'd'], ['b', 'd'])
  const on = (name: string, index: number) => ({ id: id(name), index })

  it('follows a row that moves', () => {
    expect(settleFocus(rowsOf(['c', 'a', 'b', 'd']), on('c', 2))).toEqual(on('c', 0))
  })

  it('stays one object while its row stays', () => {
    const focus = on('c', 2)
    expect(settleFocus(abcd, focus)).toBe(focus)
  })

  it('goes to the nearest neighbour of a row that is gone', () => {
    expect(settleFocus(rowsOf(['a', 'b', 'd']), on('c', 2))).toEqual(on('d', 2))
    expect(settleFocus(rowsOf(['a', 'b', 'c']), on('d', 3))).toEqual(on('c', 2))
    expect(settleFocus(rowsOf([]), on('d', 3))).toBeUndefined()
  })

  it.each([
    [{ type: 'move', by: 1 }, on('c', 2)],
    [{ type: 'move', by: -1 }, on('a', 0)],
    [{ type: 'move', by: 100 }, on('d', 3)],
    [{ type: 'move', by: -100 }, on('a', 0)],
    [{ type: 'first' }, on('a', 0)],
    [{ type: 'last' }, on('d', 3)],
    [{ type: 'nextUnread', direction: 1 }, on('d', 3)],
    [{ type: 'open' }, undefined],
  ] as const)('from b, %j leads to %j', (intent, expected) => {
    expect(moveFocus(abcd, on('b', 1), intent)).toEqual(expected)
  })

  it('finds no next unread row where there is none', () => {
    expect(moveFocus(rowsOf(['a', 'b']), on('a', 0), { type: 'nextUnread', direction: 1 })).toBeUndefined()
  })
})
