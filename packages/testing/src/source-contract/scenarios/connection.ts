import { createEngine } from '@convolist/core'
import { check, later, same } from '../check.js'
import { CHATS, SHOWN, type Stage } from '../stage.js'
import { scenario, story, type Scenario } from './scenario.js'

const whyClosed = ({ watched }: Stage): string | undefined =>
  watched.events.flatMap((event) => (event.type === 'accountClosed' ? [event.reason] : [])).at(-1)

const closings = ({ watched }: Stage): number => watched.events.filter(({ type }) => type === 'accountClosed').length

const isWhole = ({ row }: Stage): boolean => CHATS.every(({ chat }) => row(chat) !== undefined)

const failedSyncs: readonly Scenario[] = [
  story('failed sync', async (stage) => {
    await stage.server.disconnect()
    await stage.settle()
    await stage.receive('direct/eve')
    const failure = stage.server.failNextSync()
    await stage.server.reconnect()
    await stage.until('the list is read, and cannot be', () => failure.met)
    await stage.stays('what was there stays when the list cannot be read', () => isWhole(stage))
    await stage.server.disconnect()
    await stage.settle()
    await stage.server.reconnect()
    await stage.untilLine('the next good sync', SHOWN.replace('direct/dan', 'direct/eve(1) direct/dan'))
  }),
  story('failed later page', async (stage) => {
    const wasWhole: boolean[] = []
    stage.engine.subscribe(() => void wasWhole.push(isWhole(stage)))
    const failure = stage.failLaterPage()
    const error = await stage.ending('a refresh', stage.engine.commands.refresh())
    if (!stage.isPaged()) return 'the list is read in one piece'
    await stage.until('a later page is read, and cannot be', () => failure.met)
    check(error !== undefined, 'a refresh of which a page could not be read went through')
    await stage.stays('rows of the pages that could not be read', () => wasWhole.every(Boolean))
    await stage.ending('a good refresh', stage.engine.commands.refresh())
    await stage.untilLine('the next good sync', SHOWN)
    return undefined
  }),
  ...(['failed first sync', 'failed later page of the first sync'] as const).map((name) =>
    scenario(name, async (stage) => {
      await stage.seed()
      const isLater = name !== 'failed first sync'
      const failure = isLater ? stage.failLaterPage() : stage.server.failNextSync()
      let lied = false
      stage.engine.subscribe((state) => {
        if (state.account !== undefined && state.sync.complete) lied ||= stage.engine.view().size < CHATS.length
      })
      await stage.server.login('me')
      await stage.until('the account is open', () => stage.engine.getState().account === 'me')
      if (isLater) {
        await stage.until('pages of the list', () => stage.isPaged() || isWhole(stage))
        await stage.settle()
        if (!stage.isPaged()) return 'the list is read in one piece'
      }
      await stage.until('the list is read, and cannot be', () => failure.met)
      await stage.stays('a list that could not be read is not said to be complete', () => !lied)
      await stage.server.disconnect()
      await stage.settle()
      await stage.server.reconnect()
      await stage.untilLine('the next good sync', SHOWN)
      same('complete', stage.engine.getState().sync.complete, stage.capabilities.list !== 'capped')
      check(!lied, 'an incomplete list was said to be complete')
      return undefined
    }),
  ),
]

/** What happens to the line and the account. */
export const connectionScenarios: readonly Scenario[] = [
  story('reconnect', async (stage) => {
    await stage.server.disconnect()
    await stage.until('the state says that the line is cut', () => stage.engine.getState().connection !== 'connected')
    await stage.receive('direct/bob', 'while you were away')
    await stage.receive('direct/eve')
    await stage.server.reconnect()
    await stage.untilLine('caught up', '^direct/cid direct/eve(1) direct/bob(3) direct/dan group/7001(1) direct/ann')
    same('preview', stage.row('direct/bob')?.lastMessage?.text, 'while you were away')
    await stage.receive('direct/ann')
    await stage.until('news arrive again', () => stage.row('direct/ann')?.unreadCount === 1)
  }),
  story('deletion while offline', async (stage) => {
    await stage.server.disconnect()
    await stage.settle()
    await stage.server.removeElsewhere('group/7001')
    await stage.settle()
    await stage.server.reconnect()
    if (!stage.tells('removedElsewhere')) {
      await stage.stays('the vendor does not tell of deletions elsewhere', () => stage.line() === SHOWN)
      return 'stays, for nobody tells'
    }
    if (stage.capabilities.list === 'capped') {
      await stage.stays('a list known in part is not said to be complete', () => !stage.engine.getState().sync.complete)
      for (const { chat } of CHATS.filter((each) => each.chat !== 'group/7001'))
        check(stage.row(chat) !== undefined, `${chat} left a list that is known in part`)
      return 'a capped list sweeps nothing'
    }
    const line = '^direct/cid direct/dan direct/bob(2) direct/ann'
    if (stage.tells('removedWhileOffline')) {
      await stage.untilLine('the row is gone', line)
      await stage.stays('gone', () => stage.line() === line)
      return undefined
    }
    await stage.stays('the SDK keeps such a row over a reconnect', () => stage.line() === SHOWN)
    await stage.server.logout()
    await stage.settle()
    await stage.begin()
    await stage.untilLine('the row is gone with the next login', line)
    return 'stays until the next login'
  }),
  story('drafts outlive a reconnect', async (stage) => {
    const error = await stage.ending(
      'saveDraft',
      stage.engine.commands.saveDraft(stage.server.id('direct/ann'), 'unsent'),
    )
    if (stage.supports('saveDraft') === 'none') {
      same('the refusal', error?.code, 'command/unsupported')
      return 'refused by name'
    }
    same('saveDraft', error?.code, undefined)
    const draft = (): string | undefined => stage.row('direct/ann')?.draft?.text
    await stage.until('the draft is shown', () => draft() === 'unsent')
    await stage.server.disconnect()
    await stage.settle()
    await stage.receive('direct/eve')
    await stage.server.reconnect()
    await stage.until('caught up', () => stage.row('direct/eve') !== undefined)
    await stage.stays('the draft is kept', () => draft() === 'unsent')
    return undefined
  }),
  ...failedSyncs,
  story('kick', async (stage) => {
    await stage.server.kick()
    await stage.until('the account is closed', () => stage.engine.getState().account === undefined)
    same('rows left', stage.engine.view().size, 0)
    await stage.receive('direct/bob')
    await stage.stays('nothing of the account can be read', () => stage.engine.view().size === 0)
    check(stage.engine.getState().connection !== 'connected', 'said to be connected though nobody is logged in')
    await stage.begin()
    await stage.untilLine('logged in again', '^direct/cid direct/bob(3) direct/dan group/7001(1) direct/ann')
    check(stage.engine.getState().connection !== 'disconnected', 'said to be cut off though somebody is logged in')
  }),
  story('logout', async (stage) => {
    await stage.server.logout()
    if (stage.tells('loggedOut')) {
      await stage.until('the account is closed', () => stage.engine.getState().account === undefined)
      same('rows left', stage.engine.view().size, 0)
    } else {
      const error = await stage.ending('a command', stage.engine.commands.stickTop(stage.server.id('direct/ann'), true))
      check(error !== undefined, 'a command went through though nobody is logged in')
    }
    await stage.begin()
    await stage.untilLine('logged in again', SHOWN)
    return stage.tells('loggedOut') ? undefined : 'nobody tells: seen by the next call'
  }),
  story('why an account was closed', async (stage) => {
    const isClosed = (): boolean => stage.engine.getState().account === undefined
    await stage.server.kick()
    await stage.until('the account is closed by a kick', isClosed)
    await stage.settle()
    same('why', whyClosed(stage), 'kicked')
    if (!stage.tells('loggedOut')) return
    await stage.begin()
    await stage.server.logout()
    await stage.until('the account is closed by a logout', isClosed)
    await stage.settle()
    same('why', whyClosed(stage), 'logout')
  }),
  story('later logins', async (stage) => {
    const visits = [
      ['direct/bob', '^direct/cid direct/bob(3) direct/dan group/7001(1) direct/ann'],
      ['group/7001', '^direct/cid group/7001(2) direct/bob(3) direct/dan direct/ann'],
    ] as const
    /* oxlint-disable no-await-in-loop -- one login after the other */
    for (const [chat, line] of visits) {
      await stage.server.logout()
      await stage.settle()
      await stage.receive(chat, 'while nobody was there')
      await stage.begin()
      await stage.untilLine(`the whole list, with what was missed in ${chat}`, line)
    }
    /* oxlint-enable no-await-in-loop */
    await stage.receive('direct/ann')
    const line = '^direct/cid direct/ann(1) group/7001(2) direct/bob(3) direct/dan'
    await stage.untilLine('news arrive', line)
    await stage.stays('news arrive once', () => stage.line() === line)
  }),
  story('accounts change while nobody listens', async (stage) => {
    await stage.seed([{ chat: 'direct/fay', at: 10 }], 'me-2')
    stage.engine.dispose()
    const engine = createEngine({ clock: stage.clock, onError: () => undefined })
    const { source } = stage.watched
    const shows = (account: string | undefined, size: number): boolean =>
      engine.getState().account === account && engine.view().size === size
    try {
      const leave = engine.connect(source)
      await stage.until('an engine that comes later has the list', () => shows('me', CHATS.length))
      leave()
      await stage.server.logout()
      await stage.settle()
      const leaveAgain = engine.connect(source)
      await stage.until('nobody is logged in, and nothing shown', () => shows(undefined, 0))
      leaveAgain()
      const told = closings(stage)
      const leaveOnceMore = engine.connect(source)
      await stage.settle()
      leaveOnceMore()
      same('accounts closed while nobody was logged in', closings(stage), told)
      await stage.server.login('me-2')
      await stage.settle()
      engine.connect(source)
      await stage.until('the list of the other account', () => shows('me-2', 1))
      await stage.stays('the list of the other account', () => shows('me-2', 1))
    } finally {
      engine.dispose()
    }
  }),
  scenario('account switch', async (stage) => {
    await stage.seed()
    await stage.seed(
      [
        { chat: 'direct/ann', at: 20, unreadCount: 3 },
        { chat: 'direct/fay', at: 10 },
      ],
      'me-2',
    )
    await stage.begin()
    const page = stage.watched.holdNextPage()
    const refresh = later(stage.engine.commands.refresh())
    await stage.until('the list is asked for again', () => page.arrived)
    const command = stage.server.holdNext('stickTop')
    const pinned = later(stage.engine.commands.stickTop(stage.server.id('direct/dan'), true))
    await stage.settle()
    await stage.server.login('me-2')
    const error = await stage.ending('the command of the former account', pinned)
    check(error !== undefined, 'a command of the former account went through')
    await stage.begin('me-2')
    const line = 'direct/ann(3) direct/fay'
    await stage.untilLine('the list of the other account', line)
    await page.release()
    await command.release()
    await stage.ending('the refresh of the former account', refresh)
    await stage.stays('late answers of the former account change nothing', () => stage.line() === line)
  }),
  scenario('nobody logged in', async (stage) => {
    await stage.seed()
    await stage.begin()
    const id = stage.server.id('direct/ann')
    await stage.server.kick()
    await stage.until('the account is closed', () => stage.engine.getState().account === undefined)
    const order = stage.engine.commands.stickTop(id, true)
    check((await stage.ending('a command', order)) !== undefined, 'a command went through though nobody is logged in')
    const list = stage.watched.source.list({ cursor: undefined, limit: 10 })
    const rows = await stage.answer(
      'the list',
      list.then(
        (page) => page.rows.length,
        () => 0,
      ),
    )
    same('rows listed for nobody', rows, 0)
    await stage.stays('nothing of the account comes back', () => stage.engine.view().size === 0)
  }),
]
