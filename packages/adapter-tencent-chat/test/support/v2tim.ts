import type { V2TimChat } from '@convolist/adapter-tencent-chat'

// A double of the uni-app/H5 module `tencentCloudChat`: the H5 wrapper around a native database, with its envelopes, listener
// classes, payloads and misspellings. There is no package to run.

export interface NativeRow {
  conversationID: string
  [field: string]: unknown
}

type Callbacks = Readonly<Record<string, ((payload: unknown) => void) | undefined>>

export class conversationListener {
  constructor(readonly callbacks: Callbacks) {}
}
export class sdkListener {
  constructor(readonly callbacks: Callbacks) {}
}
export class advancedMsgListener {
  constructor(readonly callbacks: Callbacks) {}
}

const KINDS = {
  conversationListener: ['method', conversationListener],
  sdkListener: ['methid', sdkListener], // the module's own spelling
  advancedMsgListener: ['method', advancedMsgListener],
} as const

export interface V2Tim {
  readonly chat: V2TimChat
  /** The native database, in its order. */
  rows: NativeRow[]
  user: string
  groups: string[]
  /** What a method answers instead of the usual: a value, an error code, or nothing at all. */
  answers: Record<string, (params: Record<string, never>) => unknown>
  readonly calls: { readonly method: string; readonly params: Record<string, unknown> }[]
  readonly listeners: Set<object>
  fire(kind: keyof typeof KINDS, type: string, data: unknown, handler?: string): void
  changed(...rows: NativeRow[]): void
  login(user?: string): void
  sync(): void
}

/** How a module wraps its answers: the raw one, the H5 wrapper one level deeper, as the documents print it, or not at all. */
export type Envelope = 'raw' | 'h5' | 'printed' | 'bare'

export const refuse = (code: number): never => {
  throw { code, desc: 'refused' } // eslint-disable-line @typescript-eslint/only-throw-error -- as the module does
}

export const copyOf = (row: NativeRow): NativeRow => Object.assign({}, row)

/** One conversation as the module hands it out, every field stated. */
export const native = (conversationID: string, fields: Record<string, unknown> = {}): NativeRow => {
  const isGroup = conversationID.startsWith('group_')
  const target = conversationID.slice(isGroup ? 6 : 4)
  return {
    conversationID,
    type: isGroup ? 2 : 1,
    userID: isGroup ? null : target,
    groupID: isGroup ? target : null,
    showName: target.toUpperCase(),
    faceUrl: '',
    recvOpt: 0,
    unreadCount: 0,
    draftText: '',
    draftTimestamp: 0,
    isPinned: false,
    orderkey: 1,
    markList: [],
    customData: '',
    conversationGroupList: [],
    groupAtInfoList: [],
    lastMessage: null,
    ...fields,
  }
}

export const message = (msgID: string, at: number, text: string, fields: object = {}): object => ({
  msgID,
  timestamp: at,
  sender: 'bob',
  nickName: 'Bob',
  elemType: 1,
  textElem: { text },
  status: 2,
  isSelf: false,
  isPeerRead: false,
  ...fields,
})

export function startV2Tim(envelope: Envelope = 'h5', without: readonly string[] = []): V2Tim {
  const chat = {} as V2TimChat
  const double: V2Tim = {
    chat,
    rows: [],
    user: '',
    groups: [],
    answers: {},
    calls: [],
    listeners: new Set(),
    fire(kind, type, data, handler = type) {
      const [key, Listener] = KINDS[kind]
      for (const listener of double.listeners) {
        if (!(listener instanceof Listener)) continue
        listener.callbacks[handler]?.({ [key]: kind, type, data, listenerUuid: 'u1' })
      }
    },
    changed(...rows) {
      for (const row of rows) {
        double.rows = [row, ...double.rows.filter(({ conversationID }) => conversationID !== row.conversationID)]
      }
      double.fire('conversationListener', 'onConversationChanged', rows)
    },
    login(user = 'me') {
      double.user = user
      double.fire('sdkListener', 'onConnectSuccess', '')
      double.sync()
    },
    sync() {
      double.fire('conversationListener', 'onSyncServerStart', '')
      double.fire('conversationListener', 'onSyncServerFinish', '')
    },
  }

  const update = (id: string, fields: object): void => {
    const row = double.rows.find(({ conversationID }) => conversationID === id)
    if (!row) return refuse(6017)
    Object.assign(row, fields)
    double.fire('conversationListener', 'onConversationChanged', [{ ...row }])
  }
  const batch = (ids: readonly string[], fields: (row: NativeRow) => object): unknown =>
    ids.map((conversationID) => {
      const row = double.rows.find((each) => each.conversationID === conversationID)
      if (row) update(conversationID, fields(row))
      return { conversationID, resultCode: row ? 0 : 6017, resultInfo: '' }
    })
  const remove = (ids: readonly string[]): void => {
    double.rows = double.rows.filter(({ conversationID }) => !ids.includes(conversationID))
    double.fire('conversationListener', 'onConversationsDeleted', [...ids], 'onConversationDeleted')
  }
  const total = (): number =>
    double.rows.reduce((sum, row) => sum + (row.recvOpt === 0 ? Number(row.unreadCount) : 0), 0)
  const listOf = (row: NativeRow, field: string): unknown[] => (row[field] ?? []) as unknown[]
  const page = (rows: readonly NativeRow[], { nextSeq, count }: Params): object => {
    const start = Number(nextSeq)
    const some = rows.slice(start, start + Number(count))
    const isFinished = start + Number(count) >= rows.length
    return { nextSeq: String(start + some.length), isFinished, conversationList: some.map(copyOf) }
  }

  type Params = Record<string, unknown>
  const ids = (params: Params): string[] => params.conversationIDList as string[]
  const matching =
    ({ conversationType, groupName, markType, hasUnreadCount, hasGroupAtInfo }: Params) =>
    (row: NativeRow): boolean =>
      (!conversationType || row.type === conversationType) &&
      (groupName === undefined || listOf(row, 'conversationGroupList').includes(groupName)) &&
      (!markType || listOf(row, 'markList').includes(markType)) &&
      (!hasUnreadCount || Number(row.unreadCount) > 0) &&
      (!hasGroupAtInfo || listOf(row, 'groupAtInfoList').length > 0)
  const methods: Record<string, (params: Params) => unknown> = {
    getLoginUser: () => double.user,
    addConversationListener: (listener) => double.listeners.add(listener),
    removeConversationListener: (listener) => double.listeners.delete(listener),
    addIMSDKListener: (listener) => double.listeners.add(listener),
    removeIMSDKListener: (listener) => double.listeners.delete(listener),
    addAdvancedMsgListener: (listener) => double.listeners.add(listener),
    removeAdvancedMsgListener: (listener) => double.listeners.delete(listener),
    getConversationList: (params) => page(double.rows, params),
    getConversationListByFilter: ({ filter }) => {
      const { nextSeq, count } = filter as Params
      return page(double.rows.filter(matching(filter as Params)), { nextSeq, count })
    },
    getConversationListByConversaionIds: (params) => ({
      nextSeq: 0,
      isFinished: true,
      conversationList: double.rows.filter(({ conversationID }) => ids(params).includes(conversationID)),
    }),
    pinConversation: ({ conversationID, isPinned }) => update(conversationID as string, { isPinned }),
    deleteConversation: ({ conversationID }) => remove([conversationID as string]),
    deleteConversationList: (params) => remove(ids(params)),
    setConversationDraft: ({ conversationID, draftText }) =>
      update(conversationID as string, { draftText, draftTimestamp: 50 }),
    setConversationCustomData: (params) => batch(ids(params), () => ({ customData: params.customData })),
    markConversation: (params) =>
      batch(ids(params), (row) => {
        const others = listOf(row, 'markList').filter((bit) => bit !== params.markType)
        return { markList: params.enableMark ? [...others, params.markType] : others }
      }),
    getTotalUnreadMessageCount: total,
    getUnreadMessageCountByFilter: ({ filter }) =>
      double.rows.filter(matching(filter as Params)).reduce((sum, row) => sum + Number(row.unreadCount), 0),
    subscribeUnreadMessageCountByFilter: () => '',
    unsubscribeUnreadMessageCountByFilter: () => '',
    cleanConversationUnreadMessageCount: ({ conversationID }) => {
      for (const row of double.rows) {
        const hit =
          conversationID === '' ||
          row.conversationID === conversationID ||
          (conversationID === 'c2c' && row.type === 1) ||
          (conversationID === 'group' && row.type === 2)
        if (hit && Number(row.unreadCount) > 0) update(row.conversationID, { unreadCount: 0, groupAtInfoList: [] })
      }
      return ''
    },
    markC2CMessageAsRead: ({ userID }) => update(`c2c_${String(userID)}`, { unreadCount: 0 }),
    markGroupMessageAsRead: ({ groupID }) => update(`group_${String(groupID)}`, { unreadCount: 0 }),
    markAllMessageAsRead: () => double.rows.forEach((row) => update(row.conversationID, { unreadCount: 0 })),
    createConversationGroup: (params) => {
      double.groups.push(params.groupName as string)
      const results = batch(ids(params), (row) => ({
        conversationGroupList: [...listOf(row, 'conversationGroupList'), params.groupName],
      }))
      double.fire('conversationListener', 'onConversationGroupCreated', {
        groupName: params.groupName,
        conversationList: double.rows.filter((row) => ids(params).includes(row.conversationID)),
      })
      return results
    },
    getConversationGroupList: () => [...double.groups],
    deleteConversationGroup: ({ groupName }) => {
      double.groups = double.groups.filter((name) => name !== groupName)
      for (const row of double.rows) {
        row.conversationGroupList = listOf(row, 'conversationGroupList').filter((name) => name !== groupName)
      }
      double.fire('conversationListener', 'onConversationGroupDeleted', groupName)
    },
    renameConversationGroup: ({ oldName, newName }) => {
      double.groups = double.groups.map((name) => (name === oldName ? (newName as string) : name))
      for (const row of double.rows) {
        row.conversationGroupList = listOf(row, 'conversationGroupList').map((name) =>
          name === oldName ? newName : name,
        )
      }
      double.fire('conversationListener', 'onConversationGroupNameChanged', { oldName, newName })
    },
    addConversationsToGroup: (params) => {
      const rows = double.rows.filter((row) => ids(params).includes(row.conversationID))
      double.fire('conversationListener', 'onConversationsAddedToGroup', {
        groupName: params.groupName,
        conversationList: rows.map(copyOf), // not yet saying so themselves
      })
      return batch(ids(params), (row) => ({
        conversationGroupList: [...listOf(row, 'conversationGroupList'), params.groupName],
      }))
    },
    deleteConversationsFromGroup: (params) =>
      batch(ids(params), (row) => ({
        conversationGroupList: listOf(row, 'conversationGroupList').filter((name) => name !== params.groupName),
      })),
    setC2CReceiveMessageOpt: ({ userIDList, opt }) =>
      (userIDList as string[]).forEach((user) => update(`c2c_${user}`, { recvOpt: opt })),
    setGroupReceiveMessageOpt: ({ groupID, opt }) => update(`group_${String(groupID)}`, { recvOpt: opt }),
    sendMessageReadReceipts: () => '',
  }

  const wrap = (type: string, data: unknown): unknown => {
    if (envelope === 'bare') return data
    if (envelope === 'printed') return { data: data ?? '' }
    const inner = { code: 0, data: data ?? '', desc: '' }
    return envelope === 'raw' ? inner : { type, data: inner }
  }
  const wrapped = Object.fromEntries(
    Object.entries(methods)
      .filter(([name]) => !without.includes(name))
      .map(([name, run]) => [
        name,
        async (params: Params = {}) => {
          double.calls.push({ method: name, params })
          const own = double.answers[name]
          await Promise.resolve()
          return wrap(name, own ? await own(params as Record<string, never>) : run(params))
        },
      ]),
  )
  Object.assign(chat, wrapped)
  return double
}
