import type { TencentElement, TencentMessage, TencentOption, TencentRow, TencentTarget } from '../protocol.js'

/** What stands in the list of the Web SDK: the SDK's own objects, live and mutable. */
export interface WebConversation {
  conversationID: string
  type: 'C2C' | 'GROUP'
  subType: string
  unreadCount: number
  lastMessage: WebPreview
  groupProfile?: { groupID: string; name: string; avatar: string; type: string }
  userProfile?: { userID: string; nick: string; avatar: string }
  groupAtInfoList: WebMention[]
  remark: string
  isPinned: boolean
  messageRemindType: string | undefined
  markList: number[]
  customData: string
  conversationGroupList: string[]
  draftText: string
  peerReadTime: number
}

/** Not a message: it has no id and no status. Seconds. */
export interface WebPreview {
  lastTime: number
  lastSequence: number
  fromAccount: string
  messageForShow: string
  payload: Record<string, unknown> | null
  type: string
  isRevoked: boolean
  cloudCustomData: string
  onlineOnlyFlag: boolean
  nick: string
  nameCard: string
  version: number
  isPeerRead: boolean
  revoker: string | null
}

export interface WebMention {
  readonly from: string
  readonly groupID: string
  readonly messageSequence: number
  readonly atTypeArray: readonly number[]
  readonly __random: number
}

/** A message as the SDK holds it in memory. */
export interface WebMessage {
  readonly ID: string
  readonly type: string
  readonly payload: Record<string, unknown>
  readonly conversationID: string
  readonly conversationType: 'C2C' | 'GROUP'
  readonly from: string
  readonly to: string
  readonly flow: 'in' | 'out'
  readonly time: number
  readonly sequence: number
  readonly random: number
  status: 'unSend' | 'success' | 'fail'
  isRevoked: boolean
  revoker: string | undefined
  isRead: boolean
  isPeerRead: boolean
  readonly needReadReceipt: boolean
  readReceiptInfo: { readCount: number | undefined; unreadCount: number | undefined }
}

export const toWebId = ({ kind, target }: TencentTarget): string =>
  kind === 'direct' ? `C2C${target}` : `GROUP${target}`

export function fromWebId(id: unknown): TencentTarget | undefined {
  if (typeof id !== 'string') return undefined
  if (id.startsWith('C2C')) return { kind: 'direct', target: id.slice(3) }
  return id.startsWith('GROUP') ? { kind: 'group', target: id.slice(5) } : undefined
}

const REMIND = ['AcceptAndNotify', 'Discard', 'AcceptNotNotify', 'AcceptNotNotifyExceptAt'] as const
export const toRemind = (option: TencentOption): string => REMIND[option]
export const fromRemind = (type: unknown): TencentOption =>
  Math.max(0, REMIND.indexOf(type as 'Discard')) as TencentOption

export const emptyPreview = (): WebPreview => ({
  lastTime: 0,
  lastSequence: 0,
  fromAccount: '',
  messageForShow: '',
  payload: null,
  type: '',
  isRevoked: false,
  cloudCustomData: '',
  onlineOnlyFlag: false,
  nick: '',
  nameCard: '',
  version: 0,
  isPeerRead: false,
  revoker: null,
})

/** A conversation of which nothing is known yet; its mute is fetched, and unknown till then. */
export function blankConversation(target: TencentTarget): WebConversation {
  const isDirect = target.kind === 'direct'
  return {
    conversationID: toWebId(target),
    type: isDirect ? 'C2C' : 'GROUP',
    subType: isDirect ? '' : 'Public',
    unreadCount: 0,
    lastMessage: emptyPreview(),
    ...(isDirect
      ? { userProfile: { userID: target.target, nick: '', avatar: '' } }
      : { groupProfile: { groupID: target.target, name: '', avatar: '', type: 'Public' } }),
    groupAtInfoList: [],
    remark: '',
    isPinned: false,
    messageRemindType: undefined,
    markList: [],
    customData: '',
    conversationGroupList: [],
    draftText: '',
    peerReadTime: 0,
  }
}

/** A row of a sync page. One-to-one chats come without their unread count. */
export function fromRow(row: TencentRow, account: string): WebConversation {
  const made = blankConversation(row)
  const isDirect = row.kind === 'direct'
  made.unreadCount = isDirect ? 0 : row.unread
  made.lastMessage = previewOfRow(row, account)
  if (made.userProfile) Object.assign(made.userProfile, { nick: row.name ?? '', avatar: row.avatar ?? '' })
  if (made.groupProfile) Object.assign(made.groupProfile, { name: row.name ?? '', avatar: row.avatar ?? '' })
  made.remark = row.remark ?? ''
  made.isPinned = row.pinned
  made.messageRemindType = toRemind(row.option)
  made.markList = [...row.marks]
  made.customData = row.customData
  made.conversationGroupList = [...row.groups]
  made.peerReadTime = isDirect ? row.peerReadTime : 0
  return made
}

function previewOfRow({ last, revokedBy, peerReadTime, kind }: TencentRow, account: string): WebPreview {
  if (last === undefined) return emptyPreview()
  const isMine = last.from === account
  return {
    ...previewOf(toPayload(last.element), last),
    isRevoked: revokedBy !== undefined,
    revoker: revokedBy ?? null,
    isPeerRead: kind === 'direct' && isMine && last.time <= peerReadTime,
  }
}

export function previewOf(payload: Record<string, unknown>, message: TencentMessage): WebPreview {
  return {
    ...emptyPreview(),
    lastTime: message.time,
    lastSequence: message.seq,
    fromAccount: message.from,
    messageForShow: forShow(message.element),
    payload,
    type: message.element.type,
  }
}

/** The SDK spells the server's names in its own way. */
export function toPayload({ content }: TencentElement): Record<string, unknown> {
  const names: Readonly<Record<string, string>> = {
    Text: 'text',
    Data: 'data',
    Desc: 'description',
    Ext: 'extension',
    FileName: 'fileName',
    FileSize: 'fileSize',
    Url: 'url',
    UUID: 'uuid',
  }
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) => (names[name] ? [[names[name], value]] : [])),
  )
}

function forShow({ type, content }: TencentElement): string {
  switch (type) {
    case 'TIMTextElem':
      return typeof content['Text'] === 'string' ? content['Text'] : ''
    case 'TIMImageElem':
      return '[图片]'
    case 'TIMSoundElem':
      return '[语音]'
    case 'TIMFileElem':
      return '[文件]'
    case 'TIMCustomElem':
      return '[自定义消息]'
  }
}

export function toWebMessage(message: TencentMessage, account: string): WebMessage {
  return {
    ID: `${message.kind === 'direct' ? 7 : 8}-${message.time}-${message.random}`,
    type: message.element.type,
    payload: toPayload(message.element),
    conversationID: toWebId(message),
    conversationType: message.kind === 'direct' ? 'C2C' : 'GROUP',
    from: message.from,
    to: message.to,
    flow: message.from === account ? 'out' : 'in',
    time: message.time,
    sequence: message.seq,
    random: message.random,
    status: 'success',
    isRevoked: false,
    revoker: undefined,
    isRead: message.from === account,
    isPeerRead: false,
    needReadReceipt: message.receiptWanted,
    readReceiptInfo: { readCount: undefined, unreadCount: undefined },
  }
}
