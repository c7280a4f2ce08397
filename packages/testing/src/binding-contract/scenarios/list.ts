import { mergeEngines } from '@convolist/core/merge'
import { patch, patched, removed, row, upserted } from '../../builders.js'
import { check, same } from '../../source-contract/check.js'
import { rowsOf } from '../stage.js'
import { scenario, type BindingScenario } from './scenario.js'

const HOSTILE = '<img src=x onerror="alert(1)">&amp;<!--'

/** What is shown, and where. */
export const listScenarios: readonly BindingScenario[] = [
  scenario(
    'rows stand in order: pins first, then by activity, each once',
    { rows: [row('old', { at: 1 }), row('pin', { at: 0, pinned: true }), row('new', { at: 9 })] },
    async ({ expectRows, tell }) => {
      expectRows('^pin new old')
      await tell(upserted(row('old', { at: 10 }), row('old', { at: 10 })))
      expectRows('^pin old new')
      await tell(removed('new'), upserted(row('next', { at: 5, unread: 2 })))
      expectRows('^pin old next(2)')
    },
  ),
  scenario(
    'a window shows its rows, and moves',
    { rows: rowsOf(30), range: [10, 13] },
    async ({ list, settle, expectRows, expectFacts }) => {
      expectRows('c10 c11 c12')
      expectFacts({ start: 10, size: 30 })
      await settle(() => list.show({ range: [12, 15] }))
      expectRows('c12 c13 c14')
      expectFacts({ start: 12, size: 30 })
    },
  ),
  scenario(
    'a window follows what moves above it',
    { rows: rowsOf(30), range: [0, 3] },
    async ({ tell, expectRows }) => {
      await tell(patched(patch('c20', { stickTop: true })))
      expectRows('^c20 c0 c1')
      await tell(removed('c0', 'c1'))
      expectRows('^c20 c2 c3')
    },
  ),
  scenario(
    'a window outside the list is clipped, never an error',
    { rows: rowsOf(3), range: [2, 99] },
    async ({ list, settle, tell, expectRows, expectFacts }) => {
      expectRows('c2')
      await settle(() => list.show({ range: [50, 60] }))
      expectRows('')
      expectFacts({ start: 3, size: 3 })
      await settle(() => list.show({ range: [-5, 2] }))
      expectRows('c0 c1')
      await tell(removed('c0', 'c1', 'c2'))
      expectRows('')
      expectFacts({ start: 0, size: 0 })
    },
  ),
  scenario(
    'counters are of the whole view, and change with the rows',
    { rows: [row('a', { at: 3, unread: 2 }), row('b', { at: 2, unread: 5, muted: true }), row('c')], range: [0, 1] },
    async ({ expectFacts, tell }) => {
      expectFacts({ size: 3, unread: 7, badge: 2 })
      await tell(patched(patch('c', { unreadCount: 4 }), patch('a', { unreadCount: 0, markedUnread: true })))
      expectFacts({ size: 3, unread: 9, badge: 5 })
    },
  ),
  scenario(
    'a view is shown by its name or by what it means, and another in its place',
    { rows: [row('a', { at: 2, unread: 1 }), row('b', { at: 1, kind: 'group' })], view: 'unread' },
    async ({ list, settle, tell, expectRows, expectFacts }) => {
      expectRows('a(1)')
      await settle(() => list.show({ view: { filter: { kinds: ['group'] } } }))
      expectRows('b')
      expectFacts({ size: 1, unread: 0 })
      await tell(upserted(row('g', { at: 9, kind: 'group', unread: 3 })))
      expectRows('g(3) b')
      await settle(() => list.show({}))
      expectRows('g(3) a(1) b')
    },
  ),
  scenario('a view nobody declared is refused by name', {}, async ({ driver, engine }) => {
    const mount = async (): Promise<void> => (await driver.mount(engine, { view: 'unraed' })).unmount()
    const message = await mount().then(() => 'nothing', String)
    check(message.includes('"unraed"') && message.includes('unread'), `expected a refusal by name, found ${message}`)
  }),
  scenario(
    'titles of other people are text',
    { rows: [row('x', { more: { title: HOSTILE } })] },
    async ({ list, tell, expectRows }) => {
      expectRows(HOSTILE)
      await tell(upserted(row('__proto__', { at: 9 }), row('constructor', { at: 8 })))
      same('rows on the screen', list.rows(), ['__proto__', 'constructor', HOSTILE])
    },
  ),
  scenario(
    'two lists of one engine say the same, each in its own window',
    { rows: rowsOf(10), range: [0, 2] },
    async ({ driver, engine, tell, settle, expectRows, list }) => {
      const second = await driver.mount(engine, { range: [1, 4] })
      await settle(() => undefined)
      same('the second list', second.rows(), ['c1', 'c2', 'c3'])
      await tell(patched(patch('c9', { stickTop: true, unreadCount: 3 })))
      expectRows('^c9(3) c0')
      same('the second list', second.rows(), ['c0', 'c1', 'c2'])
      same('what both say', { ...second.facts(), start: 0 }, list.facts())
      await second.unmount()
      await tell(patched(patch('c0', { title: 'still here' })))
      expectRows('^c9(3) still here')
    },
  ),
  scenario('the merged list of two accounts is shown like any other', {}, async ({ driver, engine, settle, tell }) => {
    const merged = mergeEngines([{ name: 'work', engine }])
    const list = await driver.mount(merged, { range: [0, 5] })
    await tell(upserted(row('a', { at: 1, unread: 2 }), row('b', { at: 2 })))
    same('the merged list', list.rows(), ['b', 'a(2)'])
    await settle(() => void list.commands.stickTop('work:a', true).catch(() => undefined))
    same('the merged list', list.rows(), ['^a(2)', 'b'])
    same('its size and unread', [list.facts().size, list.facts().unread], [2, 2])
    await list.unmount()
    merged.dispose()
  }),
]
