import type { AccountTruth } from '../simulator/truth.js'
import {
  truthKey,
  type TruthKey,
  type TruthKind,
  type TruthLabel,
  type TruthMessage,
  type TruthNotice,
  type TruthRevocation,
  type TruthRow,
} from '../simulator/truth-types.js'
import type { NimMark, NimMessage, NimPin, NimRow, NimTeam } from './protocol.js'
import { nimConversationId, type WireGroup, type WireKind, type WireProfile, type WireRevokeFields } from './wire.js'

const wireKinds: Readonly<Record<TruthKind, WireKind>> = { direct: 'p2p', group: 'team', 'super-group': 'superTeam' }
const truthKinds: Readonly<Record<WireKind, TruthKind>> = { p2p: 'direct', team: 'group', superTeam: 'super-group' }
const kindsByType: Readonly<Record<string, TruthKind>> = { 1: 'direct', 2: 'group', 3: 'super-group' }

export const toWireKind = (kind: TruthKind): WireKind => wireKinds[kind]
export const toTruthKind = (kind: WireKind): TruthKind => truthKinds[kind]

/** NIM's number for a kind of conversation: 1 direct, 2 team, 3 super team. */
export const toNimType = (kind: TruthKind): 1 | 2 | 3 => (kind === 'direct' ? 1 : kind === 'group' ? 2 : 3)
export const fromNimType = (type: number): TruthKind => kindsByType[type] ?? 'direct'

export const toNimId = (account: string, row: Pick<TruthRow, 'kind' | 'targetId'>): string =>
  nimConversationId(account, row.targetId, toWireKind(row.kind))

/** `me|1|bob` as this account's key, or `undefined` for another account's id. */
export function fromNimId(account: string, id: string): TruthKey | undefined {
  const prefix = `${account}|`
  if (!id.startsWith(prefix)) return undefined
  const kind = kindsByType[id.charAt(prefix.length)]
  return kind === undefined ? undefined : truthKey(kind, id.slice(prefix.length + 2))
}

/** The row as the server states it: always whole, with one version for every field. */
export function toNimRow(truth: AccountTruth, row: TruthRow, version = row.version): NimRow {
  const { revocation, last } = row
  return {
    id: toNimId(truth.account, row),
    version,
    unread: row.unread,
    stickTop: row.stickTop,
    sortOrder: row.stickTop ? 1e15 + row.activeAt : row.activeAt,
    time: row.updatedAt,
    createTime: row.createdAt,
    groupIds: row.labels,
    serverExtension: row.extension,
    lastReadTime: row.readAt,
    ...preview(),
  }

  function preview(): Pick<NimRow, 'message' | 'revoke' | 'lastMessageState'> {
    if (row.lastDeleted) return { lastMessageState: 2 }
    if (revocation !== undefined) return { lastMessageState: 1, revoke: toNimRevoke(truth, row, revocation) }
    return last === undefined ? {} : { lastMessageState: 0, message: toNimMessage(truth, row, last) }
  }
}

const messageTypes: Readonly<Record<TruthMessage['kind'], number>> = {
  text: 0,
  image: 1,
  audio: 2,
  file: 6,
  call: 12,
  custom: 100,
  notification: 5,
}

export const fromNimMessageType = (type: number | undefined): TruthMessage['kind'] | 'unknown' =>
  (Object.keys(messageTypes) as TruthMessage['kind'][]).find((kind) => messageTypes[kind] === type) ?? 'unknown'

export function toNimMessage(truth: AccountTruth, row: TruthRow, message: TruthMessage): NimMessage {
  const { account } = truth
  const sender = truth.profiles.get(message.senderId)
  return {
    kind: toWireKind(row.kind),
    from: message.senderId,
    to: row.kind === 'direct' && message.senderId !== account ? account : row.targetId,
    time: message.sentAt,
    type: messageTypes[message.kind],
    clientId: message.id,
    serverId: message.serverId,
    text: message.text,
    nick: message.senderId === account ? undefined : message.senderName,
    userUpdateTime: sender?.updatedAt,
    attachment: attachmentOf(row, message),
    serverExtension: mentionExtension(message),
    readReceipt: message.receiptWanted || undefined,
    unreadEnabled: message.silent ? false : undefined,
  }
}

/** The attachment as NIM's protocol has it. */
function attachmentOf(row: TruthRow, { kind, notice, id }: TruthMessage): string | undefined {
  switch (kind) {
    case 'image':
      return JSON.stringify({ name: `${id}.png`, ext: 'png', size: 20_480, w: 640, h: 480, url: '' })
    case 'audio':
      return JSON.stringify({ ext: 'aac', size: 8_192, dur: 4_000, url: '' })
    case 'file':
      return JSON.stringify({ name: '报价单.xlsx', ext: 'xlsx', size: 32_768, url: '' })
    case 'call':
      return JSON.stringify({ type: 1, channelId: id, status: 1, durations: [] })
    case 'custom':
      return JSON.stringify({ card: 'order', title: 'Order 42' })
    case 'notification':
      return notice === undefined ? undefined : JSON.stringify(noticeOf(row, notice))
    case 'text':
      return undefined
  }
}

function noticeOf(row: TruthRow, notice: TruthNotice): object {
  const kinds = row.kind === 'group' ? { joined: 0, kicked: 1, left: 2, renamed: 3 } : superKinds
  const team = { 1: row.targetId, 12: row.updatedAt }
  if (notice.type === 'renamed') return { id: kinds.renamed, data: { tinfo: { ...team, 3: notice.name } } }
  return { id: kinds[notice.type], data: { ids: notice.accounts, tinfo: team } }
}

const superKinds = { joined: 401, kicked: 402, left: 403, renamed: 404 }

/** NIM has no mention field: its UI kit writes mentions into the extension of the message, and so do we. */
function mentionExtension({ mentions, text = '' }: TruthMessage): string | undefined {
  if (mentions === undefined) return undefined
  const names = mentions === 'all' ? ['ait_all'] : mentions
  const segments = [{ start: 0, end: Math.max(0, text.indexOf(' ')), broken: false }]
  return JSON.stringify({ yxAitMsg: Object.fromEntries(names.map((name) => [name, { text, segments }])) })
}

/** The other way round, for messages the client sends. */
export function readMentions(extension: string | undefined): TruthMessage['mentions'] {
  if (extension === undefined || !extension.includes('yxAitMsg')) return undefined
  try {
    const { yxAitMsg } = JSON.parse(extension) as { yxAitMsg?: Record<string, unknown> }
    const names = Object.keys(yxAitMsg ?? {})
    return names.includes('ait_all') ? 'all' : names
  } catch {
    return undefined // the app's own text, not the UI kit's
  }
}

export function toNimRevoke(truth: AccountTruth, row: TruthRow, revocation: TruthRevocation): WireRevokeFields {
  const { message } = revocation
  return {
    kind: toWireKind(row.kind),
    from: message.senderId,
    to: row.kind === 'direct' && message.senderId !== truth.account ? truth.account : row.targetId,
    messageTime: message.sentAt,
    messageClientId: message.id,
    messageServerId: message.serverId,
    time: revocation.at,
    postscript: revocation.postscript,
    revokedBy: revocation.by,
  }
}

export const toNimGroup = (label: TruthLabel): WireGroup => ({
  id: label.id,
  name: label.name,
  serverExtension: label.extension,
  time: label.updatedAt,
})

export const toNimMark = (row: TruthRow): NimMark => ({
  kind: toWireKind(row.kind),
  target: row.targetId,
  time: row.readAt,
})

export const toNimPin = (row: TruthRow): NimPin => ({
  kind: toWireKind(row.kind),
  target: row.targetId,
  stickTop: row.stickTop,
})

export function toNimUser(truth: AccountTruth, id: string): WireProfile | undefined {
  const profile = truth.profiles.get(id)
  return profile && { id, name: profile.name, avatar: profile.avatarUrl, updateTime: profile.updatedAt }
}

export function toNimTeam(truth: AccountTruth, kind: NimTeam['kind'], id: string): NimTeam | undefined {
  const user = toNimUser(truth, id)
  return user && { ...user, kind }
}
