import { isConvolistError, toConversationId, type UnreadQuery } from '@convolist/core'
import { check, later, same } from '../check.js'
import type { ChatKey } from '../rig.js'
import { SHOWN, type Stage } from '../stage.js'
import { scenario, story, type Scenario } from './scenario.js'

/** `undefined` where the vendor cannot add up these, and says so. */
function watchOrRefuse(watch: () => () => void): (() => void) | undefined {
  try {
    return watch()
  } catch (error) {
    if (isConvolistError(error) && error.code === 'command/unsupported') return undefined
    throw error
  }
}

/** An adapter that does not look at the question gives one total to all of them. */
async function askOrRefuse(stage: Stage, what: string, query: UnreadQuery, wanted: number): Promise<void> {
  const asked = later(Promise.resolve(stage.watched.source.readUnread?.(query)))
  const error = await stage.ending(what, asked)
  if (error) same(`the refusal of ${what}`, error.code, 'command/unsupported')
  else same(what, await asked, wanted)
}

const BURST: readonly ChatKey[] = ['direct/ann', 'direct/dan', 'direct/bob']

/** What happens while the line is up. */
export const newsScenarios: readonly Scenario[] = [
  story('live burst', async (stage) => {
    const messageIds = (): readonly unknown[] => BURST.map((chat) => stage.row(chat)?.lastMessage?.id)
    const before = messageIds()
    for (let round = 0; round < 6; round++) {
      // oxlint-disable-next-line no-await-in-loop -- the order of messages is the point
      for (const chat of BURST) await stage.receive(chat, `${chat} ${round}`)
    }
    await stage.untilLine(
      'the list after 18 messages',
      '^direct/cid direct/bob(8) direct/dan(6) direct/ann(6) group/7001(1)',
    )
    same('preview', stage.row('direct/ann')?.lastMessage?.text, 'direct/ann 5')
    const ids = [...before, ...messageIds()]
    same('ids of different messages that are the same', ids.length - new Set(ids).size, 0)
    same('unread in all', stage.engine.view().counters.unread, 21)
  }),
  story('a first message', async (stage) => {
    const sentAt = await stage.receive('direct/eve', 'hello')
    await stage.untilLine('the list', SHOWN.replace('direct/dan', 'direct/eve(1) direct/dan'))
    const { kind, targetId, lastMessage } = stage.row('direct/eve') ?? {}
    same('the new row', { kind, targetId }, { kind: 'direct', targetId: 'eve' })
    const { text, senderId, type, status, revoked } = lastMessage ?? {}
    same(
      'its message',
      { text, sentAt: lastMessage?.sentAt, senderId, type, status, revoked },
      { text: 'hello', sentAt, senderId: 'eve', type: 'text', status: 'sent', revoked: false },
    )
  }),
  scenario('words are only words', async (stage) => {
    await stage.begin()
    const words = '<img src=x onerror=alert(1)> "&amp; {{x}} \u202e'
    await stage.receive('direct/constructor', words)
    await stage.until('the row of somebody called constructor', () => stage.row('direct/constructor') !== undefined)
    same('preview', stage.row('direct/constructor')?.lastMessage?.text, words)
  }),
  story('deletion on another device', async (stage) => {
    await stage.server.removeElsewhere('direct/bob')
    if (!stage.tells('removedElsewhere')) {
      await stage.stays('the vendor does not tell of deletions elsewhere', () => stage.line() === SHOWN)
      return 'stays, for nobody tells'
    }
    const line = '^direct/cid direct/dan group/7001(1) direct/ann'
    await stage.untilLine('the row is gone', line)
    await stage.stays('gone', () => stage.line() === line)
    await stage.receive('direct/bob')
    await stage.untilLine(
      'a new message brings it back',
      '^direct/cid direct/bob(1) direct/dan group/7001(1) direct/ann',
    )
    return undefined
  }),
  story('read on another device', async (stage) => {
    await stage.server.readElsewhere('direct/bob')
    if (!stage.tells('readElsewhere')) {
      await stage.stays('the vendor does not tell of reading elsewhere', () => stage.line() === SHOWN)
      return 'stays, for nobody tells'
    }
    await stage.untilLine('read', SHOWN.replace('bob(2)', 'bob'))
    await stage.receive('direct/bob')
    await stage.until('only what came later counts', () => stage.row('direct/bob')?.unreadCount === 1)
    return undefined
  }),
  story('pinned on another device', async (stage) => {
    await stage.server.stickTopElsewhere('direct/bob', true)
    if (!stage.tells('stickTopElsewhere')) {
      await stage.stays('the vendor does not tell of pins elsewhere', () => stage.line() === SHOWN)
      return 'stays, for nobody tells'
    }
    await stage.untilRows('pinned', '^direct/bob(2) ^direct/cid direct/dan group/7001(1) direct/ann')
    await stage.server.stickTopElsewhere('direct/bob', false)
    await stage.untilRows('not pinned any more', SHOWN)
    return undefined
  }),
  story('a message taken back', async (stage) => {
    const sentAt = await stage.receive('direct/bob', 'secret words')
    await stage.until('the message is shown', () => stage.row('direct/bob')?.lastMessage?.text === 'secret words')
    await stage.server.revoke('direct/bob')
    const isKnown = (): boolean => JSON.stringify(stage.row('direct/bob')).includes('secret words')
    if (!stage.tells('revoked')) {
      await stage.stays('the vendor does not tell of messages taken back', isKnown)
      return 'stays, for nobody tells'
    }
    await stage.until('the words leave the list', () => !isKnown())
    check(stage.row('direct/bob') !== undefined, 'the row left with the message')
    const { lastMessage } = stage.row('direct/bob') ?? {}
    const isEarlier = lastMessage !== undefined && lastMessage.sentAt < sentAt
    check(isEarlier || lastMessage?.revoked === true, 'the message is there, and not said to be revoked')
    return undefined
  }),
  story('receipts out of order', async (stage) => {
    const readAt = (): number | undefined => stage.row('direct/ann')?.peerReadAt
    const before = readAt()
    const late = await stage.receive('direct/ann')
    await stage.until('the message is shown', () => stage.row('direct/ann')?.unreadCount === 1)
    await stage.server.peerRead('direct/ann', late)
    if (!stage.tells('peerRead')) {
      await stage.stays('the vendor does not tell how far others have read', () => readAt() === before)
      return 'unknown, for nobody tells'
    }
    await stage.until('the mark of the other side is known', () => readAt() === late)
    await stage.server.peerRead('direct/ann', late - 60_000)
    await stage.stays('an older receipt does not take it back', () => readAt() === late)
    return undefined
  }),
  story('totals agree', async (stage) => {
    const { source } = stage.watched
    const wanted = stage.capabilities.readUnread ?? true
    same('has readUnread', source.readUnread !== undefined, wanted)
    await stage.receive('direct/dan')
    await stage.until('the message is counted', () => stage.engine.view().counters.unread === 4)
    await stage.settle()
    same('notes of totals that differ', stage.engine.diagnostics.counts['unread/drift'] ?? 0, 0)
    if (!wanted) return 'has no total of its own'
    const asked = source.readUnread?.({ type: 'all' })
    same('the vendor’s own total', asked && (await stage.answer('the total', asked)), 4)
    const ids = ['direct/bob', 'group/7001'] as const
    const some = { type: 'ids', ids: ids.map((chat) => toConversationId(stage.server.id(chat))) } as const
    await askOrRefuse(stage, 'the vendor’s own total of two chats', some, 3)
    await askOrRefuse(stage, 'the vendor’s own total of direct chats', { type: 'filter', kinds: ['direct'] }, 3)
    await askOrRefuse(stage, 'the vendor’s own total of groups', { type: 'filter', kinds: ['group'] }, 1)
    return undefined
  }),
  story('watched totals', async (stage) => {
    const { source } = stage.watched
    if (source.watchUnread === undefined) return 'has no totals to watch'
    const reported = (): number | undefined => stage.engine.getState().reported['of direct chats']
    const stop = watchOrRefuse(() => stage.engine.watchUnread({ type: 'filter', kinds: ['direct'] }, 'of direct chats'))
    if (stop === undefined) return 'refused by name'
    await stage.settle()
    await stage.receive('direct/ann')
    await stage.until('the watched total is reported', () => reported() === 3)
    stop()
    await stage.settle()
    await stage.receive('direct/dan')
    await stage.until('the message is counted', () => stage.engine.view().counters.unread === 5)
    await stage.stays('nothing is reported after the watch was stopped', () => reported() === 3)
    return undefined
  }),
  ...(['direct', 'audible'] as const).map((what) =>
    story(`a watched total after our own commands: ${what}`, async (stage) => {
      const { source } = stage.watched
      if (source.watchUnread === undefined) return 'has no totals to watch'
      const query: UnreadQuery =
        what === 'direct' ? { type: 'filter', kinds: ['direct'] } : { type: 'filter', ignoreMuted: true }
      if (watchOrRefuse(() => stage.engine.watchUnread(query, what)) === undefined) return 'refused by name'
      const reported = (): number | undefined => stage.engine.getState().reported[what]
      await stage.receive('direct/ann')
      const others = what === 'direct' ? 0 : 1
      await stage.until('the watched total is reported', () => reported() === 3 + others)
      const { commands } = stage.engine
      if (stage.supports('markRead') === 'server') {
        const error = await stage.ending('markRead', commands.markRead(stage.server.id('direct/ann')))
        same('markRead', error?.code, undefined)
        await stage.until('what is read leaves the total', () => reported() === 2 + others)
      }
      if (what === 'audible' && stage.supports('mute') === 'server') {
        const before = reported()!
        const error = await stage.ending('mute', commands.mute(stage.server.id('direct/bob'), true))
        same('mute', error?.code, undefined)
        await stage.until('what is muted leaves the total', () => reported() === before - 2)
      }
      return undefined
    }),
  ),
]
