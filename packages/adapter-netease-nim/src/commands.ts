import {
  ConvolistError,
  toEpochMs,
  type Command,
  type CommandAnswer,
  type ConversationId,
  type NotifyLevel,
  type ReadScope,
} from '@convolist/core'
import { LIMIT } from './capabilities.js'
import { attempt, toError, toFailed } from './errors.js'
import { parseId, toTypes, type NimId } from './ids.js'
import type { NimMessage } from './nim.js'
import type { Services } from './services.js'
import type { Line } from './session.js'
import { toLabel } from './to-row.js'

/** From here on a clear moves the read time too, and the row carries it. */
const CLEAR_MOVES_READ_TIME = 100_900

/**
 * Carries commands out. Lists of ids come within the limits of `capabilities`; nothing is split here but receipts.
 * Rejects with `ConvolistError` `command/rejected` where NIM refused the call as a whole.
 */
export function nimCommands(services: Services, line: Line): (command: Command) => Promise<CommandAnswer> {
  const { conversation, group, message, setting } = services

  return async (command) => {
    try {
      return (await run(command)) ?? {}
    } catch (cause) {
      const about = 'ids' in command ? ` of "${command.ids.join('", "')}"` : ''
      throw toError('command/rejected', `${command.type}${about}`, cause)
    }
  }

  /** One switch: every command, the SDK's call for it, and what comes back. */
  async function run(command: Command): Promise<CommandAnswer | void> {
    switch (command.type) {
      case 'stickTop':
        return each(command, (id) => conversation.stickTopConversation(id, command.stickTop))
      case 'markRead':
        return command.scope ? clearScope(command.scope) : clear(command.ids)
      case 'mute':
        return each(command, (id) => mute(id, command.notify))
      case 'remove':
        return remove(command.ids, command.clearMessages)
      case 'createLabel': {
        const ids = command.ids.length > 0 ? [...command.ids] : undefined
        const created = await attempt(() => needed(group).createConversationGroup(command.name, undefined, ids))
        return { label: toLabel(created.group), failed: toFailed(created.failedList, command.type) }
      }
      case 'renameLabel':
        return attempt(() => needed(group).updateConversationGroup(command.labelId, command.name))
      case 'deleteLabel':
        return attempt(() => needed(group).deleteConversationGroup(command.labelId))
      case 'addToLabel':
        return batch(command, (ids) => needed(group).addConversationsToGroup(command.labelId, ids))
      case 'removeFromLabel':
        return batch(command, (ids) => needed(group).removeConversationsFromGroup(command.labelId, ids))
      case 'updateServerExtension':
        return each(command, (id) =>
          needed(conversation.updateConversation?.bind(conversation))(id, { serverExtension: command.text }),
        )
      case 'updateLocalExtension':
        return each(command, (id) => conversation.updateConversationLocalExtension(id, command.text))
      case 'create':
        return create(command.ids)
      case 'sendReceipt':
        return sendReceipt(command.ids[0], command.messages as readonly NimMessage[])
      case 'open':
        // Without an id nothing is open; node-nim wants a text in that case too.
        return void (await attempt(() => conversation.setCurrentConversation?.(command.ids[0] ?? '')))
      case 'markUnread':
      case 'saveDraft':
      case 'setMark':
        throw unsupported(command.type)
    }
  }

  async function clear(ids: readonly ConversationId[]): Promise<CommandAnswer> {
    const failed = toFailed(await attempt(() => conversation.clearUnreadCountByIds([...ids])), 'markRead')
    await moveReadTimes(ids.filter((id) => !failed.has(id)))
    return { failed }
  }

  /**
   * Where a clear does not carry the read time in the row: the cloud service before 10.9.0 leaves the time alone, and the
   * local one moves it without a word to this device. A failure here does not undo the clear.
   */
  async function moveReadTimes(ids: readonly ConversationId[]): Promise<void> {
    const legacy = services.version !== undefined && services.version < CLEAR_MOVES_READ_TIME
    if (services.mode === 'cloud' && !legacy) return
    const move = services.mode === 'cloud' ? 'markConversationRead' : 'getConversationReadTime'
    const moved = ids.map(async (id) => {
      try {
        const readAt = await attempt(() => conversation[move](id))
        if (readAt > 0) line.emitLater(`read ${id}`, { type: 'selfReadTo', id, readAt: toEpochMs(readAt) })
      } catch (cause) {
        line.note('vendor/failed', move, cause)
      }
    })
    await Promise.all(moved)
  }

  async function clearScope(scope: ReadScope): Promise<void> {
    switch (scope.type) {
      case 'all':
        return attempt(() => conversation.clearTotalUnreadCount())
      case 'kinds':
        return attempt(() => conversation.clearUnreadCountByTypes(toTypes(scope.kinds)))
      case 'label':
        return attempt(() => needed(conversation.clearUnreadCountByGroupId?.bind(conversation))(scope.labelId))
    }
  }

  async function mute(id: ConversationId, notify: NotifyLevel): Promise<void> {
    if (notify === 'mentions')
      throw new ConvolistError('command/invalid', 'NIM mutes a conversation or does not: "mentions" is neither.')
    const { type, targetId } = own(id)
    const mode = notify === 'none' ? 1 : 0
    if (type === 1) return attempt(() => needed(setting).setP2PMessageMuteMode(targetId, mode))
    return attempt(() => needed(setting).setTeamMessageMuteMode(targetId, type - 1, mode))
  }

  /** The SDK reports every id of the call as deleted, also those the server refused; so its event waits for the answer. */
  async function remove(ids: readonly ConversationId[], clearMessages: boolean): Promise<CommandAnswer> {
    const removing = line.session?.removing ?? new Map<string, boolean>()
    ids.forEach((id) => removing.set(id, false))
    let failed: CommandAnswer['failed']
    try {
      failed = toFailed(
        await attempt(() => conversation.deleteConversationListByIds([...ids], clearMessages)),
        'remove',
      )
      return { failed }
    } finally {
      const gone = ids.filter((id) => removing.get(id) && !failed?.has(id))
      ids.forEach((id) => removing.delete(id))
      if (gone.length > 0) line.emit({ type: 'conversationsRemoved', ids: gone })
    }
  }

  async function create(ids: readonly ConversationId[]): Promise<CommandAnswer> {
    const created = await Promise.all(ids.map((id) => attempt(() => conversation.createConversation(id))))
    return { rows: line.rows(created, 'createConversation') }
  }

  /** One-to-one: the newest message of the peer says it all. Teams: up to 50 messages a call. Own ones need none. */
  async function sendReceipt(id: ConversationId | undefined, messages: readonly NimMessage[]): Promise<void> {
    const { type } = own(id)
    const theirs = messages.filter((each) => each.senderId !== line.session?.account)
    const newest = theirs.reduce<NimMessage | undefined>(
      (a, b) => ((a?.createTime ?? -1) < (b.createTime ?? 0) ? b : a),
      undefined,
    )
    if (!newest) return
    const service = needed(message)
    if (type === 1) return attempt(() => service.sendP2PMessageReceipt(newest as never))
    if (type === 3) throw new ConvolistError('command/unsupported', 'NIM has no read receipts in super teams.')
    for (let start = 0; start < theirs.length; start += LIMIT.receipts) {
      await attempt(() => service.sendTeamMessageReceipts(theirs.slice(start, start + LIMIT.receipts) as never))
    }
  }

  function own(id: ConversationId | undefined): NimId {
    const parsed = parseId(id, line.session?.account ?? '')
    if (!parsed) throw new ConvolistError('command/invalid', `"${id}" is not a conversation of the logged-in account.`)
    return parsed
  }
}

/** Calls that NIM takes one id at a time. One id rejects as a whole; of several, each failure is reported by id. */
async function each(
  command: Command & WithIds,
  call: (id: ConversationId) => Promise<unknown>,
): Promise<CommandAnswer> {
  const failed = new Map<ConversationId, ConvolistError>()
  for (const id of command.ids) {
    try {
      await attempt(() => call(id))
    } catch (cause) {
      if (command.ids.length === 1) throw cause
      failed.set(id, toError('command/rejected', `${command.type} of "${id}"`, cause))
    }
  }
  return { failed }
}

async function batch(command: Command & WithIds, call: (ids: string[]) => Promise<unknown>): Promise<CommandAnswer> {
  return { failed: toFailed(await attempt(() => call([...command.ids])), command.type) }
}

interface WithIds {
  readonly ids: readonly ConversationId[]
}

/** A service or method that `capabilities` already says is not there; only a caller who does not look gets here. */
function needed<Part>(part: Part | undefined): Part {
  if (part === undefined)
    throw new ConvolistError('command/unsupported', 'This NIM SDK does not have the service for it; see capabilities.')
  return part
}

const unsupported = (name: string): ConvolistError =>
  new ConvolistError('command/unsupported', `NIM has no ${name}; the engine keeps it itself.`)
