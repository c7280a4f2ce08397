import { accountOpened, patch, patched, removed, row, upserted } from '../../builders.js'
import { same } from '../../source-contract/check.js'
import { rowsOf } from '../stage.js'
import { scenario, type BindingScenario } from './scenario.js'

/** One row, or one number, by itself. */
export const singleScenarios: readonly BindingScenario[] = [
  scenario(
    'one row by its id renders for its own changes alone',
    { rows: rowsOf(20) },
    async ({ driver, engine, tell }) => {
      const one = await driver.mountRow(engine, 'c3')
      same('the row', one.text(), 'c3')
      const before = one.renders()
      await tell(patched(patch('c5', { title: 'another' })), upserted(row('c9', { at: 9_000_000 })))
      same('renders for other rows', one.renders() - before, 0)
      await tell(patched(patch('c3', { title: 'Ann', unreadCount: 2 })))
      same('the row', [one.text(), one.renders() - before], ['Ann(2)', 1])
      await one.unmount()
    },
  ),
  scenario('a row nobody knows is nothing, comes, and goes', { rows: rowsOf(2) }, async ({ driver, engine, tell }) => {
    const one = await driver.mountRow(engine, 'late')
    same('the row', one.text(), '')
    await tell(upserted(row('late', { at: 1 })))
    same('the row', one.text(), 'late')
    await tell(removed('late'))
    same('the row', one.text(), '')
    await tell(upserted(row('late', { at: 2_000_000 })), accountOpened('somebody else'))
    same('the row', one.text(), '')
    await one.unmount()
  }),
  scenario(
    'one number for a badge renders when it changes, and only then',
    { rows: [row('a', { at: 2, unread: 3 }), row('b', { at: 1, unread: 1, muted: true })] },
    async ({ driver, engine, tell }) => {
      const badge = await driver.mountUnread(engine, 'all', 'badge')
      const rows = await driver.mountUnread(engine, 'unread', 'rows')
      same('the numbers', [badge.text(), rows.text()], ['3', '2'])
      const before = [badge.renders(), rows.renders()]
      await tell(patched(patch('a', { title: 'Ann' }), patch('b', { unreadCount: 7 })))
      same('renders for what is not counted', [badge.renders(), rows.renders()], before)
      await tell(patched(patch('a', { unreadCount: 0 })))
      same('the numbers', [badge.text(), rows.text()], ['0', '1'])
      same(
        'renders',
        [badge.renders(), rows.renders()],
        before.map((count) => count + 1),
      )
      await badge.unmount()
      await rows.unmount()
    },
  ),
]
