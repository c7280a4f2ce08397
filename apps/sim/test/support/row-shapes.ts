import type { SimulatorVendor } from '@convolist/testing'
import { type HostileRow, hostileRows, type Part, Target } from './hostile-rows.js'

/** What of a row is not as usual. */
export type Parts = Partial<Record<Part, unknown>>

/** How a vendor writes rows, tells them, and answers a request for them. */
export interface Shape {
  readonly idOf: (target: string) => string
  /** A row of this target as the SDK hands it out; `row` stands for the whole of it. */
  readonly row: (target: string, parts: Parts) => unknown
  /** The callback that tells rows, and what it is called with. */
  readonly callback: string
  readonly told: (rows: readonly unknown[]) => readonly unknown[]
  /** The call that reads the list, and its answer. */
  readonly method: string
  readonly page: (rows: readonly unknown[]) => unknown
  /** Parts that a row of this vendor does not have. */
  readonly lacks: readonly Part[]
}

const AT = 1_760_000_100

const has = (parts: Parts, part: Part): boolean => Object.hasOwn(parts, part)
const or = (parts: Parts, part: Part, usual: unknown): unknown => (has(parts, part) ? parts[part] : usual)
const whole =
  (row: (target: string, parts: Parts) => object) =>
  (target: string, parts: Parts): unknown =>
    has(parts, 'row') ? parts['row'] : row(target, parts)
const idIn = (parts: Parts, target: string, idOf: (target: string) => string): unknown => {
  const id = or(parts, 'id', new Target(target))
  return id instanceof Target ? idOf(id.name) : id
}

const nimId = (target: string): string => `me|1|${target}`
const nim = (service: string): Shape => ({
  idOf: nimId,
  row: whole((target, parts) => ({
    conversationId: idIn(parts, target, nimId),
    type: 1,
    name: or(parts, 'title', 'Ann'),
    avatar: '',
    unreadCount: or(parts, 'unread', 1),
    stickTop: or(parts, 'pinned', false),
    mute: or(parts, 'muted', false),
    sortOrder: or(parts, 'order', AT * 1000),
    groupIds: or(parts, 'labels', []),
    createTime: 1,
    updateTime: AT * 1000,
    localExtension: '',
    lastMessage: or(parts, 'message', {
      lastMessageState: 0,
      messageType: 0,
      text: or(parts, 'words', 'hello'),
      messageRefer: {
        messageClientId: 'm',
        messageServerId: '1',
        senderId: or(parts, 'sender', 'ann'),
        createTime: or(parts, 'sent at', AT * 1000),
      },
    }),
  })),
  callback: `${service}.on(onConversationChanged)`,
  told: (rows) => [rows],
  method: `${service}.getConversationList`,
  page: (rows) => ({ conversationList: rows, offset: 0, finished: true }),
  lacks: [],
})

const v2timId = (target: string): string => `c2c_${target}`
const v2tim: Shape = {
  idOf: v2timId,
  row: whole((target, parts) => ({
    conversationID: idIn(parts, target, v2timId),
    type: 1,
    showName: or(parts, 'title', 'Ann'),
    faceUrl: '',
    recvOpt: or(parts, 'muted', 0),
    unreadCount: or(parts, 'unread', 1),
    draftText: '',
    draftTimestamp: 0,
    isPinned: or(parts, 'pinned', false),
    orderkey: or(parts, 'order', 3_000_000),
    markList: [],
    customData: '',
    conversationGroupList: or(parts, 'labels', []),
    groupAtInfoList: [],
    c2cReadTimestamp: 0,
    groupReadSequence: 0,
    lastMessage: or(parts, 'message', {
      msgID: 'm',
      timestamp: or(parts, 'sent at', AT),
      sender: or(parts, 'sender', 'ann'),
      status: 2,
      elemType: 1,
      textElem: { text: or(parts, 'words', 'hello') },
    }),
  })),
  callback: 'addConversationListener.onConversationChanged',
  told: (rows) => [{ method: 'conversationListener', type: 'onConversationChanged', data: rows, listenerUuid: 'x' }],
  method: 'getConversationList',
  page: (rows) => ({ code: 0, desc: '', data: { conversationList: rows, nextSeq: 0, isFinished: true } }),
  lacks: [],
}

const webId = (target: string): string => `C2C${target}`
const web: Shape = {
  idOf: webId,
  row: whole((target, parts) => ({
    conversationID: idIn(parts, target, webId),
    type: 'C2C',
    unreadCount: or(parts, 'unread', 1),
    messageRemindType: or(parts, 'muted', 'AcceptAndNotify'),
    isPinned: or(parts, 'pinned', false),
    markList: [],
    customData: '',
    conversationGroupList: or(parts, 'labels', []),
    groupAtInfoList: [],
    userProfile: { userID: target, nick: or(parts, 'title', 'Ann'), avatar: '' },
    lastMessage: or(parts, 'message', {
      lastTime: or(parts, 'sent at', AT),
      lastSequence: 1,
      fromAccount: or(parts, 'sender', 'ann'),
      type: 'TIMTextElem',
      payload: { text: or(parts, 'words', 'hello') },
      messageForShow: '',
    }),
  })),
  callback: 'on(onConversationListUpdated)',
  told: (rows) => [{ name: 'onConversationListUpdated', data: rows, isSyncCompleted: true }],
  method: 'getConversationList',
  page: (rows) => ({ code: 0, data: { conversationList: rows, isSyncCompleted: true } }),
  lacks: ['order'],
}

const rongId = (target: string): string => `1__${target}`
const rongcloud: Shape = {
  idOf: rongId,
  row: whole((target, parts) => ({
    conversationType: 1,
    targetId: idIn(parts, target, (name) => name),
    channelId: '',
    unreadMessageCount: or(parts, 'unread', 1),
    unreadMentionedCount: 0,
    isTop: or(parts, 'pinned', false),
    notificationLevel: or(parts, 'muted', 0),
    operationTime: or(parts, 'order', AT * 1000),
    latestMessage: or(parts, 'message', {
      messageType: 'RC:TxtMsg',
      messageUId: 'm',
      senderUserId: or(parts, 'sender', 'ann'),
      sentTime: or(parts, 'sent at', AT * 1000),
      content: { content: or(parts, 'words', 'hello') },
    }),
  })),
  callback: 'addEventListener(CONVERSATION)',
  told: (rows) => [{ conversationList: rows.map(toldByRongCloud) }],
  method: 'getConversationListByTimestamp',
  page: (rows) => ({ code: 0, data: rows }),
  lacks: ['title', 'labels'], // no title at all; tags are read by a call of their own
}

/** The hostile rows that a vendor can write down, each with what is to become of it there. */
export const hostileRowsOf = (vendor: SimulatorVendor): readonly HostileRow[] =>
  hostileRows()
    .filter(({ part }) => !SHAPES[vendor].lacks.includes(part))
    .map((row) => Object.assign({}, row, { verdict: row.but[vendor] ?? row.verdict }))

const SAID = ['unreadMessageCount', 'isTop', 'notificationLevel', 'latestMessage'] as const

/** RongCloud tells a row together with the parts of it that changed. What is no row of ours stands for the whole entry. */
function toldByRongCloud(row: unknown): unknown {
  if (!isOurs(row)) return row
  const updatedItems = Object.fromEntries(SAID.map((key) => [key, { time: 0, val: row[key] }]))
  return { conversation: row, updatedItems }
}

const isOurs = (row: unknown): row is Record<(typeof SAID)[number], unknown> => {
  try {
    return typeof row === 'object' && row !== null && 'latestMessage' in row
  } catch {
    return false // a proxy that throws
  }
}

export const SHAPES: Readonly<Record<SimulatorVendor, Shape>> = {
  'netease-nim-cloud': nim('V2NIMConversationService'),
  'netease-nim-local': nim('V2NIMLocalConversationService'),
  'tencent-v2tim': v2tim,
  'tencent-web': web,
  rongcloud,
}
