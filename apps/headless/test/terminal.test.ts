import { createEngine, type Engine } from '@convolist/core'
import { demoPolicies, tabViews, textsOf, timeFormat } from '@convolist/demo-kit'
import { row } from '@convolist/testing'
import pc from 'picocolors'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { draw, FRAME_LINES } from '../src/terminal/draw.js'
import type { Key } from '../src/terminal/keys.js'
import { createTerminalList } from '../src/terminal/list.js'
import { openScreen } from '../src/terminal/screen.js'
import { fit, safe } from '../src/terminal/text.js'

const HEIGHT = 5 + FRAME_LINES
const COLUMNS = 90

/** A terminal of five rows over a list of these rows, newest first. */
function terminal(rows = Array.from({ length: 9 }, (_, i) => row(`r${i}`, { at: 100 - i }))) {
  const engine = createEngine({ views: tabViews, policies: demoPolicies })
  engine.dispatch({ type: 'accountOpened', account: 'me' })
  say(engine, { type: 'snapshotReceived', rows, complete: true })
  const heard = { quit: 0, connection: 0, changed: 0 }
  const list = createTerminalList(engine, {
    changed: () => heard.changed++,
    quit: () => heard.quit++,
    toggleConnection: () => heard.connection++,
  })
  list.resize(5)
  const lines = (colors = pc.createColors(false)): string[] =>
    draw({
      engine,
      list,
      columns: COLUMNS,
      height: HEIGHT,
      colors,
      texts: textsOf('en'),
      time: timeFormat('en', 'UTC'),
      now: 1_000,
      name: 'test',
    })
  return {
    engine,
    list,
    heard,
    lines,
    /** The ids on the screen; the one under the cursor in brackets. */
    shown: () =>
      list
        .rows()
        .map(({ id }) => (id === list.model.cursor ? `[${id}]` : id))
        .join(' '),
    type: (...keys: (string | Key)[]) => keys.forEach((key) => list.press(typeof key === 'string' ? named(key) : key)),
  }
}

const named = (key: string): Key => (key.length === 1 ? { sequence: key } : { name: key, sequence: '' })

function say(engine: Engine, ...events: Parameters<Engine['dispatch']>[0][]): void {
  for (const event of events) engine.dispatch(event)
  engine.flush()
}

describe('the keys', () => {
  it('move, and the screen goes along', () => {
    const { shown, type } = terminal()
    expect(shown()).toBe('[r0] r1 r2 r3 r4')
    type('down', 'j', 'j')
    expect(shown()).toBe('r0 r1 r2 [r3] r4')
    type('pagedown')
    expect(shown()).toBe('r3 r4 r5 r6 [r7]')
    type('G')
    expect(shown()).toBe('r4 r5 r6 r7 [r8]')
    type('down', 'up')
    expect(shown()).toBe('r4 r5 r6 [r7] r8')
    type('home')
    expect(shown()).toBe('[r0] r1 r2 r3 r4')
  })

  it('go to the next unread row', () => {
    const { shown, type, list } = terminal([row('a', { at: 3 }), row('b', { at: 2, unread: 1 }), row('c', { at: 1 })])
    type('n')
    expect(shown()).toBe('a [b] c')
    type('N')
    expect(list.model.cursor).toBe('b')
  })

  it('change the view and search in it; the row that is read stays', () => {
    const { shown, type, list } = terminal([row('ann', { at: 3, unread: 1 }), row('bob', { at: 2 })])
    type('2')
    expect(shown()).toBe('[ann]')
    type('1', '/', 'b', 'q')
    expect([shown(), list.model.search]).toEqual(['', 'bq'])
    type('backspace')
    expect(shown()).toBe('[bob]')
    type('return', 'escape')
    expect(list.model).toMatchObject({ search: 'b', isSearching: false })
    type('/', 'escape')
    expect(shown()).toBe('ann [bob]')
  })

  it('quit, also by Ctrl+C while typing, and cut the line', () => {
    const { type, heard } = terminal()
    type('x', '/', 'x', { name: 'c', ctrl: true }, { name: 'z', ctrl: true })
    expect(heard).toMatchObject({ connection: 1, quit: 1 })
    type('escape', 'q', '?')
    expect(heard.quit).toBe(2)
  })

  it('do something to the row under the cursor, and say what went wrong', async () => {
    const { type, lines, engine } = terminal()
    for (const key of ['p', 'm', 'u', 'd']) {
      type(key)
      await Promise.resolve()
      await new Promise((resolve) => setTimeout(resolve))
      expect(lines().join('\n')).toContain('no source is connected')
    }
    type('return')
    expect(engine.getState().openId).toBe('r0')
    type('return')
    expect(engine.getState().openId).toBeUndefined()
  })
})

describe('the cursor', () => {
  it('stays on its row and its line when the row moves', () => {
    const { shown, type, engine, list } = terminal()
    type('pagedown', 'down', 'down')
    expect(shown()).toBe('r2 r3 r4 r5 [r6]')
    say(engine, { type: 'conversationsUpserted', rows: [row('new', { at: 500 })] })
    list.follow()
    expect(shown()).toBe('r2 r3 r4 r5 [r6]')
    say(engine, { type: 'conversationsRemoved', ids: [row('r6').id] })
    list.follow()
    expect(shown()).toBe('r2 r3 r4 r5 [r7]')
  })

  it('is nowhere in an empty list, and somewhere again after', () => {
    const { shown, type, engine, list, lines } = terminal([])
    type('down', 'p', 'return', 'n')
    expect([shown(), list.model.cursor]).toEqual(['', undefined])
    expect(lines().join('\n')).toContain('No conversations')
    say(engine, { type: 'conversationsUpserted', rows: [row('a', { at: 1 })] })
    list.follow()
    expect(shown()).toBe('[a]')
  })
})

describe('the drawing', () => {
  const rows = [
    row('pin', { at: 1, pinned: true, text: 'hello' }),
    row('many', { at: 5, unread: 120, text: 'news' }),
    row('still', { at: 4, unread: 3, muted: true }),
    row('flag', { at: 3, more: { markedUnread: true } }),
  ]

  it('shows each row in one line, and every line fills the screen', () => {
    const lines = terminal(rows).lines()
    expect(lines).toHaveLength(HEIGHT)
    expect([...new Set(lines.map((line) => stringWidth(line)))]).toEqual([COLUMNS])
    expect(lines[0]).toContain('test · synced · 4 conversations · 123 unread (120 not muted) · 0 mentions')
    expect(lines[1]).toContain('1 All (99+)')
    expect(lines[2]).toMatch(/^▌\^ pin .*hello .*00:00/)
    expect(lines[3]).toMatch(/ {3}many .*news .* \(99\+\)/)
    expect(lines[4]).toMatch(/ {3}still .*~\(3\)/)
    expect(lines[5]).toMatch(/flag .*\(•\)/)
  })

  it('colours it where the terminal can', () => {
    expect(terminal(rows).lines(pc.createColors(true)).join('\n')).toContain('\u001b[')
    expect(terminal(rows).lines().join('\n')).not.toContain('\u001b')
  })

  it('never lets the text of others steer the terminal', () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31mRed\u202eevil\r\nline\u0000'
    const hostile = row('x', { at: 9, text: evil, more: { title: evil, draft: { text: evil, at: 1 as never } } })
    for (const line of terminal([hostile]).lines()) {
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/) // oxlint-disable-line no-control-regex
      expect(stringWidth(line)).toBe(COLUMNS)
    }
  })

  it('cuts by what is seen, not by code unit', () => {
    expect(fit('abc', 5)).toBe('abc  ')
    expect(fit('abcdef', 5)).toBe('abcd…')
    expect(fit('家族のチャット', 6)).toBe('家族… ')
    expect(fit('👨‍👩‍👧‍👦 family', 4)).toBe('👨‍👩‍👧‍👦 …')
    expect(stringWidth(fit('👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 5))).toBe(5)
    expect([fit('abc', 0), fit('', 0), fit('abc', 1)]).toEqual(['', '', '…'])
    expect(safe('a\tb\u200bc\ud800')).toBe('a bc')
  })
})

describe('the screen', () => {
  it('writes the lines that changed, and gives the terminal back', () => {
    const written: string[] = []
    const screen = openScreen({ columns: 10, rows: 3, write: (text) => written.push(text) })
    screen.show(['one', 'two'])
    screen.show(['one', 'TWO'])
    screen.show(['one', 'TWO'])
    screen.clear()
    screen.show(['one', 'TWO'])
    screen.close()
    expect(written).toEqual([
      '\u001b[?1049h\u001b[?25l',
      '\u001b[1;1Hone\u001b[0m\u001b[2;1Htwo\u001b[0m',
      '\u001b[2;1HTWO\u001b[0m',
      '\u001b[2J',
      '\u001b[1;1Hone\u001b[0m\u001b[2;1HTWO\u001b[0m',
      '\u001b[0m\u001b[?25h\u001b[?1049l',
    ])
  })
})
