import { patch, patched, row, upserted } from '../../builders.js'
import { check, same } from '../../source-contract/check.js'
import { rowsOf } from '../stage.js'
import { scenario, type BindingScenario } from './scenario.js'

/** How much is rendered, and how often. */
export const renderScenarios: readonly BindingScenario[] = [
  scenario('one row that changed renders one row', { rows: rowsOf(20) }, async ({ source, rendersOf, expectRows }) => {
    const renders = await rendersOf(() => source.emit(patched(patch('c3', { title: 'Ann' }))))
    same('renders', renders, { list: 1, rows: 1 })
    expectRows(
      rowsOf(20)
        .map((each) => (each.id === 'c3' ? 'Ann' : each.id))
        .join(' '),
    )
  }),
  scenario('a row that moves to the top renders one row', { rows: rowsOf(20) }, async ({ source, rendersOf, list }) => {
    const renders = await rendersOf(() => source.emit(upserted(row('c19', { at: 9_000_000 }))))
    same('renders', renders, { list: 1, rows: 1 })
    same('the first row', list.rows()[0], 'c19')
  }),
  scenario(
    'what happens outside the window renders nothing',
    { rows: rowsOf(100), range: [0, 10] },
    async ({ source, rendersOf }) => {
      const renders = await rendersOf(() => source.emit(patched(patch('c50', { title: 'far away' }))))
      same('renders', renders, { list: 0, rows: 0 })
    },
  ),
  scenario('what changes nothing renders nothing', { rows: rowsOf(3) }, async ({ source, rendersOf }) => {
    const renders = await rendersOf(() => source.emit(patched(patch('c1', { title: 'c1', unreadCount: 0 }))))
    same('renders', renders, { list: 0, rows: 0 })
  }),
  scenario(
    'a burst of 1000 events gives one render',
    { rows: rowsOf(50) },
    async ({ source, rendersOf, expectFacts }) => {
      const renders = await rendersOf(() => {
        for (let i = 0; i < 1_000; i++) source.emit(patched(patch(`c${i % 50}`, { unreadCount: i + 1 })))
      })
      same('renders of the list', renders.list, 1)
      check(renders.rows <= 50, `expected each row to render once at most, found ${renders.rows} renders`)
      expectFacts({ unread: Array.from({ length: 50 }, (_, i) => 951 + i).reduce((sum, count) => sum + count, 0) })
    },
  ),
  scenario(
    'a subscriber that throws stops neither the list nor the vendor',
    { rows: rowsOf(2) },
    async ({ engine, errors, tell, expectRows }) => {
      engine.subscribe(() => {
        throw new Error('of the app')
      })
      await tell(patched(patch('c1', { stickTop: true })))
      expectRows('^c1 c0')
      await tell(patched(patch('c1', { stickTop: false })))
      expectRows('c0 c1')
      same('errors the app heard of', errors.map(String), ['Error: of the app', 'Error: of the app'])
    },
  ),
  scenario(
    'after it is unmounted a list renders nothing, and the engine lives on',
    { rows: rowsOf(3) },
    async ({ engine, source, list, rendersOf }) => {
      await list.unmount()
      const renders = await rendersOf(() => source.emit(patched(patch('c1', { title: 'nobody sees me' }))))
      same('renders', renders, { list: 0, rows: 0 })
      same('the row', engine.get('c1')?.title, 'nobody sees me')
      same('listeners of the vendor', source.listeners, 1)
    },
  ),
  scenario(
    'after the engine is disposed of nothing moves, and nothing breaks',
    { rows: rowsOf(2) },
    async ({ engine, source, rendersOf, expectRows }) => {
      const renders = await rendersOf(() => {
        engine.dispose()
        source.emit(patched(patch('c1', { title: 'too late' })))
      })
      same('renders', renders, { list: 0, rows: 0 })
      expectRows('c0 c1')
      same('listeners of the vendor', source.listeners, 0)
    },
  ),
]
