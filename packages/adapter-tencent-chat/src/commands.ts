import {
  ConvolistError,
  type Command,
  type CommandAnswer,
  type CommandName,
  type Conversation,
  type ConversationId,
  type NotifyLevel,
  type ReadScope,
} from '@convolist/core'
import { RECEIPTS, CUSTOM_BYTES, GROUP_BYTES } from './capabilities.js'
import { invalid, toError, toFailed, unsupported } from './errors.js'
import { makeId, parseId, type IdGrammar, type TencentId } from './ids.js'
import type { LabelBook } from './labels.js'
import type { Line } from './line.js'
import { toBit, UNREAD_BIT } from './marks.js'
import type { Ids } from './read.js'

/** Calls a method of the SDK by name and gives what it answered, without its envelope. Never throws synchronously. */
export type Call = (method: string, params?: unknown) => Promise<unknown>

/** Where the two families differ. */
export interface Dialect {
  readonly ids: IdGrammar
  readonly call: Call
  pin(conversationID: ConversationId, isPinned: boolean): Promise<unknown>
  read(id: TencentId): Promise<unknown>
  /** @param ids the rows it means, of those that are known. */
  readScope(scope: ReadScope, ids: Ids): Promise<CommandAnswer | void>
  /** At most 30 users; which of them were refused. */
  muteUsers(users: readonly string[], notify: NotifyLevel): Promise<readonly (readonly [string, ConvolistError])[]>
  muteGroup(group: string, notify: NotifyLevel): Promise<unknown>
  remove(ids: Ids, clearMessages: boolean): Promise<CommandAnswer>
  deleteGroup(name: string): Promise<unknown>
  create(id: ConversationId): Promise<readonly Conversation[]>
  /** Within the limit of one call. */
  sendReceipt(messages: readonly unknown[]): Promise<unknown>
}

type Table = {
  readonly [Name in CommandName]?: (command: Extract<Command, { type: Name }>) => Promise<CommandAnswer | void>
}

/**
 * Carries commands out. Lists of ids come within the limits of `capabilities`. Rejects with `ConvolistError`
 * `command/rejected` where Tencent refused the call as a whole. What is no id of Tencent's is refused by itself, as
 * `command/invalid`. A command whose account leaves makes no further call: the SDK would carry it out for the next one.
 */
export function tencentCommands(
  call: Call,
  line: Line,
  dialectOf: (call: Call) => Dialect,
): (command: Command) => Promise<CommandAnswer> {
  return (command) => {
    const { session } = line
    const callOfSession: Call = async (method, params) => {
      if (line.session === session) return call(method, params)
      throw new ConvolistError('command/account-changed', `The account has changed before ${method}.`)
    }
    return executor(dialectOf(callOfSession), line)(command)
  }
}

function executor(dialect: Dialect, line: Line): (command: Command) => Promise<CommandAnswer> {
  const { call, ids: grammar } = dialect

  /** One line per command: the SDK's call for it, and what comes back. The engine does the others itself. */
  const table: Table = {
    stickTop: ({ type, ids, stickTop }) => each(ids, type, (id) => dialect.pin(id, stickTop)),
    markRead: ({ type, ids, scope }) =>
      scope ? dialect.readScope(scope, ids) : each(ids, type, (id) => dialect.read(parseId(id, grammar))),
    markUnread: ({ type, ids, markedUnread }) => mark(type, ids, UNREAD_BIT, markedUnread),
    setMark: async ({ type, ids, mark: name, on }) => mark(type, ids, toBit(name), on),
    mute,
    remove: ({ ids, clearMessages }) => dialect.remove(ids, clearMessages),
    saveDraft: ({ type, ids, draft }) =>
      each(ids, type, (conversationID) =>
        call('setConversationDraft', { conversationID, draftText: draft?.text ?? '' }),
      ),
    async createLabel({ ids, name }) {
      if (ids.length === 0) throw invalid('Tencent makes a group only together with its first conversation.')
      checkBytes('the name of a group', name, GROUP_BYTES)
      const book = labels()
      const isNew = book.isWhole && !book.has(name)
      const answer = await batch('createConversationGroup', ids, { groupName: name })
      if ((answer.failed?.size ?? 0) < ids.length) return { ...answer, label: book.label(name) }
      // An event told of it: the vendor made it, and empty. If it cannot be deleted it stays, and is shown.
      if (isNew && book.has(name)) await dialect.deleteGroup(name).catch(() => undefined)
      return answer
    },
    async renameLabel({ labelId, name: newName }) {
      checkBytes('the name of a group', newName, GROUP_BYTES)
      const book = labels()
      const oldName = book.nextNameOf(labelId)
      book.renaming(oldName, newName) // ahead of the event, which comes before the answer
      try {
        await call('renameConversationGroup', { oldName, newName })
      } catch (cause) {
        book.refused(newName)
        throw cause
      }
      book.renamed(oldName, newName)
      line.onNews?.()
      return { label: { id: labelId, name: newName } }
    },
    async deleteLabel({ labelId }) {
      const book = labels()
      await dialect.deleteGroup(book.nextNameOf(labelId))
      book.forget(labelId)
    },
    addToLabel: ({ ids, labelId }) =>
      batch('addConversationsToGroup', ids, { groupName: labels().nextNameOf(labelId) }),
    removeFromLabel: ({ ids, labelId }) =>
      batch('deleteConversationsFromGroup', ids, { groupName: labels().nextNameOf(labelId) }),
    updateServerExtension({ ids, text }) {
      checkBytes('custom data', text, CUSTOM_BYTES)
      return batch('setConversationCustomData', ids, { customData: text })
    },
    create: async ({ ids }) => ({
      rows: (await Promise.all(ids.map((id) => dialect.create(parseId(id, grammar).id)))).flat(),
    }),
    async sendReceipt({ messages }) {
      for (let start = 0; start < messages.length; start += RECEIPTS) {
        await dialect.sendReceipt(messages.slice(start, start + RECEIPTS))
      }
    },
  }

  return async (command) => {
    const bad = malformed('ids' in command ? command.ids : [])
    if (!('ids' in command) || bad.size === 0) return carryOut(command)
    const ids = command.ids.filter((id) => !bad.has(id))
    const refused = (error: ConvolistError): CommandAnswer => ({ failed: new Map(ids.map((id) => [id, error])) })
    const answer = ids.length > 0 ? await carryOut({ ...command, ids }).catch(refused) : {}
    return { ...answer, failed: new Map([...bad, ...(answer.failed ?? [])]) }
  }

  async function carryOut(command: Command): Promise<CommandAnswer> {
    try {
      const run = table[command.type] as ((command: Command) => Promise<CommandAnswer | void>) | undefined
      if (!run) throw unsupported(command.type, 'the engine keeps it itself')
      return (await run(command)) ?? {}
    } catch (cause) {
      const about = 'ids' in command ? ` of "${command.ids.join('", "')}"` : ''
      throw toError('command/rejected', command.type + about, cause)
    }
  }

  /** Asked about these, the SDK would say that Tencent refused, or only that its parameters are wrong. */
  function malformed(ids: Ids): ReadonlyMap<ConversationId, ConvolistError> {
    const bad = new Map<ConversationId, ConvolistError>()
    for (const id of ids) {
      try {
        parseId(id, grammar)
      } catch {
        bad.set(id, invalid(`"${id}" is no id of a Tencent conversation, such as "${grammar.direct}ann".`))
      }
    }
    return bad
  }

  function mark(what: string, ids: Ids, markType: number, enableMark: boolean): Promise<CommandAnswer> {
    return batch('markConversation', ids, { markType, enableMark }, what)
  }

  async function batch(method: string, ids: Ids, params: object, what = method): Promise<CommandAnswer> {
    return { failed: toFailed(await call(method, { conversationIDList: [...ids], ...params }), what) }
  }

  /** Users go in one call, groups one by one. */
  async function mute({ type, ids, notify }: Extract<Command, { type: 'mute' }>): Promise<CommandAnswer> {
    const refused: (readonly [ConversationId, ConvolistError])[] = []
    const targets = ids.flatMap((id) => {
      const target = parseId(id, grammar)
      if (target.kind === 'group' || (target.kind === 'direct' && notify !== 'mentions')) return target
      const why =
        target.kind === 'system' ? 'Tencent’s notices have no setting.' : 'Tencent alerts for mentions only in groups.'
      refused.push([id, invalid(why)])
      return []
    })
    const groups = targets.filter(({ kind }) => kind === 'group').map(({ id }) => id)
    const users = targets.filter(({ kind }) => kind === 'direct')
    const allRefused = (cause: unknown): readonly (readonly [string, ConvolistError])[] => {
      if (groups.length === 0) throw cause
      return users.map((user) => [targetOf(user), toError('command/rejected', `${type} of "${user.id}"`, cause)])
    }
    const bad = users.length > 0 ? await dialect.muteUsers(users.map(targetOf), notify).catch(allRefused) : []
    const muteGroup = (id: ConversationId): Promise<unknown> =>
      dialect.muteGroup(targetOf(parseId(id, grammar)), notify)
    const { failed = [] } = await each(groups, type, muteGroup, ids.length)
    return {
      failed: new Map([
        ...refused,
        ...bad.map(([user, error]) => [makeId(grammar, 'direct', user), error] as const),
        ...failed,
      ]),
    }
  }

  function labels(): LabelBook {
    if (line.session) return line.session.labels
    throw invalid('Nobody is logged in.')
  }
}

/** Calls that take one id at a time. One id rejects as a whole; of several (`all`), each failure is reported by id. */
export async function each(
  ids: Ids,
  what: string,
  run: (id: ConversationId) => Promise<unknown>,
  all = ids.length,
): Promise<CommandAnswer> {
  const failed = new Map<ConversationId, ConvolistError>()
  for (const id of ids) {
    try {
      await run(id)
    } catch (cause) {
      if (all === 1) throw cause
      failed.set(id, toError('command/rejected', `${what} of "${id}"`, cause))
    }
  }
  return { failed }
}

const targetOf = ({ targetId }: TencentId): string => targetId

/** The SDKs count UTF-16 units, the server bytes. */
function checkBytes(what: string, value: string, most: number): void {
  let bytes = 0
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  if (bytes > most) throw invalid(`Tencent takes at most ${most} bytes for ${what}, and this is ${bytes}.`)
}
