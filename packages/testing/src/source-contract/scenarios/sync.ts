import { createEngine, type Conversation } from '@convolist/core'
import { check, later, same } from '../check.js'
import type { ChatKey } from '../rig.js'
import { CHATS, SHOWN, type Stage } from '../stage.js'
import { scenario, story, type Scenario } from './scenario.js'

const inReading = ({ kind, targetId, lastMessage, activeAt }: Conversation): object => ({
  kind,
  targetId,
  text: lastMessage?.text,
  sentAt: lastMessage?.sentAt,
  activeAt,
})

const whereHeld = ({ server }: Stage): string | undefined =>
  server.holdNextPage ? undefined : 'late between the source and the engine'

/** How the list comes to be: first sync, pages, single rows. */
export const syncScenarios: readonly Scenario[] = [
  story('first sync', async (stage) => {
    await stage.untilLine('the list after the first sync', SHOWN)
    const { engine, row, past, capabilities } = stage
    const ann = row('direct/ann')
    const at = past(10)
    same('the row of direct/ann, times in milliseconds', ann && inReading(ann), {
      kind: 'direct',
      targetId: 'ann',
      text: 'hi from ann',
      sentAt: at,
      activeAt: at,
    })
    same('the kind of group/7001', row('group/7001')?.kind, 'group')
    const { rows, unread } = engine.view().counters
    same('the counters', { rows, unread }, { rows: 5, unread: 3 })
    same('complete', engine.getState().sync.complete, capabilities.list !== 'capped')
  }),
  scenario('an empty list', async (stage) => {
    await stage.begin()
    same('rows', stage.engine.view().size, 0)
    await stage.receive('direct/eve')
    await stage.untilLine('the first row of all', 'direct/eve(1)')
  }),
  scenario('connected after the login', async (stage) => {
    await stage.seed()
    stage.engine.dispose()
    await stage.server.login('me')
    await stage.settle()
    const engine = createEngine({ clock: stage.clock, source: stage.watched.source })
    try {
      await stage.until('a late engine has the whole list', () => engine.view().size === CHATS.length)
      same('account', engine.getState().account, 'me')
      await stage.receive('direct/ann')
      const id = stage.server.id('direct/ann')
      await stage.until('a late engine hears of a message', () => engine.get(id)?.unreadCount === 1)
    } finally {
      engine.dispose()
    }
  }),
  story('pages', async (stage) => {
    const met = new Set<string>()
    let cursor: string | undefined
    let calls = 0
    do {
      // oxlint-disable-next-line no-await-in-loop -- the next page starts where this one ended
      const page = await stage.answer('a page', stage.watched.source.list({ cursor, limit: 2 }))
      page.rows.forEach((row) => met.add(row.id))
      cursor = page.cursor
      calls += 1
    } while (cursor !== undefined && calls < 20)
    check(cursor === undefined, 'pages of two rows never end')
    const wanted = CHATS.map(({ chat }) => stage.server.id(chat))
    same('the rows of all pages', [...met].sort(), wanted.sort())
  }),
  story('rows by id', async (stage) => {
    const { source } = stage.watched
    const wanted = stage.capabilities.fetchByIds ?? true
    same('capabilities.fetchByIds', source.capabilities.fetchByIds, wanted)
    if (!wanted) {
      check(source.fetch === undefined, 'a source that declares no fetchByIds has a fetch()')
      return 'declared as missing'
    }
    const ids = [stage.row('direct/bob')?.id, stage.server.id('direct/nobody') as Conversation['id']]
    const asked = stage.engine.commands.fetch(ids.filter((id) => id !== undefined))
    const rows = await stage.answer('the rows', asked)
    same(
      'rows read by id',
      rows.map(({ id, unreadCount }) => ({ id, unreadCount })),
      [{ id: stage.server.id('direct/bob'), unreadCount: 2 }],
    )
    return undefined
  }),
  story('page against live event', async (stage) => {
    const page = stage.holdPage()
    const refresh = later(stage.engine.commands.refresh())
    await stage.until('the list is asked for again', () => page.arrived)
    const chats = ['direct/dan', 'direct/ann'] as const // one of them is on the first page, from whichever end it comes
    for (const chat of chats) {
      // oxlint-disable-next-line no-await-in-loop -- the order of messages is the point
      await stage.receive(chat, 'newer than the page')
    }
    const isShown = (chat: ChatKey): boolean => {
      const { unreadCount, lastMessage } = stage.row(chat) ?? {}
      return unreadCount === 1 && lastMessage?.text === 'newer than the page'
    }
    await stage.until('the messages are shown', () => chats.every(isShown))
    await page.release()
    await stage.ending('the refresh', refresh)
    await stage.stays('the live event, not the page asked for before it', () => chats.every(isShown))
    await stage.untilLine('the list', '^direct/cid direct/ann(1) direct/dan(1) group/7001(1) direct/bob(2)')
    return whereHeld(stage)
  }),
  story('stale page', async (stage) => {
    const page = stage.holdPage()
    const superseded = later(stage.engine.commands.refresh())
    await stage.until('the list is asked for again', () => page.arrived)
    await stage.ending('a second refresh', stage.engine.commands.refresh())
    await stage.receive('direct/dan', 'newer than the page')
    if (stage.tells('removedElsewhere')) await stage.server.removeElsewhere('direct/cid')
    const line = stage.tells('removedElsewhere')
      ? 'direct/dan(1) group/7001(1) direct/bob(2) direct/ann'
      : '^direct/cid direct/dan(1) group/7001(1) direct/bob(2) direct/ann'
    await stage.untilLine('the news are shown', line)
    await page.release()
    await stage.ending('the superseded refresh', superseded)
    await stage.stays('a page that came too late changes nothing', () => stage.line() === line)
    return whereHeld(stage)
  }),
]
