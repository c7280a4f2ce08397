import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shiftOf } from '../../src/list/anchor.js'
import { createLongPress } from '../../src/list/long-press.js'
import { createRowNames } from '../../src/list/row-names.js'
import { tabViews, viewOf } from '../../src/list/views.js'
import { id, rowsOf } from '../rows.js'

describe('the anchor', () => {
  const seen = { start: 2, ids: ['c', 'd', 'e'].map(id) }
  const shift = (order: string): number => shiftOf(seen, (one) => rowsOf([...order]).indexOf(one))

  it.each([
    ['abcdef', 0, 'nothing happened'],
    ['xabcdef', 1, 'a row came in above'],
    ['fabcde', 1, 'a row from below went to the top'],
    ['bcdef', -1, 'a row above went away'],
    ['dabcef', 0, 'a row that is seen went to the top'],
    ['abdef', -1, 'a row that is seen went away'],
    ['abf', 0, 'all of them went away'],
  ])('after %s it moves by %d: %s', (order, by) => {
    expect(shift(order)).toBe(by)
  })
})

describe('names of rows in the document', () => {
  it('are safe in a list of ids, whatever the conversation is called', () => {
    const names = createRowNames('row-')
    const all = ['a b', '"><script>', '__proto__', '', 'a b'].map(names.of)
    expect(all).toEqual(['row-1', 'row-2', 'row-3', 'row-4', 'row-1'])
  })

  it('forget the oldest, so that they do not pile up', () => {
    const names = createRowNames('r', 2)
    ;['a', 'b', 'c'].forEach(names.of)
    expect(names.of('c')).toBe('r3')
    expect(names.of('a')).toBe('r4')
  })
})

describe('what a tab shows', () => {
  it('is the shared view of the tab as long as nothing narrows it', () => {
    expect(viewOf('unread', 'none', '  ')).toBe(tabViews.unread)
  })

  it('narrows by mark, state, label and text, on top of the tab', () => {
    expect(viewOf('groups', 'starred', ' ann ')).toEqual({
      filter: { kinds: ['group', 'super-group'], marks: ['starred'], text: 'ann' },
    })
    expect(viewOf('all', 'label:a:b', '')).toEqual({ filter: { labels: ['a:b'] } })
    expect(viewOf('all', 'hidden', '')).toEqual({ filter: { hidden: 'only' } })
  })
})

describe('a long press', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const at = { x: 10, y: 10 }

  it('is told of after half a second, and swallows the click that ends it', () => {
    const pressed = vi.fn<() => void>()
    const press = createLongPress(pressed)
    press.down(at, 'touch')
    vi.advanceTimersByTime(499)
    expect(pressed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(pressed).toHaveBeenCalledExactlyOnceWith(at)
    press.end()
    expect(press.swallowsClick()).toBe(true)
    expect(press.swallowsClick()).toBe(false)
  })

  it('is none when the finger scrolls, lifts early, or is a mouse', () => {
    const pressed = vi.fn<() => void>()
    const press = createLongPress(pressed)
    press.down(at, 'touch')
    press.move({ x: 10, y: 30 })
    vi.advanceTimersByTime(1000)
    press.down(at, 'touch')
    press.end()
    vi.advanceTimersByTime(1000)
    press.down(at, 'mouse')
    vi.advanceTimersByTime(1000)
    expect(pressed).not.toHaveBeenCalled()
    expect(press.swallowsClick()).toBe(false)
  })
})
