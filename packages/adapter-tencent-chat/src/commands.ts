import type { Command, CommandAnswer, ConversationId, ConvolistError, NotifyLevel, ReadScope } from '@convolist/core'
import { LIMIT } from './capabilities.js'
import { invalid, toError, toFailed, unsupported } from './errors.js'
import { parseId, type TencentFamily, type TencentId } from './ids.js'
import type { LabelBook } from './labels.js'
import type { Line } from './line.js'
import { toBit, UNREAD_BIT } from './marks.js'
import type { Ids } from './read.js'

/** Calls a method of the SDK by name and gives what it answered, without its envelope. Never throws synchronously. */
export type Call = (method: string, params?: unknown) => Promise<unknown>

/** Where the two families differ. */
export interface Dialect {
  readonly family: TencentFamily
  readonly call: Call
  read(id: TencentId): Promise<unknown>
  readScope(scope: ReadScope): Promise<unknown>
  /** At most 30 users; `failed` by user id. */
  muteUsers(users: readonly string[], notify: NotifyLevel): Promise<readonly FailedUser[]>
  muteGroup(group: string, notify: NotifyLevel): Promise<unknown>
  remove(ids: Ids, clearMessages: boolean): Promise<CommandAnswer>
  deleteGroup(name: string): Promise<unknown>
  create(id: ConversationId): Promise<CommandAnswer>
  /** Within the limit of one call. */
  sendReceipt(messages: readonly unknown[]): Promise<unknown>
}

export interface FailedUser {
  readonly userID: string
  readonly error: ConvolistError
}

/**
 * Carries commands out. Lists of ids come within the limits of `capabilities`. Rejects with `ConvolistError`
 * `command/rejected` where Tencent refused the call as a whole.
 */
export function tencentCommands(dialect: Dialect, line: Line): (command: Command) => Promise<CommandAnswer> {
  const { call, family } = dialect
  const pinTurns = new Map<ConversationId, Promise<unknown>>()

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
        return each(command.ids, command.type, (id) => pin(id, command.stickTop))
      case 'markRead': {
        if (command.scope) return void (await dialect.readScope(command.scope))
        return each(command.ids, command.type, (id) => dialect.read(parseId(id, family)))
      }
      case 'markUnread':
        return mark(command.type, command.ids, UNREAD_BIT, command.markedUnread)
      case 'setMark':
        return mark(command.type, command.ids, toBit(command.mark), command.on)
      case 'mute':
        return mute(command.ids, command.notify)
      case 'remove':
        return dialect.remove(command.ids, command.clearMessages)
      case 'saveDraft': {
        const draftText = command.draft?.text ?? ''
        return each(command.ids, command.type, (id) => call('setConversationDraft', { conversationID: id, draftText }))
      }
      case 'createLabel': {
        if (command.ids.length === 0) throw invalid('Tencent makes a group only together with its first conversation.')
        checkBytes('the name of a group', command.name, LIMIT.groupBytes)
        const answer = await batch('createConversationGroup', command.ids, { groupName: command.name })
        return { ...answer, label: labels().label(command.name) }
      }
      case 'renameLabel': {
        checkBytes('the name of a group', command.name, LIMIT.groupBytes)
        const book = labels()
        const oldName = book.nameOf(command.labelId)
        book.renaming(oldName, command.name) // ahead of the event, which comes before the answer
        try {
          await call('renameConversationGroup', { oldName, newName: command.name })
        } catch (cause) {
          book.refused(oldName, command.name)
          throw cause
        }
        book.renamed(oldName, command.name)
        return { label: { id: command.labelId, name: command.name } }
      }
      case 'deleteLabel':
        return void (await dialect.deleteGroup(labels().nameOf(command.labelId)))
      case 'addToLabel':
        return batch('addConversationsToGroup', command.ids, { groupName: labels().nameOf(command.labelId) })
      case 'removeFromLabel':
        return batch('deleteConversationsFromGroup', command.ids, { groupName: labels().nameOf(command.labelId) })
      case 'updateServerExtension':
        checkBytes('custom data', command.text, LIMIT.customBytes)
        return batch('setConversationCustomData', command.ids, { customData: command.text })
      case 'create':
        return created(command.ids)
      case 'sendReceipt':
        return sendReceipt(command.messages)
      case 'updateLocalExtension':
      case 'open':
        throw unsupported(command.type, 'the engine keeps it itself')
    }
  }

  /**
   * The Web SDKs answer a pin by what they remember, and they remember only once the server has answered: an unpin right
   * after a pin would be said to be done without having been sent. So each waits for the one before it.
   */
  function pin(id: ConversationId, isPinned: boolean): Promise<unknown> {
    const run = (): Promise<unknown> => call('pinConversation', { conversationID: id, isPinned })
    if (family === 'v2tim') return run()
    const before = pinTurns.get(id)
    const turn = before === undefined ? run() : before.then(run, run)
    pinTurns.set(id, turn)
    const leave = (): void => {
      if (pinTurns.get(id) === turn) pinTurns.delete(id)
    }
    turn.then(leave, leave)
    return turn
  }

  function mark(what: string, ids: Ids, markType: number, enableMark: boolean): Promise<CommandAnswer> {
    return batch('markConversation', ids, { markType, enableMark }, what)
  }

  async function batch(method: string, ids: Ids, params: object, what = method): Promise<CommandAnswer> {
    return { failed: toFailed(await call(method, { conversationIDList: [...ids], ...params }), what) }
  }

  /** Users go in one call, groups one by one. */
  async function mute(ids: Ids, notify: NotifyLevel): Promise<CommandAnswer> {
    const targets = ids.map((id) => parseId(id, family))
    const users = targets.filter((target) => target.kind === 'direct')
    const failed = new Map<ConversationId, ConvolistError>()
    if (users.length > 0) {
      if (notify === 'mentions') throw invalid('Tencent alerts for mentions only in groups.')
      const bad = await dialect.muteUsers(
        users.map((user) => user.targetId),
        notify,
      )
      for (const { userID, error } of bad) {
        const user = users.find(({ targetId }) => targetId === userID)
        if (user) failed.set(user.id, error)
      }
    }
    for (const { id, targetId } of targets.filter((target) => target.kind === 'group')) {
      try {
        await dialect.muteGroup(targetId, notify)
      } catch (cause) {
        if (ids.length === 1) throw cause
        failed.set(id, toError('command/rejected', `mute of "${id}"`, cause))
      }
    }
    return { failed }
  }

  async function created(ids: Ids): Promise<CommandAnswer> {
    const answers = await Promise.all(ids.map((id) => dialect.create(id)))
    return { rows: answers.flatMap((answer) => answer.rows ?? []) }
  }

  async function sendReceipt(messages: readonly unknown[]): Promise<void> {
    for (let start = 0; start < messages.length; start += LIMIT.receipts) {
      await dialect.sendReceipt(messages.slice(start, start + LIMIT.receipts))
    }
  }

  function labels(): LabelBook {
    if (line.session) return line.session.labels
    throw invalid('Nobody is logged in.')
  }
}

/** Calls that take one id at a time. One id rejects as a whole; of several, each failure is reported by id. */
export async function each(
  ids: Ids,
  what: string,
  run: (id: ConversationId) => Promise<unknown>,
): Promise<CommandAnswer> {
  const failed = new Map<ConversationId, ConvolistError>()
  for (const id of ids) {
    try {
      await run(id)
    } catch (cause) {
      if (ids.length === 1) throw cause
      failed.set(id, toError('command/rejected', `${what} of "${id}"`, cause))
    }
  }
  return { failed }
}

/** The SDKs count UTF-16 units, the server bytes. */
function checkBytes(what: string, value: string, most: number): void {
  let bytes = 0
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  if (bytes > most) throw invalid(`Tencent takes at most ${most} bytes for ${what}, and this is ${bytes}.`)
}
