import type { Capabilities, ConversationId, ConvolistError, Source } from '@convolist/core'
import { MUTES, BATCH, PAGE, RECEIPTS, none, tencentCapabilities } from '../capabilities.js'
import { each, tencentCommands, type Call, type Dialect } from '../commands.js'
import { invalid, refusals, toError, toFailed, unsupported } from '../errors.js'
import { parseId } from '../ids.js'
import { fieldsOf, type Ids } from '../read.js'
import { V2TIM_IDS, type V2TimChat, type V2TimOptions } from './chat.js'
import { connectV2Tim } from './connect.js'
import { openModule, type Module } from './envelope.js'
import { fetchRows, lastOf, listPage, reread } from './list.js'
import { createStated } from './stated.js'
import { createV2TimLine, type V2TimLine } from './session.js'
import { createWatches, readUnread } from './unread.js'

export function createV2TimSource(chat: V2TimChat, options: V2TimOptions): Source {
  const line = createV2TimLine()
  const module = openModule(chat, line)
  const watches = createWatches(module, line)
  const stated = createStated(v2TimCapabilities(module.has), line)
  let disconnect = (): void => {}
  return {
    vendor: 'tencent-v2tim',
    get capabilities() {
      return stated.capabilities
    },
    connect(sink) {
      disconnect()
      return (disconnect = connectV2Tim(chat, module, line, watches, options.listeners ?? {}, stated, sink))
    },
    list: (request) => listPage(module, line, stated, request),
    fetch: (ids) => fetchRows(module, line, stated, ids),
    execute: tencentCommands(module.call, line, (call) => v2TimDialect(call, module, line)),
    readUnread: (query) => readUnread(module, line, query),
    watchUnread: (query, scope) => watches.add(query, scope),
  }
}

const CLEAN = 'cleanConversationUnreadMessageCount'
function v2TimCapabilities(has: Module['has']): Capabilities {
  const reader = has('markC2CMessageAsRead') ? 'markC2CMessageAsRead' : CLEAN
  return tencentCapabilities(has, {
    vendor: 'tencent-v2tim',
    rowFields: ['draft'],
    pageSize: PAGE,
    filters: has('getConversationListByFilter'),
    markReadScopes: has(CLEAN) ? ['all', 'kinds'] : has('markAllMessageAsRead') ? ['all'] : [],
    commands: (by) => ({
      // Bindings may leave out `isPinned` and `recvOpt`: a row then shows neither, whatever is so.
      stickTop: { ...by('pinConversation'), guessed: true },
      markRead: by(reader),
      mute: { ...by('setC2CReceiveMessageOpt', MUTES), guessed: true },
      // Before 7.1 there is neither a call for many nor an event.
      remove: { support: 'server', batch: BATCH, echo: has('deleteConversationList') },
      saveDraft: {
        why: 'kept by the SDK on this device',
        ...by('setConversationDraft', 1, 'local'),
      },
      create: none('a conversation begins with its first message'),
      sendReceipt: by('sendMessageReadReceipts', 1, 'none', false),
    }),
  })
}

/** Receive; receive without an alert (1 would not receive at all); alert for mentions only (native modules). */
const OPTION = { all: 0, none: 2, mentions: 3 } as const

/** Users are muted by at most five calls a second. */
async function turnOf(line: V2TimLine): Promise<void> {
  const turns = line.session?.mutes ?? []
  const now = line.now()
  const waitMs = Math.min(Math.max((turns.at(-5) ?? 0) + 1000 - now, 0), 1000)
  turns.push(now + waitMs)
  if (waitMs > 0) await new Promise<void>((resolve) => void line.later(waitMs, resolve))
}

/** What V2TIM calls all conversations of a kind. */
const WORDS = { direct: 'c2c', group: 'group' } as const

function v2TimDialect(call: Call, module: Module, line: V2TimLine): Dialect {
  const { has } = module
  /** 0 clears everything, whatever came since. */
  const clean = (conversationID: string): Promise<unknown> =>
    call(CLEAN, { conversationID, cleanTimestamp: 0, cleanSequence: 0 })

  /** Has rows read, and tells what they are then. */
  async function reading(ids: Ids, run: () => Promise<unknown>): Promise<void> {
    const { session } = line
    const was = lastOf(ids, session)
    await run()
    if (!session || line.session !== session) return
    // Rows say how far they were read from 7.1 on, and those of groups never by a time.
    line.emit(
      ...[...was].flatMap(([id, last]) => (last ? ({ type: 'selfReadTo', id, readAt: last.sentAt } as const) : [])),
    )
    for (const [id, last] of was) {
      const now = session.lastMessages.get(id)
      // An event with the same message tells of the reading.
      if (now !== last && now?.id === last?.id) was.delete(id)
    }
    if (was.size > 0) void reread(module, line, was)
  }

  return {
    ids: V2TIM_IDS,
    call,
    pin: (conversationID, isPinned) => call('pinConversation', { conversationID, isPinned }),
    read: ({ id, kind, targetId }) =>
      reading([id], () =>
        has(CLEAN)
          ? clean(id)
          : kind === 'direct'
            ? call('markC2CMessageAsRead', { userID: targetId })
            : call('markGroupMessageAsRead', { groupID: targetId }),
      ),
    async readScope(scope, ids) {
      if (scope.type === 'all') {
        return reading(ids, () => (has(CLEAN) ? clean('') : call('markAllMessageAsRead')))
      }
      if (scope.type === 'label') throw unsupported('markRead', 'there is no call for a group of conversations')
      const failed = new Map<ConversationId, ConvolistError>()
      for (const [kind, word] of Object.entries(WORDS)) {
        if (!scope.kinds.includes(kind as keyof typeof WORDS)) continue
        const theirs = ids.filter((id) => parseId(id, V2TIM_IDS).kind === kind)
        await reading(theirs, () => clean(word)).catch((cause: unknown) => {
          if (theirs.length === 0 || theirs.length === ids.length) throw cause // there is no other to tell it from
          for (const id of theirs) failed.set(id, toError('command/rejected', `markRead of "${id}"`, cause))
        })
      }
      return { failed }
    },
    async muteUsers(users, notify) {
      await turnOf(line)
      const answer = await call('setC2CReceiveMessageOpt', { userIDList: [...users], opt: OPTION[notify] })
      return refusals(answer, 'userID', '', 'mute')
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
        const { msgID, isSelf } = fieldsOf(message)
        if (typeof msgID !== 'string') throw invalid(`sendReceipt needs V2TIM's own messages, at most ${RECEIPTS}.`)
        return isSelf === true ? [] : msgID
      })
      if (ids.length > 0) await call('sendMessageReadReceipts', { msgIDList: ids, messageIDList: ids })
    },
  }
}
