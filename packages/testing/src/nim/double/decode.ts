import type { NimMessage, NimRow } from '../protocol.js'
import type { WireRevokeFields } from '../wire.js'
import { typeOf, type ConversationIdUtil } from './ids.js'
import type { V2Conversation, V2LastMessage, V2Message, V2MessageRefer, V2RevokeNotification } from './types.js'

/** What the SDK makes of a row from the server, before it is merged into its memory. */
export interface DecodedRow {
  readonly id: string
  readonly version: number
  readonly deleted: boolean
  /** 2: the client looks for the last message in its own memory. */
  readonly lastMessageState: number
  readonly fields: Partial<V2Conversation> & { conversationId: string; type: number }
}

/** What decoding needs to know of the client: ids, the account, and the names it has for people. */
export interface Decoder {
  readonly account: string
  readonly ids: ConversationIdUtil
  /** 10.9.0 and later state when the conversation was last read. */
  readonly statesReadTime: boolean
  aliasOf(accountId: string): string | undefined
  userNameOf(accountId: string): string | undefined
}

export function decodeRow(decoder: Decoder, row: NimRow): DecodedRow {
  const { stickTop = false, version } = row
  const time = row.time ?? version
  const lastMessage = decodePreview(decoder, row)
  return {
    id: row.id,
    version,
    deleted: row.deleted ?? false,
    lastMessageState: row.lastMessageState ?? 0,
    fields: {
      conversationId: row.id,
      type: Number(/\|([123])\|/.exec(row.id)?.[1] ?? 1),
      ...(row.serverExtension !== undefined && { serverExtension: row.serverExtension }),
      ...(row.groupIds !== undefined && { groupIds: [...row.groupIds] }),
      ...(lastMessage !== undefined && { lastMessage }),
      unreadCount: row.unread ?? 0,
      stickTop,
      sortOrder: row.sortOrder ?? (stickTop ? 1e15 + time : time),
      createTime: row.createTime ?? time,
      updateTime: time,
      ...(decoder.statesReadTime && row.lastReadTime !== undefined && { lastReadTime: row.lastReadTime }),
    },
  }
}

function decodePreview(decoder: Decoder, { message, revoke, lastMessageState = 0 }: NimRow): V2LastMessage | undefined {
  if (lastMessageState === 1 && revoke !== undefined)
    return decodeRevokedPreview(decoder, decodeRevoke(decoder, revoke))
  if (lastMessageState !== 0 || message === undefined) return undefined
  const isMine = message.from === decoder.account
  return toLastMessage(decoder, decodeMessage(decoder, message), 0, isMine ? 1 : undefined)
}

function decodeRevokedPreview(decoder: Decoder, revoke: V2RevokeNotification): V2LastMessage {
  const { messageRefer, revokeAccountId, revokeType, serverExtension, postscript } = revoke
  const isMine = revokeAccountId === decoder.account
  const name = isMine ? undefined : (decoder.aliasOf(revokeAccountId) ?? decoder.userNameOf(revokeAccountId))
  return {
    lastMessageState: 1,
    messageRefer,
    revokeAccountId,
    revokeType,
    serverExtension,
    text: postscript ?? '',
    senderName: name ?? '',
  }
}

const REVOKE_TYPES = { p2p: 1, team: 2, superTeam: 3 } as const

export function decodeRevoke(decoder: Decoder, revoke: WireRevokeFields): V2RevokeNotification {
  const kind = revoke.kind ?? 'p2p'
  const refer = {
    conversationType: typeOf(kind),
    senderId: revoke.from,
    receiverId: revoke.to,
    messageServerId: revoke.messageServerId ?? '',
    createTime: revoke.messageTime,
    messageClientId: revoke.messageClientId,
  }
  return {
    ...(revoke.postscript !== undefined && { postscript: revoke.postscript }),
    revokeType: REVOKE_TYPES[kind],
    revokeAccountId: revoke.revokedBy ?? revoke.from,
    serverExtension: '',
    messageRefer: { ...refer, conversationId: decoder.ids.messageConversationId(refer) },
  }
}

/** Written field by field: a sync decodes a hundred thousand of these. */
export function decodeMessage(decoder: Decoder, message: NimMessage): V2Message {
  const { account } = decoder
  const conversationType = typeOf(message.kind ?? 'p2p')
  const messageType = message.type ?? 0
  const peer = conversationType === 1 && message.from !== account ? message.from : message.to
  const decoded: V2Message = {
    conversationType,
    receiverId: message.to,
    senderId: message.from,
    createTime: message.time,
    messageType,
    messageClientId: message.clientId,
    messageServerId: message.serverId,
    conversationId: `${account}|${conversationType}|${peer}`,
    isSelf: message.from === account,
    sendingState: 1,
    messageStatus: { errorCode: 200 },
  }
  if (message.nick !== undefined) decoded.fromNick = message.nick
  if (message.text !== undefined) decoded.text = message.text
  if (message.attachment !== undefined) decoded.attachment = decodeAttachment(messageType, message.attachment)
  if (message.userUpdateTime !== undefined) decoded.userUpdateTime = message.userUpdateTime
  if (message.serverExtension !== undefined) decoded.serverExtension = message.serverExtension
  const config = decodeConfig(message)
  if (config !== undefined) decoded.messageConfig = config
  return decoded
}

function decodeConfig({ readReceipt, unreadEnabled, historyEnabled }: NimMessage): V2Message['messageConfig'] {
  if (readReceipt === undefined && unreadEnabled === undefined && historyEnabled === undefined) return undefined
  return {
    ...(readReceipt !== undefined && { readReceiptEnabled: readReceipt }),
    ...(unreadEnabled !== undefined && { unreadEnabled }),
    ...(historyEnabled !== undefined && { historyEnabled }),
  }
}

interface RawAttachment extends Record<string, unknown> {
  readonly w?: number
  readonly h?: number
  readonly dur?: number
  readonly ext?: string
  readonly id?: number
  readonly data?: { readonly ids?: string[]; readonly tinfo?: Readonly<Record<string, unknown>> }
  readonly durations?: readonly { accid: string; duration: number }[]
}

const MEDIA: ReadonlySet<number> = new Set([1, 2, 3, 6])

/** The attachment's JSON text, with the names the SDK gives to what is in it. */
function decodeAttachment(type: number, raw: string): Record<string, unknown> {
  const parsed = JSON.parse(raw) as RawAttachment
  if (type === 100) return { raw }
  if (type === 5) return decodeNotice(parsed, raw)
  if (type === 12) {
    const durations = parsed.durations?.map(({ accid, duration }) => ({ accountId: accid, duration }))
    return { ...parsed, durations, raw }
  }
  if (!MEDIA.has(type)) return { ...parsed, raw }
  const { w, h, dur, ext, ...rest } = parsed
  return {
    ...rest,
    ...(ext !== undefined && { ext: ext.startsWith('.') ? ext : `.${ext}` }),
    ...(w !== undefined && { width: w }),
    ...(h !== undefined && { height: h }),
    ...(dur !== undefined && { duration: dur }),
    raw,
  }
}

function decodeNotice({ id = -1, data }: RawAttachment, raw: string): Record<string, unknown> {
  const team = data?.tinfo && {
    ...(data.tinfo['3'] !== undefined && { name: data.tinfo['3'] }),
    ...(data.tinfo['12'] !== undefined && { updateTime: Number(data.tinfo['12']) }),
    teamType: id > 400 ? 2 : 1,
  }
  return { raw, type: id, ...(team !== undefined && { updatedTeamInfo: team }), targetIds: data?.ids ?? [] }
}

export const toRefer = (message: V2Message): V2MessageRefer => ({
  conversationType: message.conversationType,
  conversationId: message.conversationId,
  senderId: message.senderId,
  receiverId: message.receiverId,
  messageServerId: message.messageServerId,
  createTime: message.createTime,
  messageClientId: message.messageClientId,
})

/** The preview of a message. Own messages and notices carry an empty sender name. */
export function toLastMessage(
  decoder: Decoder,
  message: V2Message,
  state: number,
  sendingState?: number,
): V2LastMessage {
  const isNamed = message.senderId !== decoder.account && message.messageType !== 5
  const senderName = isNamed ? (decoder.aliasOf(message.senderId) ?? message.fromNick) : ''
  const shown: V2LastMessage = {
    lastMessageState: state,
    messageRefer: toRefer(message),
    messageType: message.messageType,
  }
  if (message.text !== undefined) shown.text = message.text
  if (message.attachment !== undefined) shown.attachment = structuredCopy(message.attachment)
  if (message.serverExtension !== undefined) shown.serverExtension = message.serverExtension
  if (sendingState !== undefined) shown.sendingState = sendingState
  if (senderName !== undefined) shown.senderName = senderName
  return shown
}

/** The copy the SDK makes of everything it emits: whatever JSON cannot say is lost. */
export const structuredCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
