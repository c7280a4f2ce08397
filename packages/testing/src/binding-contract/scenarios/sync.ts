import { row } from '../../builders.js'
import { same } from '../../source-contract/check.js'
import { rowsOf } from '../stage.js'
import { scenario, type BindingScenario } from './scenario.js'

const pages = [rowsOf(6).slice(0, 2), rowsOf(6).slice(2, 4), rowsOf(6).slice(4)]

/** How the list stands towards the vendor's. */
export const syncScenarios: readonly BindingScenario[] = [
  scenario(
    'a sync says that it is under way, and when it is done',
    { rows: rowsOf(2) },
    async ({ source, settle, expectFacts, expectRows }) => {
      expectFacts({ phase: 'synced' })
      const page = source.hold()
      await settle(() => source.resync())
      expectFacts({ phase: 'syncing', size: 2 })
      expectRows('c0 c1')
      await settle(() => page.release())
      expectFacts({ phase: 'synced' })
    },
  ),
  scenario(
    'a sync that fails says so and takes nothing away',
    { rows: rowsOf(2), engine: { retryLimit: 0 } },
    async ({ source, settle, expectFacts, expectRows }) => {
      const page = source.hold()
      await settle(() => source.resync())
      await settle(() => page.fail())
      expectFacts({ phase: 'failed', size: 2 })
      expectRows('c0 c1')
    },
  ),
  scenario(
    'pages are read on when asked for, until there is no more',
    { pages, engine: { sync: 'page' } },
    async ({ list, settle, expectFacts, expectRows }) => {
      expectRows('c0 c1')
      expectFacts({ hasMore: true, size: 2 })
      await settle(() => list.loadMore())
      expectRows('c0 c1 c2 c3')
      expectFacts({ hasMore: true })
      await settle(() => list.loadMore())
      expectFacts({ hasMore: false, size: 6 })
      await settle(() => list.loadMore())
      expectFacts({ hasMore: false, size: 6 })
    },
  ),
  scenario(
    'a page that cannot be read rejects, and the list stays',
    { pages, engine: { sync: 'page' } },
    async ({ source, list, settle, expectRows, expectFacts }) => {
      const page = source.hold()
      let code = ''
      await settle(() => {
        list.loadMore().catch((error: { code: string }) => (code = error.code))
      })
      await settle(() => page.fail())
      same('the rejection', code, 'sync/failed')
      expectRows('c0 c1')
      expectFacts({ hasMore: true })
    },
  ),
  scenario(
    'a sync takes away what the vendor no longer has',
    { pages: [[row('a', { at: 2 }), row('b', { at: 1 })]] },
    async ({ engine, source, settle, expectRows }) => {
      await settle(() => engine.dispatch({ type: 'conversationsUpserted', rows: [row('ghost', { at: 9 })] }))
      expectRows('ghost a b')
      await settle(() => source.resync())
      expectRows('a b')
    },
  ),
]
