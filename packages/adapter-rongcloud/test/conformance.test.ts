import type { SerializedState } from '@convolist/core'
import { deepFreeze } from '@convolist/testing'
import {
  rongMessage,
  rongReadElsewhere,
  rongRecall,
  rongRow,
  rongSettings,
  rongWireMessage,
  type RongAnswer,
  type RongPushedMessage,
  type RongWireState,
} from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
const given = async (options: WorldOptions = { rows: ROWS }): Promise<World> => (w = await world(options))
afterEach(() => w.close())

const ROWS = [rongRow({ target: 'ann', at: 3000 }), rongRow({ type: 3, target: 'team', from: 'bob', at: 2000 })]
const team = (at: number, more: object = {}): RongPushedMessage =>
  rongMessage({ type: 3, target: 'team', from: 'bob', at, ...more })
const push = async (...messages: RongPushedMessage[]): Promise<void> => {
  await w.sdk.push(...messages)
  await w.settle()
}
const elsewhere = async (...states: RongWireState[]): Promise<void> => {
  w.sdk.pushSettings(...states)
  await w.settle()
}

describe('the first list', () => {
  it('is the server’s, newest first, and never taken for complete', async () => {
    await given()
    expect(w.line()).toBe('1__ann 3__team')
    expect(w.engine.getState()).toMatchObject({ account: 'me', connection: 'connected', sync: { complete: false } })
    expect(w.row('3__team')).toMatchObject({
      kind: 'group',
      targetId: 'team',
      activeAt: 2000,
      lastMessage: { id: 'team-2000', senderId: 'bob', text: 'hi', type: 'text', status: 'sent', revoked: false },
    })
    expect(w.notes()).toEqual([])
  })

  it('is read when the messages missed offline are there, and what they said before waits for it', async () => {
    const asked: string[] = []
    await given({
      rows: ROWS,
      prepare: (sdk) => {
        sdk.offline = [rongWireMessage({ target: 'zoe', at: 5000 }), rongWireMessage({ target: 'ann', at: 4000 })]
        sdk.answers.qryRelationR = () => void asked.push(sdk.account)
      },
    })
    expect(asked).toEqual(['me'])
    expect(w.line()).toBe('1__zoe(1) 1__ann(1) 3__team')
    expect(w.sdk.sent.map(({ topic }) => topic).indexOf('pullMsg')).toBeLessThan(
      w.sdk.sent.map(({ topic }) => topic).indexOf('qryRelationR'),
    )
  })

  it('a source that comes after the login reads it at once', async () => {
    await given({ rows: ROWS, login: false })
    w.engine.dispose()
    await w.sdk.connectAs('me')
    const { createEngine } = await import('@convolist/core')
    const engine = createEngine({ source: w.source })
    await engine.ready
    expect(engine.view().ids()).toEqual(['1__ann', '3__team'])
    engine.dispose()
  })

  it('comes page by page where it is asked for in pages', async () => {
    const rows = [1, 2, 2, 2, 3, 4, 5].map((at, i) => rongRow({ target: `u${i}`, at: at * 1000 }))
    await given({ rows, source: { pageSize: 2 } })
    expect(w.engine.view().size).toBe(7)
    expect(w.notes()).toEqual([])
  })

  it('comes page by page, and an older message told before the page of its row is not taken for news', async () => {
    let release: (answer: undefined) => void = () => undefined
    let asked = 0
    await given({
      rows: ROWS,
      source: { pageSize: 1 },
      prepare: (sdk) => {
        sdk.offline = [rongWireMessage({ type: 3, target: 'team', from: 'bob', at: 1500 })]
        sdk.answers.qryRelationR = () => (++asked === 2 ? new Promise((resolve) => (release = resolve)) : undefined)
      },
    })
    expect(w.line()).toBe('1__ann')
    release(undefined)
    await w.settle()
    expect(w.row('3__team')).toMatchObject({ activeAt: 2000, lastMessage: { id: 'team-2000' }, unreadCount: 1 })
  })

  it('keeps rows that are no longer in it: it is capped at 1000 and six months', async () => {
    await given()
    w.sdk.rows = [ROWS[0]!]
    await w.engine.commands.refresh()
    expect(w.line()).toBe('1__ann 3__team')
  })

  it('keeps what was saved beyond it, and what is said of that', async () => {
    const saved = await savedRow('1__old', 'from last year')
    await given({ rows: ROWS, engine: { initialState: saved } })
    expect(w.line()).toBe('1__ann 3__team 1__old')
    await elsewhere(rongSettings({ target: 'old', at: 9000 }, { pinned: true }))
    expect(w.line()).toBe('^1__old 1__ann 3__team')
    expect(w.row('1__old')?.lastMessage?.text).toBe('from last year')
    await push(rongMessage({ target: 'old', at: 9100, text: 'again' }))
    expect(w.row('1__old')).toMatchObject({ stickTop: true, unreadCount: 1, lastMessage: { text: 'again' } })
  })

  it('has the pinned and muted rows that the server’s list ends before', async () => {
    const rows = [rongRow({ target: 'old', at: 1 }), ...ROWS]
    await given({
      rows,
      prepare: (sdk) => {
        sdk.settings = [rongSettings({ target: 'old', at: 50 }, { pinned: true, level: 5 })]
        sdk.answers.qryRelationR = () => ({ data: { info: ROWS, isFinished: true } })
      },
    })
    expect(w.line()).toBe('^1__old~ 1__ann 3__team')
    expect(w.row('1__old')?.notify).toBe('none')
  })

  it.each([1000, 1])('a change while it is under way is not lost, in pages of %i', async (pageSize) => {
    let release: (answer: undefined) => void = () => undefined
    await given({
      rows: ROWS,
      source: { pageSize },
      prepare: (sdk) => {
        sdk.settings = [rongSettings({ target: 'ann', at: 50 }, { pinned: true })]
        // Asked for the pinned rows, after the list itself.
        sdk.answers.qryRLBatch = () => new Promise((resolve) => (release = resolve))
      },
    })
    expect(w.engine.getState().sync.phase).toBe('syncing')
    await push(team(4000, { text: 'meanwhile' }))
    await elsewhere(rongSettings({ type: 3, target: 'team', at: 4000 }, { level: 5 }))
    release(undefined)
    await w.settle()
    expect(w.line()).toBe('^1__ann 3__team(1)~')
    expect(w.row('3__team')?.lastMessage?.text).toBe('meanwhile')
  })

  it('fails, and is read again', async () => {
    let fails = 1
    await given({
      rows: ROWS,
      prepare: (sdk) => {
        sdk.answers.qryRelationR = () => (fails-- > 0 ? { code: 33302 } : undefined)
      },
    })
    expect(w.engine.getState().sync.phase).toBe('failed')
    await w.sdk.push(team(4000))
    await w.settle()
    expect(w.line()).toBe('3__team(1)') // what is told live shows all the same
    await w.clock.advance(2000)
    await w.settle()
    expect(w.line()).toBe('3__team(1) 1__ann')
  })

  describe('that is under way has its older messages wait', () => {
    const rows = [rongRow({ target: 'ann', at: 5000, text: 'newest' })]
    /** The answers to the list's questions, in the order they were asked. */
    let pages: ((answer: RongAnswer | undefined) => void)[]
    const hold = (sdk: World['sdk']): void => {
      pages = []
      sdk.answers.qryRelationR = () => new Promise((resolve) => pages.push(resolve))
    }
    const refused = { code: 30003 }

    it.each([
      [
        'while a view’s own page fails',
        async () => {
          await given({ rows, prepare: hold })
          w.sdk.answers.qryRelationFilter = () => refused
          await expect(
            w.source.list({ cursor: undefined, limit: 10, filter: { labels: ['x'] } }),
          ).rejects.toMatchObject({ code: 'sync/failed' })
        },
      ],
      [
        'while one of the former account fails',
        async () => {
          await given({ rows })
          hold(w.sdk)
          void w.engine.commands.refresh().catch(() => {})
          await w.settle()
          await w.sdk.connectAs('you')
          await w.settle()
          pages.shift()?.(refused)
        },
      ],
      [
        'while one that was given up for it fails',
        async () => {
          await given({ rows, login: false })
          hold(w.sdk)
          await w.sdk.connectAs('me')
          await w.settle()
          w.sdk.raise('PULL_OFFLINE_MESSAGE_FINISHED')
          await w.settle()
          pages.shift()?.(refused)
        },
      ],
      [
        'after one that failed',
        async () => {
          await given({ rows, prepare: hold })
          pages.shift()?.(refused)
          await w.settle()
          expect(w.engine.getState().sync.phase).toBe('failed')
          await w.clock.advance(2000)
        },
      ],
      [
        'though the line was cut for longer than the list is waited for',
        async () => {
          await given({ rows, prepare: (sdk) => void (sdk.answers.pullMsg = () => 'silent') })
          w.sdk.suspend()
          await w.settle()
          await w.clock.advance(11_000)
          delete w.sdk.answers.pullMsg
          hold(w.sdk)
          await w.sdk.reconnect()
        },
      ],
    ])('%s', async (_when, begin) => {
      await begin()
      await w.settle()
      await push(rongMessage({ target: 'ann', at: 4500, text: 'older' }))
      expect(pages).toHaveLength(1)
      pages[0]?.(undefined)
      await w.settle()
      expect(w.row('1__ann')?.lastMessage?.text).toBe('newest')
    })
  })
})

describe('CONVERSATION', () => {
  it('changes what it names: preview, count and place', async () => {
    await given()
    await push(team(4000, { text: 'news' }))
    expect(w.line()).toBe('3__team(1) 1__ann')
    expect(w.row('3__team')?.lastMessage).toMatchObject({ text: 'news', sentAt: 4000 })
  })

  it('a message of an unknown conversation makes its row, with what the SDK knows of it', async () => {
    await given({
      rows: ROWS,
      prepare: (sdk) => void (sdk.settings = [rongSettings({ target: 'zoe', at: 50 }, { pinned: true, level: 5 })]),
    })
    expect(w.row('1__zoe')).toBeUndefined() // settings make no row
    await push(rongMessage({ target: 'zoe', at: 1000 }))
    expect(w.row('1__zoe')).toMatchObject({ stickTop: true, notify: 'none', unreadCount: 1 })
  })

  it('a pin from elsewhere comes without message and time, and takes neither', async () => {
    await given()
    await elsewhere(rongSettings({ type: 3, target: 'team', at: 9000 }, { pinned: true }))
    expect(w.line()).toBe('^3__team 1__ann')
    expect(w.row('3__team')).toMatchObject({ activeAt: 2000, lastMessage: { text: 'hi' } })
  })

  it('an older setting does not undo a newer one', async () => {
    await given()
    await elsewhere(rongSettings({ target: 'ann', at: 9000 }, { pinned: true, level: 5 }))
    await elsewhere(rongSettings({ target: 'ann', at: 8000 }, { pinned: false, level: 0 }))
    expect(w.row('1__ann')).toMatchObject({ stickTop: true, notify: 'none' })
  })

  it('an older message never replaces a newer preview, though the SDK’s own row takes it', async () => {
    await given()
    const told: (number | undefined)[] = []
    w.sdk.im.addEventListener(w.sdk.im.Events.CONVERSATION, ({ conversationList }) => {
      told.push(conversationList[0]?.conversation.latestMessage?.sentTime)
    })
    await push(team(9000, { text: 'new' }), team(8000, { text: 'late' }))
    expect(told).toEqual([9000, 8000])
    expect(w.row('3__team')).toMatchObject({ unreadCount: 1, activeAt: 9000, lastMessage: { text: 'new' } })
  })

  it('two messages of one millisecond: the later told one shows', async () => {
    await given()
    await push(team(9000, { uid: 'a', text: 'first' }), team(9000, { uid: 'b', text: 'second' }))
    expect(w.row('3__team')?.lastMessage?.text).toBe('second')
  })

  it('several messages in one pull are one change of the row', async () => {
    await given()
    w.sdk.offline = [1, 2, 3].map((n) => rongWireMessage({ target: 'ann', at: 4000 + n, text: `m${n}` }))
    w.sdk.suspend()
    const seen: (string | undefined)[] = []
    w.engine.subscribe(() => seen.push(w.row('1__ann')?.lastMessage?.text))
    await w.sdk.reconnect()
    await w.settle()
    expect(w.row('1__ann')).toMatchObject({ unreadCount: 3, lastMessage: { text: 'm3' } })
    expect(seen).not.toContain('m1')
  })

  it('levels: mentions only in groups, and in private chats whatever the SDK calls muted', async () => {
    await given()
    await elsewhere(rongSettings({ type: 3, target: 'team', at: 9000 }, { level: 1 }))
    await elsewhere(rongSettings({ target: 'ann', at: 9000 }, { level: 1 }))
    expect([w.row('3__team')?.notify, w.row('1__ann')?.notify]).toEqual(['mentions', 'none'])
    await elsewhere(rongSettings({ target: 'ann', at: 9100 }, { level: -1 }))
    expect(w.row('1__ann')?.notify).toBe('all')
  })

  it('a private chat in an organisation is a conversation of its own', async () => {
    await given()
    await push(rongMessage({ target: 'ann', channel: 'org', at: 9000 }))
    expect(w.engine.view().ids()).toEqual(['1_org_ann', '1__ann', '3__team'])
    expect(w.row('1_org_ann')).toMatchObject({ channelId: 'org', targetId: 'ann' })
  })

  it('my own message, sent here or elsewhere, counts nothing', async () => {
    await given()
    const text = new w.sdk.im.TextMessage({ content: 'from here' })
    const { data } = await w.sdk.im.sendMessage({ conversationType: 3, targetId: 'team' }, text)
    await w.settle()
    expect(w.row('3__team')).toMatchObject({ unreadCount: 0, lastMessage: { text: 'from here', senderId: 'me' } })
    await push(team(data!.sentTime + 1, { own: true, from: 'me', text: 'from elsewhere' }))
    expect(w.row('3__team')).toMatchObject({ unreadCount: 0, lastMessage: { text: 'from elsewhere' } })
  })

  it('a missing latest message in a list was deleted: pin and count stay, and a message that is known', async () => {
    await given()
    await push(rongMessage({ target: 'ann', at: 4000 }))
    await w.engine.commands.stickTop('1__ann', true)
    w.sdk.rows = w.sdk.rows.map((row) => ({ ...row, msg: undefined }))
    await w.sdk.im.disconnect()
    w.sdk.suspend()
    await w.sdk.connectAs('me')
    await w.settle()
    expect(w.row('1__ann')).toMatchObject({
      stickTop: true,
      unreadCount: 1,
      lastMessage: undefined,
      activeAt: 4000,
    })
    await push(rongMessage({ target: 'ann', at: 9000, text: 'known' }))
    await w.engine.commands.refresh()
    expect(w.row('1__ann')?.lastMessage?.text).toBe('known')
  })
})

describe.each([
  ['the order in its place', {}],
  ['a note in its place', { supportRecallRefactor: 1 }],
])('a recall leaves %s', (_name, navi) => {
  it('of the newest message: its words go, the place stays', async () => {
    await given({ rows: ROWS, navi })
    await push(team(9000, { uid: 'x', text: 'secret' }))
    await push(rongRecall({ type: 3, target: 'team', from: 'bob', at: 9500 }, { uid: 'x', at: 9000 }))
    expect(w.row('3__team')).toMatchObject({
      unreadCount: 0,
      activeAt: 9000,
      sortKey: 9000,
      lastMessage: { id: 'x', sentAt: 9000, revoked: true, revokedBy: 'bob' },
    })
    expect(JSON.stringify(w.engine.serialize())).not.toContain('secret')
  })

  it('where the server works in realtime mode, which tells of no row: its words go', async () => {
    await given({ rows: ROWS, navi: { ...navi, sessionMode: 1 } })
    let told = 0
    w.sdk.im.addEventListener(w.sdk.im.Events.CONVERSATION, () => told++)
    expect(w.row('3__team')?.lastMessage).toMatchObject({ id: 'team-2000', text: 'hi' })
    await push(rongRecall({ type: 3, target: 'team', from: 'bob', at: 9500 }, { uid: 'team-2000', at: 2000 }))
    expect(told).toBe(0)
    expect(w.row('3__team')?.lastMessage).toMatchObject({ id: 'team-2000', text: undefined, revoked: true })
  })

  it('of an older message: the newest one still shows', async () => {
    await given({ rows: ROWS, navi })
    await push(team(9000, { uid: 'x' }), team(9100, { uid: 'y', text: 'newest' }))
    await push(rongRecall({ type: 3, target: 'team', from: 'bob', at: 9500 }, { uid: 'x', at: 9000 }))
    expect(w.row('3__team')).toMatchObject({ unreadCount: 1, activeAt: 9100, lastMessage: { id: 'y', text: 'newest' } })
  })
})

describe('mentions', () => {
  const naming = (at: number, type: 1 | 2, ...userIdList: string[]): RongPushedMessage =>
    team(at, { content: { content: '@', mentionedInfo: { type, userIdList } } })

  it('count those that name me and those that name everyone, never those that name others', async () => {
    await given()
    await push(naming(4000, 2, 'zed'))
    expect(w.row('3__team')?.mentions).toEqual({ me: 0, all: 0 })
    const { data } = await w.sdk.im.getConversation({ conversationType: 3, targetId: 'team' })
    expect(data?.hasMentioned).toBe(true) // the field that misleads
    await push(naming(4100, 2, 'me'), naming(4200, 1))
    expect(w.row('3__team')?.mentions).toEqual({ me: 1, all: 1 })
    await w.engine.commands.refresh()
    expect(w.row('3__team')?.mentions).toEqual({ me: 1, all: 1 })
  })

  it('end with reading, here or elsewhere, and count anew', async () => {
    await given()
    await push(naming(4000, 2, 'me'))
    await w.engine.commands.markRead('3__team')
    expect(w.row('3__team')).toMatchObject({ unreadCount: 0, mentions: { me: 0, all: 0 } })
    await push(naming(Date.now() + 1000, 1))
    expect(w.row('3__team')?.mentions).toEqual({ me: 0, all: 1 })
    await push(rongReadElsewhere({ type: 3, target: 'team', account: 'me', at: Date.now() + 2000 }, Date.now() + 1000))
    expect(w.row('3__team')).toMatchObject({ unreadCount: 0, mentions: { me: 0, all: 0 } })
  })

  it('after a reload, are told from the first one', async () => {
    await given()
    await push(naming(4000, 1), naming(4100, 1))
    await w.sdk.connectAs('me') // another login of the same account
    w.sdk.suspend()
    await w.sdk.reconnect()
    await w.settle()
    expect(w.row('3__team')?.mentions).toEqual({ me: 0, all: 2 })
  })
})

describe('the SDK’s own objects', () => {
  it('are not kept, so that frozen states leave the SDK working', async () => {
    await given()
    w.engine.subscribe((state) => deepFreeze(state.parts))
    deepFreeze(w.engine.view().window(0, 10))
    await push(team(4000, { text: 'one' }), team(4100, { text: 'two' }))
    await w.engine.commands.markRead('3__team')
    const after = Date.now() + 1000
    await push(team(after, { text: 'three' }))
    expect(w.row('3__team')).toMatchObject({ unreadCount: 1, lastMessage: { text: 'three' } })
    const before = w.row('3__team')
    const { data } = await w.sdk.im.getConversation({ conversationType: 3, targetId: 'team' })
    Object.assign(data!.latestMessage!, { content: { content: 'changed' }, sentTime: 1 })
    expect(w.row('3__team')).toBe(before)
  })
})

describe('the connection', () => {
  it('a reconnect brings what changed meanwhile', async () => {
    await given()
    w.sdk.suspend()
    await w.settle()
    expect(w.engine.getState().connection).toBe('disconnected')
    w.sdk.offline = [rongWireMessage({ type: 3, target: 'team', from: 'bob', at: 4000, text: 'missed' })]
    w.sdk.settings = [rongSettings({ target: 'ann', at: 4000 }, { pinned: true })]
    await w.sdk.reconnect()
    await w.settle()
    expect(w.engine.getState().connection).toBe('connected')
    expect(w.line()).toBe('^1__ann 3__team(1)')
  })

  it.each([
    [31010, 'another device'],
    [31020, 'a token that ran out'],
    [31004, 'a wrong token'],
    [31027, 'a token that was used'],
    [31009, 'a user who is blocked'],
    [31011, 'a user who was blocked meanwhile'],
    [31023, 'another device that stays'],
    [31029, 'a deleted user'],
  ])('%i, %s, closes the account, and what comes late belongs to nobody', async (code) => {
    await given()
    w.sdk.kick(code)
    await w.settle()
    expect(w.engine.getState().account).toBeUndefined()
    expect(w.engine.view().size).toBe(0)
    await push(team(9000))
    expect(w.engine.view().size).toBe(0)
  })

  it('any other end of the line keeps the list', async () => {
    await given()
    w.sdk.kick(30007)
    await w.settle()
    expect(w.engine.getState()).toMatchObject({ account: 'me', connection: 'disconnected' })
    expect(w.engine.view().size).toBe(2)
  })

  it('a logout empties the list, and the next account has its own', async () => {
    await given()
    await w.sdk.logout()
    await w.settle()
    expect(w.engine.view().size).toBe(0)
    w.sdk.rows = [rongRow({ target: 'eve', at: 10 })]
    await w.sdk.connectAs('you')
    await w.settle()
    expect(w.line()).toBe('1__eve')
    expect(w.engine.getState().account).toBe('you')
  })

  it('no listener is left after dispose, and nothing arrives', async () => {
    await given()
    expect(w.sdk.listenerCount()).toBeGreaterThan(15)
    w.engine.dispose()
    expect(w.sdk.listenerCount()).toBe(0)
  })
})

/** What an engine saved when the row was still in the list. */
async function savedRow(id: string, text: string): Promise<SerializedState> {
  const [, target = ''] = id.split('__')
  const past = await world({ rows: [rongRow({ target, at: 1, text })] })
  const saved = past.engine.serialize()
  await past.close()
  return saved
}
