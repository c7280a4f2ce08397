import { accountOpened, row, upserted } from '../../builders.js'
import { same } from '../../source-contract/check.js'
import { scenario, type BindingScenario } from './scenario.js'

/** Who is logged in. */
export const accountScenarios: readonly BindingScenario[] = [
  scenario(
    'another account shows nothing of the former one',
    { rows: [row('secret', { at: 2, unread: 3 })] },
    async ({ tell, engine, expectRows, expectFacts }) => {
      expectRows('secret(3)')
      await tell(accountOpened('somebody else'))
      expectRows('')
      expectFacts({ size: 0, unread: 0, badge: 0, start: 0 })
      await tell(upserted(row('mine', { at: 1 })))
      expectRows('mine')
      same('the former row', engine.get('secret'), undefined)
    },
  ),
  scenario(
    'a command of the former account ends with it, and never shows again',
    { rows: [row('a', { at: 1 }), row('b', { at: 2 })] },
    async ({ list, source, settle, tell, expectRows }) => {
      let code = ''
      await settle(() => void list.commands.stickTop('a', true).catch((error: { code: string }) => (code = error.code)))
      await tell(accountOpened('somebody else'), upserted(row('a', { at: 1 })))
      same('the rejection', code, 'command/account-changed')
      await settle(() => source.orders[0]?.agree())
      expectRows('a')
    },
  ),
  scenario(
    'a logout empties the list',
    { rows: [row('a', { at: 1, unread: 2 })] },
    async ({ tell, expectRows, expectFacts }) => {
      await tell({ type: 'accountClosed', reason: 'logout' })
      expectRows('')
      expectFacts({ size: 0, unread: 0, phase: 'idle' })
    },
  ),
]
