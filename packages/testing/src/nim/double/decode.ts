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

export function decodeMessage(decoder: Decoder, message: NimMessage): V2Message {
  const kind = message.kind ?? 'p2p'
  const conversationType = typeOf(kind)
  const messageType = message.type ?? 0
  const parties = { conversationType, senderId: message.from, receiverId: message.to }
  const config = {
    ...(message.readReceipt !== undefined && { readReceiptEnabled: message.readReceipt }),
    ...(message.unreadEnabled !== undefined && { unreadEnabled: message.unreadEnabled }),
    ...(message.historyEnabled !== undefined && { historyEnabled: message.historyEnabled }),
  }
  return {
    ...parties,
    ...(message.nick !== undefined && { fromNick: message.nick }),
    createTime: message.time,
    messageType,
    ...(message.text !== undefined && { text: message.text }),
    ...(message.attachment !== undefined && { attachment: decodeAttachment(messageType, message.attachment) }),
    messageClientId: message.clientId,
    messageServerId: message.serverId,
    ...(message.userUpdateTime !== undefined && { userUpdateTime: message.userUpdateTime }),
    ...(message.serverExtension !== undefined && { serverExtension: message.serverExtension }),
    ...(Object.keys(config).length > 0 && { messageConfig: config }),
    conversationId: decoder.ids.messageConversationId(parties),
    isSelf: message.from === decoder.account,
    sendingState: 1,
    messageStatus: { errorCode: 200 },
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
export function decodeAttachment(type: number, raw: string): Record<string, unknown> {
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

export const toRefer = (decoder: Decoder, message: V2Message): V2MessageRefer => ({
  conversationType: message.conversationType,
  conversationId: decoder.ids.messageConversationId(message),
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
  const { messageType, text, attachment, serverExtension } = message
  return {
    lastMessageState: state,
    messageRefer: toRefer(decoder, message),
    messageType,
    ...(text !== undefined && { text }),
    ...(attachment !== undefined && { attachment: structuredCopy(attachment) }),
    ...(serverExtension !== undefined && { serverExtension }),
    ...(sendingState !== undefined && { sendingState }),
    ...(senderName !== undefined && { senderName }),
  }
}

/** The copy the SDK makes of everything it emits: whatever JSON cannot say is lost. */
export const structuredCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
