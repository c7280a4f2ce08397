import type { TencentElement, TencentMessage, TencentOption, TencentRow, TencentTarget } from '../protocol.js'

/** A conversation as V2TIM hands it out: a copy out of its database. Times are seconds. */
export interface V2TimConversation {
  conversationID: string
  type: 1 | 2
  userID: string | null
  groupID: string | null
  showName: string
  faceUrl: string
  recvOpt: TencentOption
  groupType: string
  unreadCount: number
  draftText: string
  draftTimestamp: number
  isPinned: boolean
  /** Not a time: it grows whenever a conversation comes to life. The uni-app/H5 module's own spelling. */
  orderkey: number
  markList: number[]
  customData: string
  conversationGroupList: string[]
  lastMessage: V2TimMessage | null
  groupAtInfoList: { atType: number; seq: number }[]
  c2cReadTimestamp: number
  groupReadSequence: number
}

/** What a binding may not hand out. */
export type V2TimSetting = 'recvOpt' | 'isPinned' | 'draftText' | 'markList' | 'customData' | 'conversationGroupList'

export interface V2TimMessage {
  msgID: string
  timestamp: number
  sender: string
  nickName: string
  userID: string | null
  groupID: string | null
  isSelf: boolean
  isPeerRead: boolean
  needReadReceipt: boolean
  /** 1 sending, 2 sent, 3 failed, 6 revoked. */
  status: number
  /** 1 text, 2 custom, 3 image, 4 sound, 6 file. */
  elemType: number
  seq: number
  random: number
  isExcludedFromUnreadCount: boolean
  [element: string]: unknown
}

export const toNativeId = ({ kind, target }: TencentTarget): string =>
  kind === 'direct' ? `c2c_${target}` : `group_${target}`

export function fromNativeId(id: unknown): TencentTarget | undefined {
  if (typeof id !== 'string') return undefined
  if (id.startsWith('c2c_')) return { kind: 'direct', target: id.slice(4) }
  return id.startsWith('group_') ? { kind: 'group', target: id.slice(6) } : undefined
}

/** A conversation of which nothing is known yet; its name is looked up. */
export function blankNative(target: TencentTarget, orderkey: number): V2TimConversation {
  const isDirect = target.kind === 'direct'
  return {
    conversationID: toNativeId(target),
    type: isDirect ? 1 : 2,
    userID: isDirect ? target.target : null,
    groupID: isDirect ? null : target.target,
    showName: target.target,
    faceUrl: '',
    recvOpt: 0,
    groupType: isDirect ? '' : 'Public',
    unreadCount: 0,
    draftText: '',
    draftTimestamp: 0,
    isPinned: false,
    orderkey,
    markList: [],
    customData: '',
    conversationGroupList: [],
    lastMessage: null,
    groupAtInfoList: [],
    c2cReadTimestamp: 0,
    groupReadSequence: 0,
  }
}

/** What the server's row says of names and settings. */
export function settingsOf(row: TencentRow): Partial<V2TimConversation> {
  return {
    showName: row.remark ?? row.name ?? row.target,
    faceUrl: row.avatar ?? '',
    recvOpt: row.option,
    isPinned: row.pinned,
    markList: [...row.marks],
    customData: row.customData,
    conversationGroupList: [...row.groups],
    c2cReadTimestamp: row.kind === 'direct' ? row.readTime : 0,
    groupReadSequence: row.kind === 'direct' ? 0 : row.readSeq,
  }
}

export const msgIdOf = ({ from, time, random }: TencentMessage): string => `${from}-${time}-${random}`

export function toNativeMessage(message: TencentMessage, account: string, peerReadTime = 0): V2TimMessage {
  const isSelf = message.from === account
  const isDirect = message.kind === 'direct'
  return {
    msgID: msgIdOf(message),
    timestamp: message.time,
    sender: message.from,
    nickName: message.nick ?? '',
    userID: isDirect ? message.target : null,
    groupID: isDirect ? null : message.target,
    isSelf,
    isPeerRead: isDirect && isSelf && message.time <= peerReadTime,
    needReadReceipt: message.receiptWanted,
    status: 2,
    seq: message.seq,
    random: message.random,
    isExcludedFromUnreadCount: message.silent,
    ...elementsOf(message.element),
  }
}

function elementsOf({ type, content }: TencentElement): { elemType: number; [element: string]: unknown } {
  switch (type) {
    case 'TIMTextElem':
      return { elemType: 1, textElem: { text: content['Text'] } }
    case 'TIMCustomElem':
      return { elemType: 2, customElem: { data: content['Data'], desc: content['Desc'], extension: content['Ext'] } }
    case 'TIMImageElem':
      return { elemType: 3, imageElem: { imageList: [] } }
    case 'TIMSoundElem':
      return { elemType: 4, soundElem: { duration: content['Second'] } }
    case 'TIMFileElem':
      return { elemType: 6, fileElem: { fileName: content['FileName'] } }
  }
}
