import type { Source } from '@convolist/core'
import { LIMIT, tencentCapabilities } from '../capabilities.js'
import { each, tencentCommands, type Dialect } from '../commands.js'
import { invalid, toFailed, unsupported, refusedWith } from '../errors.js'
import { isRecord } from '../read.js'
import type { V2TimChat, V2TimOptions } from './chat.js'
import { connectV2Tim } from './connect.js'
import { openModule, type Module } from './envelope.js'
import { fetchRows, listPage } from './list.js'
import { createV2TimLine } from './session.js'
import { createWatches, readUnread } from './unread.js'

export function createV2TimSource(chat: V2TimChat, options: V2TimOptions): Source {
  const module = openModule(chat)
  const line = createV2TimLine()
  const watches = createWatches(module, line)
  const capabilities = tencentCapabilities('v2tim', module.has)
  let disconnect = (): void => {}
  return {
    vendor: 'tencent-v2tim',
    capabilities,
    connect(sink) {
      disconnect()
      return (disconnect = connectV2Tim(
        chat,
        module,
        line,
        watches,
        options.listeners ?? {},
        capabilities.rowFields,
        sink,
      ))
    },
    list: (request) => listPage(module, line, request),
    fetch: (ids) => fetchRows(module, line, ids),
    execute: tencentCommands(v2TimDialect(module), line),
    readUnread: (query) => readUnread(module, line, query),
    watchUnread: (query, scope) => watches.add(query, scope),
  }
}

const CLEAN = 'cleanConversationUnreadMessageCount'
/** Receive; receive without an alert (1 would not receive at all); alert for mentions only (native modules). */
const OPTION = { all: 0, none: 2, mentions: 3 } as const

function v2TimDialect({ call, has }: Module): Dialect {
  /** 0 clears everything, whatever came since. */
  const clean = (conversationID: string): Promise<unknown> =>
    call(CLEAN, { conversationID, cleanTimestamp: 0, cleanSequence: 0 })

  return {
    family: 'v2tim',
    call,
    read({ id, kind, targetId }) {
      if (has(CLEAN)) return clean(id)
      return kind === 'direct'
        ? call('markC2CMessageAsRead', { userID: targetId })
        : call('markGroupMessageAsRead', { groupID: targetId })
    },
    async readScope(scope) {
      if (scope.type === 'all') return has(CLEAN) ? clean('') : call('markAllMessageAsRead')
      if (scope.type === 'label') throw unsupported('markRead', 'there is no call for a group of conversations')
      for (const [kind, word] of [
        ['direct', 'c2c'],
        ['group', 'group'],
      ] as const) {
        if (scope.kinds.includes(kind)) await clean(word)
      }
      return undefined
    },
    async muteUsers(users, notify) {
      const answer = await call('setC2CReceiveMessageOpt', { userIDList: [...users], opt: OPTION[notify] })
      const entries: readonly unknown[] = Array.isArray(answer) ? answer : []
      return entries.flatMap((entry) => {
        if (!isRecord(entry) || typeof entry.userID !== 'string' || typeof entry.resultCode !== 'number') return []
        return entry.resultCode === 0
          ? []
          : { userID: entry.userID, error: refusedWith(entry.resultCode, entry.userID, 'mute') }
      })
    },
    muteGroup: (groupID, notify) => call('setGroupReceiveMessageOpt', { groupID, opt: OPTION[notify] }),
    async remove(ids, clearMessage) {
      if (has('deleteConversationList')) {
        const answer = await call('deleteConversationList', { conversationIDList: [...ids], clearMessage })
        return { failed: toFailed(answer, 'remove') }
      }
      if (!clearMessage) {
        throw unsupported('remove', 'before 7.1 its messages go with it, everywhere; say so with clearMessages: true')
      }
      return each(ids, 'remove', (conversationID) => call('deleteConversation', { conversationID }))
    },
    deleteGroup: (groupName) => call('deleteConversationGroup', { groupName }),
    create: (id) => Promise.reject(unsupported('create', `"${id}" begins with its first message`)),
    async sendReceipt(messages) {
      // Own messages need none. The uni-app/H5 module calls the parameter one way in its table and another in its samples.
      const ids = messages.flatMap((message) => {
        const { msgID, isSelf } = isRecord(message) ? message : {}
        if (typeof msgID !== 'string')
          throw invalid(`sendReceipt needs V2TIM's own messages, at most ${LIMIT.receipts}.`)
        return isSelf === true ? [] : msgID
      })
      if (ids.length > 0) await call('sendMessageReadReceipts', { msgIDList: ids, messageIDList: ids })
    },
  }
}
