import type { Capabilities, ConversationId, ConvolistError, Source } from '@convolist/core'
import { MUTES, BATCH, RECEIPTS, tencentCapabilities } from '../capabilities.js'
import { tencentCommands, type Call, type Dialect } from '../commands.js'
import { codeOf, invalid, refusals, refusedWith, toError, unsupported } from '../errors.js'
import { fieldsOf } from '../read.js'
import { WEB_IDS, type WebChat } from './chat.js'
import { connectWeb, idsIn } from './connect.js'
import { conversationsIn, fetchRows, listAll } from './list.js'
import { createPins } from './pins.js'
import { retake } from './retake.js'
import { createWebLine, openSdk, type Sdk, type WebLine } from './session.js'
import { createWatches, readUnread } from './unread.js'

export function createWebSource(chat: WebChat): Source {
  const sdk = openSdk(chat)
  const line = createWebLine(sdk.has('use')) // only lite-chat has this method
  const watches = createWatches(sdk, line)
  let disconnect = (): void => {}
  return {
    vendor: 'tencent-web',
    capabilities: webCapabilities(sdk.has),
    connect(sink) {
      disconnect()
      return (disconnect = connectWeb(sdk, line, watches, sink))
    },
    list: (request) => listAll(sdk, line, request),
    fetch: (ids) => fetchRows(sdk, line, ids),
    execute: tencentCommands(sdk.call, line, (call) => webDialect(call, line)),
    readUnread: (query) => readUnread(sdk, query),
    watchUnread: (query, scope) => watches.add(query, scope),
  }
}

/** The SDK has no pages: its whole list is in its memory. */
const EVERYTHING = 2 ** 31 - 1

const webCapabilities = (has: Sdk['has']): Capabilities =>
  tencentCapabilities(has, {
    vendor: 'tencent-web',
    rowFields: [], // no draft: a reconnect empties it, so it comes by patches
    pageSize: EVERYTHING,
    filters: true,
    // Not kinds: the SDK then counts the other kind anew, by the few messages it holds (3.6.6).
    markReadScopes: has('setAllMessageRead') ? ['all'] : [],
    commands: (by) => ({
      stickTop: by('pinConversation'),
      markRead: by('setMessageRead'),
      mute: { ...by('setMessageRemindType', MUTES), guessed: true }, // a new conversation has no setting at first
      remove: by('deleteConversation', BATCH),
      saveDraft: {
        why: 'kept by the SDK in memory, until the page is left',
        ...by('setConversationDraft', 1, 'local', false),
      },
      create: by('getConversationProfile'),
      sendReceipt: by('sendMessageReadReceipt', 1, 'none', false),
    }),
  })

const REMIND = { all: 'AcceptAndNotify', none: 'AcceptNotNotify', mentions: 'AcceptNotNotifyExceptAt' } as const
const NOT_FOUND = 2500
/** Everything is marked as read at most once a second. */
const TOO_OFTEN = 2996
const TOO_OFTEN_MS = 1000

const notRemoved = (id: ConversationId): ConvolistError =>
  toError('command/rejected', `remove of "${id}"`, { message: 'The SDK does not say why, and still has it.' })

function webDialect(call: Call, line: WebLine): Dialect {
  return {
    ids: WEB_IDS,
    call,
    pin: createPins(call, line),
    async read({ id }) {
      const { session } = line
      const [value] = conversationsIn(await call('getConversationList', [id]))
      const was = value === undefined ? undefined : session?.rows.peek(value)
      await call('setMessageRead', { conversationID: id })
      if (!was || line.session !== session) return
      void retake(call, line, new Map([[id, was]]), [id])
    },
    async readScope({ type }, ids) {
      if (type !== 'all') throw unsupported('markRead', 'only everything has a call of its own')
      const { session } = line
      const was = new Map(ids.map((id) => [id, session?.rows.get(id)]))
      const readAll = (): Promise<unknown> => call('setAllMessageRead', { scope: 'readAllMessage' })
      try {
        await readAll()
      } catch (cause) {
        if (codeOf(cause) !== TOO_OFTEN || line.session !== session) throw cause
        await new Promise<void>((resolve) => void line.later(TOO_OFTEN_MS, resolve))
        await readAll()
      }
      if (session && line.session === session) void retake(call, line, was)
    },
    muteUsers: async (users, notify) =>
      refusals(
        await call('setMessageRemindType', { userIDList: [...users], messageRemindType: REMIND[notify] }),
        'userID',
        'failureUserIDList',
        'mute',
      ),
    muteGroup: (groupID, notify) => call('setMessageRemindType', { groupID, messageRemindType: REMIND[notify] }),
    async remove(ids, clearHistoryMessage) {
      const { session } = line
      const answer = await call('deleteConversation', { conversationIDList: [...ids], clearHistoryMessage })
      const gone = fieldsOf(answer).conversationIDList
      const isTold = Array.isArray(gone)
      const left = isTold ? ids.filter((id) => !gone.includes(id)) : ids
      // lite-chat 4.2.1 answers nothing, not even that the server refused some.
      const kept = idsIn(left.length > 0 ? conversationsIn(await call('getConversationList', [...left])) : [])
      const failed = new Map(
        left
          .filter((id) => isTold || kept.has(id))
          .map((id) => [id, kept.has(id) ? notRemoved(id) : refusedWith(NOT_FOUND, id, 'remove')]),
      )
      // The event may be a second late, or none, and bring the conversation back, anew: with another draft than it had.
      const removed = ids.filter((id) => !failed.has(id))
      if (session && line.session === session) {
        removed.forEach(session.rows.forget)
        line.emit({ type: 'conversationsRemoved', ids: removed })
      }
      return { failed }
    },
    deleteGroup: (groupName) => call('deleteConversationGroup', groupName),
    async create(id) {
      const answer = await call('getConversationProfile', id)
      const { conversation } = fieldsOf(answer)
      return line.session && conversation ? [line.session.rows.peek(conversation)] : []
    },
    async sendReceipt(messages) {
      // Own messages need none.
      const theirs = messages.filter((message) => {
        const { ID, flow } = fieldsOf(message)
        if (typeof ID !== 'string') throw invalid(`sendReceipt needs the SDK's own messages, at most ${RECEIPTS}.`)
        return flow !== 'out'
      })
      if (theirs.length > 0) await call('sendMessageReadReceipt', theirs)
    },
  }
}
