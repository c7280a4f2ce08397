import { patch, patched, row } from '../../builders.js'
import { check, same } from '../../source-contract/check.js'
import { rowsOf } from '../stage.js'
import { scenario, type BindingScenario } from './scenario.js'

/** What a command shows, and what becomes of it. */
export const commandScenarios: readonly BindingScenario[] = [
  scenario(
    'a command shows at once, and stays when the vendor agrees',
    { rows: rowsOf(3) },
    async ({ list, source, settle, expectRows }) => {
      let isDone = false
      await settle(
        () =>
          void list.commands.stickTop('c2', true).then(
            () => (isDone = true),
            () => undefined,
          ),
      )
      expectRows('^c2 c0 c1')
      same('settled before the vendor has answered', isDone, false)
      await settle(() => source.orders[0]?.agree())
      expectRows('^c2 c0 c1')
      same('settled', isDone, true)
    },
  ),
  scenario(
    'a command that is refused is taken back, with all that came between kept',
    { rows: rowsOf(3) },
    async ({ list, source, settle, tell, expectRows }) => {
      let code = ''
      await settle(
        () => void list.commands.stickTop('c2', true).catch((error: { code: string }) => (code = error.code)),
      )
      expectRows('^c2 c0 c1')
      await tell(patched(patch('c2', { unreadCount: 4 })))
      expectRows('^c2(4) c0 c1')
      await settle(() => source.orders[0]?.refuse())
      expectRows('c0 c1 c2(4)')
      same('the rejection', code, 'command/rejected')
    },
  ),
  scenario(
    'a row that is removed is gone at once, and back when that is refused',
    { rows: rowsOf(3) },
    async ({ list, source, settle, expectRows, expectFacts }) => {
      await settle(() => void list.commands.remove('c1').catch(() => undefined))
      expectRows('c0 c2')
      expectFacts({ size: 2 })
      await settle(() => source.orders[0]?.refuse())
      expectRows('c0 c1 c2')
    },
  ),
  scenario(
    'marking as read empties the badge, and the row leaves the unread view',
    { rows: [row('a', { at: 2, unread: 3 }), row('b', { at: 1, unread: 1 })], view: 'unread' },
    async ({ list, source, settle, expectRows, expectFacts }) => {
      expectFacts({ badge: 4, size: 2 })
      await settle(() => void list.commands.markRead('a').catch(() => undefined))
      expectRows('b(1)')
      expectFacts({ badge: 1, size: 1 })
      await settle(() => source.orders[0]?.agree())
      expectRows('b(1)')
    },
  ),
  scenario(
    'the open row stays in a filter it no longer matches, until another is opened',
    { rows: [row('a', { at: 2, unread: 3 }), row('b', { at: 1, unread: 1 })], view: 'unread' },
    async ({ list, settle, tell, expectRows, expectFacts }) => {
      await settle(() => list.commands.open('a'))
      await tell(patched(patch('a', { unreadCount: 0 })))
      expectRows('a b(1)')
      expectFacts({ unread: 1 })
      await settle(() => list.commands.open('b'))
      expectRows('b(1)')
      await settle(() => list.commands.open(undefined))
      expectRows('b(1)')
    },
  ),
  scenario(
    'two quick commands on one row never show an old value',
    { rows: rowsOf(2) },
    async ({ list, source, settle, expectRows }) => {
      await settle(() => {
        void list.commands.stickTop('c1', true).catch(() => undefined)
        void list.commands.mute('c1', true).catch(() => undefined)
      })
      expectRows('^c1~ c0')
      await settle(() => source.orders[1]?.agree())
      expectRows('^c1~ c0')
      await settle(() => source.orders[0]?.refuse())
      expectRows('c0 c1~')
    },
  ),
  scenario(
    'a command that cannot be right is refused by name, and nothing moves',
    { rows: rowsOf(2) },
    async ({ list, settle, expectRows, source }) => {
      let message = ''
      await settle(() =>
        list.commands.stickTop('c1', 'yes' as never).catch((error: unknown) => (message = String(error))),
      )
      check(message.includes('stickTop'), `expected the command's name, found "${message}"`)
      expectRows('c0 c1')
      same('orders', source.orders.length, 0)
    },
  ),
  scenario('a draft is on its row at once', { rows: rowsOf(2) }, async ({ list, settle, expectRows }) => {
    await settle(() => void list.commands.saveDraft('c1', 'unsent').catch(() => undefined))
    expectRows('c0 c1 unsent')
  }),
]
