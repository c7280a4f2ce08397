import type { Clock } from '@convolist/core'
import type { PageWeather } from '../../simulator/page-weather.js'
import {
  nameOf,
  type TencentClient,
  type TencentCommand,
  type TencentOption,
  type TencentReply,
  type TencentTarget,
} from '../protocol.js'
import { fromNativeId, toNativeId, toNativeMessage, type V2TimConversation } from './conversation.js'
import type { Touched, V2TimDatabase } from './database.js'
import type { ListenerKind, V2TimEnvelope, V2TimListeners } from './listeners.js'
import { matchesFilter, type V2TimFilter, type V2TimTotals } from './totals.js'

export const v2TimCodes = {
  timeout: 6012,
  notLoggedIn: 6014,
  invalid: 6017,
  notFound: 6018,
  database: 6019,
  disconnected: 9508,
} as const

/** Wrapped as the module wraps; a refusal rejects with `{code, desc}`, but in the raw module, whose envelope says it. */
type Answer = Promise<unknown>
type Batch = { readonly conversationIDList: readonly string[] }
type One = { readonly conversationID: string }

/** The methods of the module that a conversation list uses. */
export interface V2TimMethods {
  login(params: { readonly userID: string; readonly userSig?: string }): Answer
  logout(params?: object): Answer
  getLoginUser(params?: object): Answer
  addConversationListener(listener: object): Answer
  removeConversationListener(listener: object): Answer
  addIMSDKListener(listener: object): Answer
  removeIMSDKListener(listener: object): Answer
  addAdvancedMsgListener(listener: object): Answer
  removeAdvancedMsgListener(listener: object): Answer
  getConversationList(params: object): Answer
  getConversationListByFilter(params: object): Answer
  getConversationListByConversaionIds(params: object): Answer
  getConversation(params: object): Answer
  pinConversation(params: object): Answer
  deleteConversation(params: object): Answer
  deleteConversationList(params: object): Answer
  clearC2CHistoryMessage(params: object): Answer
  clearGroupHistoryMessage(params: object): Answer
  setConversationDraft(params: object): Answer
  setConversationCustomData(params: object): Answer
  markConversation(params: object): Answer
  getTotalUnreadMessageCount(params?: object): Answer
  getUnreadMessageCountByFilter(params: object): Answer
  subscribeUnreadMessageCountByFilter(params: object): Answer
  unsubscribeUnreadMessageCountByFilter(params: object): Answer
  cleanConversationUnreadMessageCount(params: object): Answer
  markC2CMessageAsRead(params: object): Answer
  markGroupMessageAsRead(params: object): Answer
  markAllMessageAsRead(params?: object): Answer
  createConversationGroup(params: object): Answer
  getConversationGroupList(params?: object): Answer
  deleteConversationGroup(params: object): Answer
  renameConversationGroup(params: object): Answer
  addConversationsToGroup(params: object): Answer
  deleteConversationsFromGroup(params: object): Answer
  setC2CReceiveMessageOpt(params: object): Answer
  setGroupReceiveMessageOpt(params: object): Answer
  sendMessageReadReceipts(params: object): Answer
}

/** What the methods stand on. */
export interface V2TimParts {
  readonly client: TencentClient
  readonly clock: Clock
  readonly pages: PageWeather
  readonly listeners: V2TimListeners
  readonly totals: V2TimTotals
  readonly envelope: V2TimEnvelope
  readonly without: readonly string[]
  database(): V2TimDatabase
  copyOf(row: V2TimConversation): V2TimConversation
  tell(touched: Touched): void
  tellRow(row: V2TimConversation | undefined): void
  tellRows(rows: readonly V2TimConversation[]): void
  groupCreated(name: string, rows: readonly V2TimConversation[]): void
  groupRenamed(oldName: string, newName: string): void
  groupChanged(name: string, rows: readonly V2TimConversation[], added: boolean): void
  lookUp(targets: readonly TencentTarget[]): void
  login(userID: string): Promise<void>
  logout(): void
  /** Seconds. */
  now(): number
}

const MOST = 100
const MOST_USERS = 30

function refuse(code: number, desc: string): never {
  throw { code, desc } // eslint-disable-line @typescript-eslint/only-throw-error -- as the module does
}

const targetOf = (id: unknown): TencentTarget => fromNativeId(id) ?? refuse(v2TimCodes.invalid, 'conversationID')

/** Makes the methods, each wrapped in the module's envelope. */
export function createV2TimMethods(parts: V2TimParts): {
  readonly methods: Partial<V2TimMethods>
  sendText(conversationID: string, text: string): Promise<void>
} {
  const { client, clock, pages, listeners, totals, envelope, database, copyOf, tellRow, tellRows } = parts

  const loggedIn = (): V2TimDatabase =>
    client.account === '' ? refuse(v2TimCodes.notLoggedIn, 'not logged in') : database()

  /** A page of the database as it is now; the callback with it may come late, or fail. */
  function page(rows: readonly V2TimConversation[], nextSeq: unknown, count: unknown): object {
    const [asked, limit] = [Number(nextSeq) || 0, Number(count)]
    if (pages.fails(Math.floor(asked / limit) + 1, Math.ceil(rows.length / limit)))
      refuse(v2TimCodes.database, 'database operation failed')
    const start = asked - pages.repeated(asked, limit)
    const some = rows.slice(start, start + limit)
    const isFinished = start + some.length >= rows.length
    const made = { nextSeq: String(start + some.length), isFinished, conversationList: some.map(copyOf) }
    const lateMs = pages.lateMs()
    return lateMs > 0 ? new Promise((resolve) => clock.setTimeout(() => resolve(made), lateMs)) : made
  }

  function byId(id: unknown): V2TimConversation {
    const row = loggedIn().rows.get(String(id))
    return row ?? refuse(v2TimCodes.notFound, 'no such conversation')
  }

  async function batch(
    ids: readonly string[],
    toCommand: (targets: TencentTarget[]) => TencentCommand,
    apply: (targets: TencentTarget[], reply: TencentReply) => void,
  ): Promise<object[]> {
    loggedIn()
    if (ids.length === 0 || ids.length > MOST) refuse(v2TimCodes.invalid, 'conversationIDList')
    const targets = ids.map(targetOf)
    const reply = await client.request(toCommand(targets))
    const codeOf = (target: TencentTarget): number => reply.failed?.[nameOf(target)] ?? 0
    apply(
      targets.filter((target) => codeOf(target) === 0),
      reply,
    )
    return targets.map((target) => ({
      conversationID: toNativeId(target),
      resultCode: codeOf(target),
      resultInfo: '',
    }))
  }

  const changeAll =
    (change: (row: V2TimConversation) => Partial<V2TimConversation>) =>
    (targets: TencentTarget[]): void =>
      tellRows(
        targets.flatMap((target) => {
          const row = database().get(target)
          return row === undefined ? [] : (database().edit(target, change(row)) ?? [])
        }),
      )

  async function readOne(target: TencentTarget): Promise<string> {
    const last = loggedIn().get(target)?.lastMessage
    await client.request({ name: 'read', target, time: last?.timestamp ?? 0, seq: last?.seq ?? 0 })
    tellRow(database().read(target, last?.timestamp ?? 0, last?.seq ?? 0))
    return ''
  }

  async function readAll(direct: boolean, group: boolean): Promise<string> {
    const groups = [...loggedIn().rows.values()].flatMap(({ groupID, unreadCount, lastMessage }) =>
      group && groupID !== null && unreadCount > 0 ? [{ id: groupID, seq: lastMessage?.seq ?? 0 }] : [],
    )
    await client.request({ name: 'readAll', direct, groups })
    tellRows(database().readAll({ direct, groups }))
    return ''
  }

  async function remove(ids: readonly string[], clear: boolean): Promise<object[]> {
    return batch(
      ids,
      (targets) => ({ name: 'delete', targets, clear }),
      (targets) => {
        const gone = database().remove(targets)
        if (gone.length > 0) listeners.fire('conversation', 'onConversationDeleted', gone)
        totals.tell()
      },
    )
  }

  async function clearHistory(target: TencentTarget): Promise<string> {
    await client.request({ name: 'clearHistory', target })
    tellRow(database().clearHistory(target))
    return ''
  }

  async function setInGroup({ conversationIDList, groupName }: Batch & { groupName: string }, added: boolean): Answer {
    return batch(
      conversationIDList,
      (targets) => ({ name: added ? 'addToGroup' : 'removeFromGroup', group: groupName, targets }),
      (targets) => parts.groupChanged(groupName, database().setInGroup(targets, groupName, added), added),
    )
  }

  async function mute(targets: readonly TencentTarget[], option: TencentOption): Answer {
    loggedIn()
    const { failed = {} } = await client.request({ name: 'mute', targets, option })
    const done = targets.filter((target) => failed[nameOf(target)] === undefined)
    tellRows(done.flatMap((target) => database().edit(target, { recvOpt: option }) ?? []))
    return targets.map((target) => ({
      userID: target.target,
      resultCode: failed[nameOf(target)] ?? 0,
      resultInfo: '',
    }))
  }

  const listen =
    (kind: ListenerKind, isAdded: boolean) =>
    (listener: unknown): string => {
      if (isAdded) listeners.add(kind, listener as object)
      else listeners.remove(kind, listener as object)
      return ''
    }

  const all: Readonly<Record<keyof V2TimMethods, (params: never) => unknown>> = {
    login: ({ userID }: { userID: string }) => parts.login(userID),
    logout: () => parts.logout(),
    getLoginUser: () => client.account,
    addConversationListener: listen('conversation', true),
    removeConversationListener: listen('conversation', false),
    addIMSDKListener: listen('sdk', true),
    removeIMSDKListener: listen('sdk', false),
    addAdvancedMsgListener: listen('message', true),
    removeAdvancedMsgListener: listen('message', false),
    getConversationList: ({ nextSeq, count }: { nextSeq: unknown; count: unknown }) =>
      page(loggedIn().sorted(), nextSeq, count),
    getConversationListByFilter: ({ filter }: { filter: V2TimFilter & { nextSeq: unknown; count: unknown } }) =>
      page(loggedIn().sorted().filter(matchesFilter(filter)), filter.nextSeq, filter.count),
    getConversationListByConversaionIds: ({ conversationIDList: ids }: Batch) => {
      const rows = loggedIn().sorted()
      const found = rows.filter((row) => ids.includes(row.conversationID))
      return { nextSeq: '0', isFinished: true, conversationList: found.map(copyOf) }
    },
    getConversation: ({ conversationID }: One) => copyOf(byId(conversationID)),
    pinConversation: async ({ conversationID, isPinned }: One & { isPinned: boolean }) => {
      loggedIn()
      const target = targetOf(conversationID)
      await client.request({ name: 'pin', target, pinned: isPinned })
      tellRow(database().setPinned(target, isPinned))
      return ''
    },
    deleteConversation: async ({ conversationID }: One) => {
      const [result] = (await remove([conversationID], true)) as { resultCode: number }[]
      return result?.resultCode === 0 ? '' : refuse(result?.resultCode ?? v2TimCodes.invalid, 'deleteConversation')
    },
    deleteConversationList: ({ conversationIDList: ids, clearMessage }: Batch & { clearMessage: boolean }) =>
      remove(ids, clearMessage),
    clearC2CHistoryMessage: ({ userID }: { userID: string }) => clearHistory({ kind: 'direct', target: userID }),
    clearGroupHistoryMessage: ({ groupID }: { groupID: string }) => clearHistory({ kind: 'group', target: groupID }),
    setConversationDraft: ({ conversationID, draftText }: One & { draftText?: string | null }) => {
      const row = byId(conversationID)
      row.draftText = draftText ?? ''
      row.draftTimestamp = row.draftText === '' ? 0 : parts.now()
      database().raise(row) // kept on this device only, but it moves the row
      tellRow(row)
      return ''
    },
    setConversationCustomData: ({ conversationIDList: ids, customData }: Batch & { customData: string }) =>
      batch(
        ids,
        (targets) => ({ name: 'customData', targets, text: customData }),
        changeAll(() => ({ customData })),
      ),
    markConversation: ({
      conversationIDList: ids,
      markType: bit,
      enableMark: on,
    }: Batch & { markType: number; enableMark: boolean }) =>
      batch(
        ids,
        (targets) => ({ name: 'mark', targets, bit, on }),
        changeAll(({ markList }) => {
          const others = markList.filter((one) => one !== bit)
          return { markList: on ? [...others, bit].sort((a, b) => a - b) : others }
        }),
      ),
    getTotalUnreadMessageCount: () => (loggedIn(), totals.total()),
    getUnreadMessageCountByFilter: ({ filter }: { filter: V2TimFilter }) => (loggedIn(), totals.totalOf(filter)),
    subscribeUnreadMessageCountByFilter: ({ filter }: { filter: V2TimFilter }) => (
      loggedIn(),
      totals.subscribe(filter)
    ),
    unsubscribeUnreadMessageCountByFilter: ({ filter }: { filter: V2TimFilter }) => totals.unsubscribe(filter),
    cleanConversationUnreadMessageCount: ({ conversationID: id }: { conversationID?: string | null }) => {
      if (id === 'c2c' || id === 'group' || !id) return readAll(id !== 'group', id !== 'c2c')
      return readOne(targetOf(id))
    },
    markC2CMessageAsRead: ({ userID }: { userID: string }) => readOne({ kind: 'direct', target: userID }),
    markGroupMessageAsRead: ({ groupID }: { groupID: string }) => readOne({ kind: 'group', target: groupID }),
    markAllMessageAsRead: () => readAll(true, true),
    createConversationGroup: ({ conversationIDList: ids, groupName }: Batch & { groupName: string }) =>
      batch(
        ids,
        (targets) => ({ name: 'createGroup', group: groupName, targets }),
        (targets) => parts.groupCreated(groupName, database().setInGroup(targets, groupName, true)),
      ),
    getConversationGroupList: () => [...loggedIn().groups],
    deleteConversationGroup: async ({ groupName }: { groupName: string }) => {
      await client.request({ name: 'deleteGroup', group: groupName })
      database().replaceGroup(groupName, undefined)
      listeners.fire('conversation', 'onConversationGroupDeleted', groupName)
      return ''
    },
    renameConversationGroup: async ({ oldName, newName }: { oldName: string; newName: string }) => {
      await client.request({ name: 'renameGroup', group: oldName, newName })
      database().replaceGroup(oldName, newName)
      parts.groupRenamed(oldName, newName)
      return ''
    },
    addConversationsToGroup: (options: Batch & { groupName: string }) => setInGroup(options, true),
    deleteConversationsFromGroup: (options: Batch & { groupName: string }) => setInGroup(options, false),
    setC2CReceiveMessageOpt: ({ userIDList, opt }: { userIDList: readonly string[]; opt: TencentOption }) => {
      if (userIDList.length > MOST_USERS) refuse(v2TimCodes.invalid, 'userIDList')
      return mute(
        userIDList.map((user) => ({ kind: 'direct', target: user })),
        opt,
      )
    },
    setGroupReceiveMessageOpt: async ({ groupID, opt }: { groupID: string; opt: TencentOption }) => {
      const [result] = (await mute([{ kind: 'group', target: groupID }], opt)) as { resultCode: number }[]
      return result?.resultCode === 0 ? '' : refuse(result?.resultCode ?? 0, 'setGroupReceiveMessageOpt')
    },
    sendMessageReadReceipts: async ({ msgIDList }: { msgIDList: readonly string[] }) => {
      const seqs = msgIDList.map((id) => Number(id.split('-').at(-1)))
      await client.request({ name: 'receipt', target: { kind: 'direct', target: '' }, seqs })
      return ''
    },
  }

  /** Shown at once; the server's own version of it takes its place, or it stays as failed. */
  async function sendText(conversationID: string, text: string): Promise<void> {
    const target = targetOf(conversationID)
    const own = loggedIn()
    const element = { type: 'TIMTextElem', content: { Text: text } } as const
    const random = Math.floor(parts.now() % 1_000_000)
    const known = own.get(target)
    const draft = toNativeMessage(
      {
        ...target,
        from: client.account,
        to: target.target,
        seq: known?.lastMessage?.seq ?? 0,
        random,
        time: parts.now(),
        element,
        atTypes: [],
        silent: false,
        receiptWanted: false,
      },
      client.account,
    )
    const before = known?.lastMessage ?? null
    const show = (status: number): void => {
      if (known === undefined) return
      known.lastMessage = { ...draft, status }
      if (status === 1) own.raise(known)
      tellRow(known)
    }
    show(1)
    try {
      const { message } = await client.request({ name: 'send', target, random, element })
      if (known?.lastMessage?.msgID === draft.msgID) known.lastMessage = before
      if (message === undefined) return
      const touched = own.takeMessages({ type: 'messages', kind: target.kind, messages: [message] })
      parts.tell(touched)
      if (touched.begun.length > 0) parts.lookUp([target])
    } catch (error) {
      if (known?.lastMessage?.msgID === draft.msgID) show(3)
      throw error
    }
  }

  const wrap = (method: string, data: unknown): unknown => {
    if (envelope === 'bare') return data
    const inner = { code: 0, data: data ?? '', desc: '' }
    return envelope === 'raw' ? inner : { type: method, data: inner }
  }

  const methods = Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !parts.without.includes(name))
      .map(([name, run]) => [
        name,
        async (params: object = {}): Promise<unknown> => {
          try {
            return wrap(name, await run(params as never))
          } catch (error) {
            const { code, desc } = error as { code?: number; desc?: string }
            if (envelope !== 'raw' || code === undefined) throw error
            return { code, data: '', desc }
          }
        },
      ]),
  ) as Partial<V2TimMethods>

  return { methods, sendText }
}
