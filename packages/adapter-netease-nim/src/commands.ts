import {
  ConvolistError,
  type Command,
  type CommandAnswer,
  type ConversationId,
  type NotifyLevel,
} from '@convolist/core'
import { call, toFailed } from './call.js'
import { RECEIPTS } from './capabilities.js'
import { parseId, toTypes, type NimId } from './ids.js'
import type { NimMessage } from './nim.js'
import { number } from './read.js'
import type { Services } from './services.js'
import type { Line } from './session.js'
import { toLabel } from './to-row.js'

/** From here on a clear in the cloud moves the read time too, and the row carries it. */
const CLEAR_MOVES_READ_TIME = 100_900

/**
 * Carries commands out. Lists of ids come within the limits of `capabilities`; nothing is split here but receipts.
 * Rejects with `ConvolistError` `command/rejected` where NIM refused the call as a whole.
 */
export function nimCommands(services: Services, line: Line): (command: Command) => Promise<CommandAnswer> {
  const { conversation, group, message, setting, cloud, version = Infinity } = services
  const pinTurns = new Map<ConversationId, Promise<void>>()

  return async (command) => (await run(command)) ?? {}

  /** One switch: every command, the SDK's call for it, and what comes back. */
  async function run(command: Command): Promise<CommandAnswer | void> {
    switch (command.type) {
      case 'stickTop':
        return each(command.ids, (id) => pin(id, command.stickTop))
      case 'markRead':
        return markRead(command)
      case 'mute':
        return each(command.ids, (id) => mute(id, command.notify))
      case 'remove':
        return remove(command.ids, command.clearMessages)
      case 'createLabel': {
        const ids = command.ids.length > 0 ? [...command.ids] : undefined
        const created = await call(group, 'createConversationGroup', command.name, undefined, ids)
        return { label: toLabel(created.group), failed: toFailed(command.type, created.failedList) }
      }
      case 'renameLabel':
        return call(group, 'updateConversationGroup', command.labelId, command.name)
      case 'deleteLabel':
        return call(group, 'deleteConversationGroup', command.labelId)
      case 'addToLabel':
      case 'removeFromLabel': {
        const method = command.type === 'addToLabel' ? 'addConversationsToGroup' : 'removeConversationsFromGroup'
        return { failed: toFailed(method, await call(group, method, command.labelId, [...command.ids])) }
      }
      case 'updateServerExtension':
        return each(command.ids, (id) =>
          call(conversation, 'updateConversation', id, { serverExtension: command.text }),
        )
      case 'updateLocalExtension':
        return each(command.ids, (id) => call(conversation, 'updateConversationLocalExtension', id, command.text))
      case 'create': {
        const method = 'createConversation'
        return { rows: line.rows(await Promise.all(command.ids.map((id) => call(conversation, method, id))), method) }
      }
      case 'sendReceipt':
        return sendReceipt(command.ids[0], command.messages as readonly NimMessage[])
      case 'open':
        // Without an id nothing is open; node-nim wants a text in that case too.
        return void (await call(conversation, 'setCurrentConversation', command.ids[0] ?? ''))
      case 'markUnread':
      case 'saveDraft':
      case 'setMark':
        throw new ConvolistError('command/unsupported', `NIM has no ${command.type}; the engine does it itself`)
    }
  }

  /**
   * The local service answers a pin by what it remembers, and it remembers only once the server has answered: an unpin
   * right after a pin would be said to be done without having been sent. So each waits for the one before it.
   */
  function pin(id: ConversationId, stickTop: boolean): Promise<void> {
    const run = (): Promise<void> => call(conversation, 'stickTopConversation', id, stickTop)
    if (cloud) return run()
    const turn = (pinTurns.get(id) ?? Promise.resolve()).then(run, run)
    pinTurns.set(id, turn)
    const leave = (): void => {
      if (pinTurns.get(id) === turn) pinTurns.delete(id)
    }
    turn.then(leave, leave)
    return turn
  }

  async function markRead({ ids, scope }: Extract<Command, { type: 'markRead' }>): Promise<CommandAnswer | void> {
    switch (scope?.type) {
      case 'all':
        return call(conversation, 'clearTotalUnreadCount')
      case 'kinds':
        return call(conversation, 'clearUnreadCountByTypes', toTypes(scope.kinds))
      case 'label':
        return call(conversation, 'clearUnreadCountByGroupId', scope.labelId)
      case undefined:
        return clear(ids)
    }
  }

  async function clear(ids: readonly ConversationId[]): Promise<CommandAnswer> {
    const failed = toFailed('markRead', await call(conversation, 'clearUnreadCountByIds', [...ids]))
    // Elsewhere the row carries the read time. The cloud service before 10.9.0 leaves it where it was, and the local one
    // moves it without a word to this device. A failure here does not undo the clear.
    if (!cloud || version < CLEAR_MOVES_READ_TIME) {
      await readTimes(ids.filter((id) => !failed.has(id)))
    }
    return { failed }
  }

  async function readTimes(ids: readonly ConversationId[]): Promise<void> {
    const method = cloud ? 'markConversationRead' : 'getConversationReadTime'
    const read = (id: ConversationId): Promise<void> => {
      const take = (readTime: unknown): void => line.readTo('selfReadTo', id, number({ readTime }, 'readTime'))
      return line.ask(take, conversation, method, id)
    }
    await Promise.all(ids.map(read))
  }

  async function mute(id: ConversationId, notify: NotifyLevel): Promise<void> {
    if (notify === 'mentions') throw new ConvolistError('command/invalid', 'NIM has no mute that lets mentions through')
    const { type, targetId } = own(id)
    const mode = notify === 'none' ? 1 : 0
    return type === 1
      ? call(setting, 'setP2PMessageMuteMode', targetId, mode)
      : call(setting, 'setTeamMessageMuteMode', targetId, type - 1, mode)
  }

  /** The SDK reports every id of the call as deleted, also those the server refused; so its event waits for the answer. */
  async function remove(ids: readonly ConversationId[], clearMessages: boolean): Promise<CommandAnswer> {
    const removing = line.session?.removing ?? new Map<string, boolean>()
    ids.forEach((id) => removing.set(id, false))
    let failed: CommandAnswer['failed']
    try {
      failed = toFailed('remove', await call(conversation, 'deleteConversationListByIds', [...ids], clearMessages))
    } finally {
      const gone = ids.filter((id) => removing.get(id) && !failed?.has(id))
      ids.forEach((id) => removing.delete(id))
      if (gone.length > 0) line.emit([{ type: 'conversationsRemoved', ids: gone }])
    }
    // Not before the rows are gone: node-nim takes its time, and a new message may bring one back meanwhile.
    // The local service reads what it deletes, without a word; the SDK may tell its messages again at the next sync.
    if (!cloud) await readTimes(ids)
    return { failed }
  }

  /** One-to-one: the newest message of the peer says it all. Teams: up to 50 messages a call. Own ones need none. */
  async function sendReceipt(id: ConversationId | undefined, messages: readonly NimMessage[]): Promise<void> {
    const { type } = own(id)
    const theirs = messages
      .filter((from) => from.senderId !== line.session?.account)
      .sort((a, b) => (b.createTime ?? 0) - (a.createTime ?? 0))
    if (type === 3) throw new ConvolistError('command/unsupported', 'NIM has no read receipts in super teams')
    if (type === 1 && theirs[0]) return call(message, 'sendP2PMessageReceipt', theirs[0])
    for (let start = 0; start < theirs.length; start += RECEIPTS) {
      await call(message, 'sendTeamMessageReceipts', theirs.slice(start, start + RECEIPTS))
    }
  }

  function own(id: ConversationId | undefined): NimId {
    const parsed = parseId(id, line.session?.account ?? '')
    if (!parsed) throw new ConvolistError('command/invalid', `"${id}" is not a conversation of the logged-in account`)
    return parsed
  }
}

/** Calls that NIM takes one id at a time. One id rejects as a whole; of several, each failure is reported by id. */
async function each(
  ids: readonly ConversationId[],
  change: (id: ConversationId) => Promise<unknown>,
): Promise<CommandAnswer> {
  const failed = new Map<ConversationId, ConvolistError>()
  for (const id of ids) {
    try {
      await change(id)
    } catch (cause) {
      if (ids.length === 1) throw cause
      failed.set(id, cause as ConvolistError)
    }
  }
  return { failed }
}
