import { nameOf, type TencentClient, type TencentCommand, type TencentReply, type TencentTarget } from '../protocol.js'
import { blankConversation, fromRemind, fromWebId, type WebConversation, type WebMessage } from './conversation.js'
import { refuse, validate, webCodes } from './error.js'
import type { WebStore } from './store.js'

type Answer<Data> = Promise<{ readonly code: 0; readonly data: Data }>

interface BatchAnswer {
  readonly successConversationIDList: readonly string[]
  readonly failureConversationIDList: readonly { conversationID: string; code: number; message: string }[]
}

interface ListOptions {
  readonly type?: string
  readonly markType?: number
  readonly groupName?: string
  readonly hasUnreadCount?: boolean
  readonly hasGroupAtInfo?: boolean
}

interface Batch {
  readonly conversationIDList: readonly string[]
}

/** The calls of the SDK that a conversation list makes. Before the SDK is ready they reject with 2024. */
export interface WebCommands {
  getConversationList(
    options?: readonly string[] | ListOptions,
  ): Answer<{ conversationList: WebConversation[]; isSyncCompleted: boolean }>
  getConversationProfile(id: string): Answer<{ conversation: WebConversation }>
  pinConversation(options: { conversationID: string; isPinned: boolean }): Answer<{ conversationID: string }>
  setMessageRead(options: { conversationID: string }): Answer<object>
  setAllMessageRead(options?: { scope?: string }): Answer<object>
  deleteConversation(
    options: string | (Batch & { clearHistoryMessage?: boolean }),
  ): Answer<{ conversationID?: string; conversationIDList?: readonly string[] }>
  clearHistoryMessage(id: string): Answer<{ conversationID: string }>
  setConversationDraft(options: { conversationID: string; draftText: string }): Answer<object>
  setConversationCustomData(options: Batch & { customData: string }): Answer<BatchAnswer>
  markConversation(options: Batch & { markType: number; enableMark: boolean }): Answer<BatchAnswer>
  getConversationGroupList(): Answer<string[]>
  createConversationGroup(options: Batch & { groupName: string }): Answer<BatchAnswer>
  /** These two answer nothing. */
  deleteConversationGroup(groupName: string): Promise<undefined>
  renameConversationGroup(options: { oldName: string; newName: string }): Promise<undefined>
  addConversationsToGroup(options: Batch & { groupName: string }): Answer<BatchAnswer>
  deleteConversationsFromGroup(options: Batch & { groupName: string }): Answer<BatchAnswer>
  setMessageRemindType(options: {
    userIDList?: readonly string[]
    groupID?: string
    messageRemindType: string
  }): Answer<object>
  sendMessageReadReceipt(messages: readonly WebMessage[]): Answer<object>
}

/** What the calls stand on. */
export interface WebParts {
  readonly client: TencentClient
  readonly store: WebStore
  emitList(): void
  emitGroups(): void
  emitInGroup(name: string): void
  lookUp(targets: readonly TencentTarget[]): void
  isComplete(): boolean
  isReady(): boolean
  /** After a failed sync, asks for the pages again. */
  retrySync(): Promise<boolean>
}

const ok = <Data>(data: Data): { readonly code: 0; readonly data: Data } => ({ code: 0, data })

/** More users or conversations than these are cut off in silence. */
const MOST_USERS = 30
const MOST_DELETED = 100
const CUSTOM_DATA = 256

export function createWebCommands(parts: WebParts): WebCommands & {
  send(conversationID: string, text: string): Promise<{ message: WebMessage }>
} {
  const { client, store, emitList } = parts
  let random = 0

  /** Before the SDK is ready nothing is done. */
  function whenReady<Value>(what: string, run: () => Promise<Value>): Promise<Value> {
    return parts.isReady() ? run() : refuse(webCodes.notLoggedIn, what)
  }

  const emitIf = (changed: boolean): void => {
    if (changed) emitList()
  }

  const targetOf = (id: string): TencentTarget => fromWebId(id) ?? { kind: 'direct', target: id }

  /** Ids the SDK does not have never reach the server; if all fail, the call still resolves. */
  async function batch(
    ids: readonly string[],
    toCommand: (targets: TencentTarget[]) => TencentCommand,
    apply: (targets: TencentTarget[], reply: TencentReply) => boolean,
  ): Answer<BatchAnswer> {
    const known = ids.filter((id) => store.rows.has(id))
    const failures: BatchAnswer['failureConversationIDList'][number][] = ids
      .filter((id) => !known.includes(id))
      .map((id) => ({
        conversationID: id,
        code: fromWebId(id) === undefined ? webCodes.invalidId : webCodes.notFound,
        message: '',
      }))
    if (known.length === 0) return ok({ successConversationIDList: [], failureConversationIDList: failures })
    const reply = await client.request(toCommand(known.map(targetOf)))
    const refused = (id: string): number => reply.failed?.[nameOf(targetOf(id))] ?? 0
    const done = known.filter((id) => refused(id) === 0)
    emitIf(apply(done.map(targetOf), reply))
    const bad = known.filter((id) => refused(id) !== 0)
    return ok({
      successConversationIDList: done,
      failureConversationIDList: failures.concat(
        bad.map((id) => ({ conversationID: id, code: refused(id), message: '' })),
      ),
    })
  }

  async function readOne(id: string): Answer<object> {
    const row = store.rows.get(id)
    if (row === undefined) return ok({})
    if (row.type === 'GROUP') emitIf(store.clearMentions(row))
    if (row.unreadCount === 0) return ok({})
    const target = targetOf(id)
    const { lastTime: time, lastSequence: seq } = row.lastMessage
    await client.request({ name: 'read', target, time, seq })
    emitIf(store.read(target, time, seq))
    return ok({})
  }

  async function readAll(scope: string): Answer<object> {
    const unread = [...store.rows.values()].filter((row) => row.unreadCount > 0)
    const direct = scope !== 'readAllGroupMessage' && unread.some((row) => row.type === 'C2C')
    const groups = (scope === 'readAllC2CMessage' ? [] : unread)
      .filter((row) => row.type === 'GROUP')
      .map((row) => ({ id: row.conversationID.slice(5), seq: row.lastMessage.lastSequence }))
    if (!direct && groups.length === 0) return ok({})
    await client.request({ name: 'readAll', direct, groups })
    emitIf(store.readAll({ direct, groups }))
    return ok({})
  }

  async function remove(ids: readonly string[], clear: boolean): Promise<string[]> {
    const known = ids.filter((id) => store.rows.has(id))
    if (known.length === 0) return refuse(webCodes.notFound, 'deleteConversation')
    const { failed = {} } = await client.request({ name: 'delete', targets: known.map(targetOf), clear })
    const gone = known.filter((id) => failed[nameOf(targetOf(id))] === undefined)
    emitIf(store.remove(gone))
    return gone.length > 0 ? gone : refuse(webCodes.notFound, 'deleteConversation')
  }

  function matches(
    row: WebConversation,
    { type, markType, groupName, hasUnreadCount, hasGroupAtInfo }: ListOptions,
  ): boolean {
    const isType = type !== 'C2C' && type !== 'GROUP' ? true : row.type === type
    const isMarked =
      markType === undefined || (markType === 0 ? row.markList.length === 0 : row.markList.includes(markType))
    const names = row.conversationGroupList
    const isInGroup = groupName === undefined || (groupName === '' ? names.length === 0 : names.includes(groupName))
    const isUnread = hasUnreadCount === undefined || row.unreadCount > 0 === hasUnreadCount
    const isNamed = hasGroupAtInfo === undefined || row.groupAtInfoList.length > 0 === hasGroupAtInfo
    return isType && isMarked && isInGroup && isUnread && isNamed
  }

  function listed(options: readonly string[] | ListOptions | undefined): WebConversation[] {
    const rows = [...store.rows.values()]
    if (options === undefined) return rows
    if (!Array.isArray(options)) return rows.filter((row) => matches(row, options as ListOptions))
    return rows.filter((row) => options.includes(row.conversationID))
  }

  return {
    async getConversationList(options) {
      if (!parts.isReady()) return refuse(webCodes.notLoggedIn, 'getConversationList')
      if (!(await parts.retrySync())) return refuse(webCodes.networkError, 'getConversationList')
      return ok({ conversationList: listed(options), isSyncCompleted: parts.isComplete() })
    },
    getConversationProfile: (id) =>
      whenReady('getConversationProfile', async () => {
        const known = store.rows.get(id)
        if (known !== undefined) return ok({ conversation: known })
        const target = targetOf(id)
        const made = blankConversation(target)
        // in front of all that is not pinned, until the next sort puts it last
        const rows = [...store.rows.values()]
        const at = rows.findIndex((row) => !row.isPinned)
        rows.splice(at === -1 ? rows.length : at, 0, made)
        store.rows = new Map(rows.map((row) => [row.conversationID, row]))
        emitList()
        parts.lookUp([target])
        return ok({ conversation: made })
      }),
    pinConversation: ({ conversationID, isPinned }) =>
      whenReady('pinConversation', async () => {
        const known = store.rows.get(conversationID)
        if (known?.isPinned === isPinned) return ok({ conversationID })
        const target = fromWebId(conversationID)
        if (target === undefined) return refuse(webCodes.invalidId, 'pinConversation')
        await client.request({ name: 'pin', target, pinned: isPinned })
        const row = store.rows.get(conversationID) ?? blankConversation(target)
        row.isPinned = isPinned
        store.rows.set(conversationID, row)
        store.sort()
        emitList()
        return ok({ conversationID })
      }),
    setMessageRead: ({ conversationID }) => whenReady('setMessageRead', () => readOne(conversationID)),
    setAllMessageRead: ({ scope = 'readAllMessage' } = {}) => whenReady('setAllMessageRead', () => readAll(scope)),
    deleteConversation(options) {
      const ids = typeof options === 'string' ? [options] : options.conversationIDList
      validate(Array.isArray(ids) && ids.length > 0 && ids.every((id) => fromWebId(id) !== undefined))
      const clear = typeof options === 'string' || (options.clearHistoryMessage ?? true)
      return whenReady('deleteConversation', async () => {
        const gone = await remove(ids.slice(0, MOST_DELETED), clear)
        return ok(typeof options === 'string' ? { conversationID: gone[0] as string } : { conversationIDList: gone })
      })
    },
    clearHistoryMessage: (id) =>
      whenReady('clearHistoryMessage', async () => {
        if (!store.rows.has(id)) return refuse(webCodes.notFound, 'clearHistoryMessage')
        await readOne(id)
        await client.request({ name: 'clearHistory', target: targetOf(id) })
        store.clearHistory(id)
        emitList()
        return ok({ conversationID: id })
      }),
    setConversationDraft: ({ conversationID, draftText }) =>
      whenReady('setConversationDraft', async () => {
        const row = store.rows.get(conversationID)
        if (row === undefined) return refuse(webCodes.notFound, 'setConversationDraft')
        row.draftText = draftText
        emitList()
        return ok({ code: 0, conversation: row })
      }),
    setConversationCustomData({ conversationIDList: ids, customData }) {
      validate(customData.length <= CUSTOM_DATA)
      return whenReady('setConversationCustomData', () =>
        batch(
          ids,
          (targets) => ({ name: 'customData', targets, text: customData }),
          (targets) => targets.filter((target) => store.setCustomData(target, customData)).length > 0,
        ),
      )
    },
    markConversation({ conversationIDList: ids, markType, enableMark }) {
      validate(markType > 0 && markType < 2 ** 64)
      return whenReady('markConversation', () =>
        batch(
          ids,
          (targets) => ({ name: 'mark', targets, bit: lowestBit(markType), on: enableMark }),
          (targets) => targets.filter((target) => setMark(store.get(target), markType, enableMark)).length > 0,
        ),
      )
    },
    getConversationGroupList: () =>
      whenReady('getConversationGroupList', () => Promise.resolve(ok([...store.groups.values()]))),
    createConversationGroup: ({ conversationIDList: ids, groupName }) =>
      whenReady('createConversationGroup', async () => {
        const answer = await batch(
          ids,
          (targets) => ({ name: 'createGroup', group: groupName, targets }),
          (targets, { group }) => {
            if (group !== undefined) store.groups.set(group.id, group.name)
            return store.setInGroup(targets, groupName, true)
          },
        )
        parts.emitGroups()
        return answer
      }),
    deleteConversationGroup: (groupName) =>
      whenReady('deleteConversationGroup', async () => {
        const { group } = await client.request({ name: 'deleteGroup', group: groupName })
        if (group !== undefined && store.groups.delete(group.id)) parts.emitGroups()
        emitIf(store.replaceGroup(groupName, undefined))
        return undefined
      }),
    renameConversationGroup: ({ oldName, newName }) =>
      whenReady('renameConversationGroup', async () => {
        const { group } = await client.request({ name: 'renameGroup', group: oldName, newName })
        if (group !== undefined) store.groups.set(group.id, newName)
        parts.emitGroups()
        emitIf(store.replaceGroup(oldName, newName))
        return undefined
      }),
    addConversationsToGroup: (options) => whenReady('addConversationsToGroup', () => setInGroup(options, true)),
    deleteConversationsFromGroup: (options) =>
      whenReady('deleteConversationsFromGroup', () => setInGroup(options, false)),
    setMessageRemindType: ({ userIDList, groupID, messageRemindType }) =>
      whenReady('setMessageRemindType', async () => {
        const option = fromRemind(messageRemindType)
        const users = (userIDList ?? []).slice(0, MOST_USERS)
        const targets: TencentTarget[] =
          groupID === undefined
            ? users.map((user) => ({ kind: 'direct', target: user }))
            : [{ kind: 'group', target: groupID }]
        const { failed = {} } = await client.request({ name: 'mute', targets, option })
        const refused = targets.filter((target) => failed[nameOf(target)] !== undefined)
        const [code] = Object.values(failed)
        if (groupID !== undefined && code !== undefined) return refuse(code, 'setMessageRemindType')
        const done = targets.filter((target) => !refused.includes(target))
        emitIf(done.filter((target) => store.setOption({ target, option })).length > 0)
        if (groupID !== undefined) return ok<object>({ group: { groupID } })
        return ok<object>({
          successUserIDList: done.map(({ target }) => ({ userID: target })),
          failureUserIDList: refused.map((one) => ({ userID: one.target, code: failed[nameOf(one)] })),
        })
      }),
    sendMessageReadReceipt: (messages) =>
      whenReady('sendMessageReadReceipt', async () => {
        const [first] = messages
        if (first === undefined) return ok({})
        const seqs = messages.map((message) => message.sequence)
        await client.request({ name: 'receipt', target: targetOf(first.conversationID), seqs })
        return ok({})
      }),
    async send(conversationID, text) {
      const target = fromWebId(conversationID)
      if (target === undefined) return refuse(webCodes.invalidId, 'sendMessage')
      random += 1
      const element = { type: 'TIMTextElem', content: { Text: text } } as const
      const reply = await client.request({ name: 'send', target, random, element })
      if (reply.message === undefined) return refuse(webCodes.networkError, 'sendMessage')
      const { message, isNew } = store.takeSent(reply.message)
      emitList()
      if (isNew) parts.lookUp([target])
      return { message }
    },
  }

  async function setInGroup(
    { conversationIDList: ids, groupName }: Batch & { groupName: string },
    added: boolean,
  ): Answer<BatchAnswer> {
    const answer = await batch(
      ids,
      (targets) => ({ name: added ? 'addToGroup' : 'removeFromGroup', group: groupName, targets }),
      (targets) => store.setInGroup(targets, groupName, added),
    )
    parts.emitInGroup(groupName)
    return answer
  }
}

/** Of a sum of bits the server sets the lowest one only. */
function lowestBit(markType: number): number {
  let bit = 1
  while (bit < markType && markType % (bit * 2) === 0) bit *= 2
  return bit
}

/** Puts into the row what the app said, sum or bit. */
function setMark(row: WebConversation | undefined, markType: number, on: boolean): boolean {
  if (row === undefined || row.markList.includes(markType) === on) return false
  if (on) row.markList.push(markType)
  else row.markList.splice(row.markList.indexOf(markType), 1)
  return true
}
