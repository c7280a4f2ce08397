import type { ConvolistError, ConversationId, Source } from '@convolist/core'
import { LIMIT, tencentCapabilities } from '../capabilities.js'
import { tencentCommands, type Dialect } from '../commands.js'
import { invalid, refusedWith, unsupported } from '../errors.js'
import { isRecord } from '../read.js'
import type { WebChat } from './chat.js'
import { connectWeb, selfRead } from './connect.js'
import { conversationsIn, fetchRows, listAll } from './list.js'
import { createWebLine, openSdk, type Sdk, type WebLine } from './session.js'
import { createWatches, readUnread } from './unread.js'

export function createWebSource(chat: WebChat): Source {
  const sdk = openSdk(chat)
  const line = createWebLine(sdk.has('use')) // only lite-chat has this method
  const watches = createWatches(sdk, line)
  let disconnect = (): void => {}
  return {
    vendor: 'tencent-web',
    capabilities: tencentCapabilities('web', sdk.has),
    connect(sink) {
      disconnect()
      return (disconnect = connectWeb(sdk, line, watches, sink))
    },
    list: (request) => listAll(sdk, line, request),
    fetch: (ids) => fetchRows(sdk, line, ids),
    execute: tencentCommands(webDialect(sdk, line), line),
    readUnread: (query) => readUnread(sdk, query),
    watchUnread: (query, scope) => watches.add(query, scope),
  }
}

const REMIND = { all: 'AcceptAndNotify', none: 'AcceptNotNotify', mentions: 'AcceptNotNotifyExceptAt' } as const
const NOT_FOUND = 2500

function webDialect(sdk: Sdk, line: WebLine): Dialect {
  const { call } = sdk
  return {
    family: 'web',
    call,
    async read({ id }) {
      const [before] = conversationsIn(await call('getConversationList', [id]))
      const event = before !== undefined && line.session ? selfRead(line.session, before) : undefined
      await call('setMessageRead', { conversationID: id })
      if (event) line.emit(event) // the SDK tells its other devices, but not us
    },
    async readScope(scope) {
      if (scope.type === 'label') throw unsupported('markRead', 'there is no call for a group of conversations')
      const all = scope.type === 'all'
      const direct = all || scope.kinds.includes('direct')
      const group = all || scope.kinds.includes('group')
      if (!direct && !group) return undefined
      const which = direct ? (group ? 'Message' : 'C2CMessage') : 'GroupMessage'
      return call('setAllMessageRead', { scope: `readAll${which}` }) // one call: more than one a second is refused
    },
    async muteUsers(users, notify) {
      const answer = await call('setMessageRemindType', { userIDList: [...users], messageRemindType: REMIND[notify] })
      const bad: unknown = isRecord(answer) ? answer.failureUserIDList : undefined
      return (Array.isArray(bad) ? (bad as unknown[]) : []).flatMap((entry) => {
        if (!isRecord(entry) || typeof entry.userID !== 'string') return []
        return { userID: entry.userID, error: refusedWith(Number(entry.code), entry.userID, 'mute') }
      })
    },
    muteGroup: (groupID, notify) => call('setMessageRemindType', { groupID, messageRemindType: REMIND[notify] }),
    async remove(ids, clearHistoryMessage) {
      const answer = await call('deleteConversation', { conversationIDList: [...ids], clearHistoryMessage })
      const gone: unknown = isRecord(answer) ? answer.conversationIDList : undefined
      // lite-chat 4.2.1 answers nothing: what it did not refuse is gone.
      const isGone = (id: ConversationId): boolean => !Array.isArray(gone) || gone.includes(id)
      const failed = new Map<ConversationId, ConvolistError>()
      for (const id of ids) if (!isGone(id)) failed.set(id, refusedWith(NOT_FOUND, id, 'remove'))
      if (line.session?.delta) line.emit({ type: 'conversationsRemoved', ids: ids.filter(isGone) })
      return { failed }
    },
    deleteGroup: (groupName) => call('deleteConversationGroup', groupName),
    async create(id) {
      const answer = await call('getConversationProfile', id)
      const conversation: unknown = isRecord(answer) ? answer.conversation : undefined
      return { rows: line.session && conversation ? [line.session.rows.peek(conversation)] : [] }
    },
    async sendReceipt(messages) {
      // Own messages need none.
      const theirs = messages.filter((message) => {
        if (!isRecord(message) || typeof message.ID !== 'string')
          throw invalid(`sendReceipt needs the SDK's own messages, at most ${LIMIT.receipts}.`)
        return message.flow !== 'out'
      })
      if (theirs.length > 0) await call('sendMessageReadReceipt', theirs)
    },
  }
}
