// The packets of NIM's JSON transport, as far as a conversation list needs them. Keys are the positions the SDK's own
// protocol tables use (10.8.1 and 10.9.77-alpha.4); values are strings or numbers, nested objects travel as JSON text.

/** One packet from the server. */
export interface NimPacket {
  readonly sid: number
  readonly cid: number
  /** The number of the request it answers; 0 for a push. */
  readonly ser?: number | undefined
  /** 200 is success. Errors in the readable form of the SDK's documents (110303), see {@link wireCode}. */
  readonly code?: number | undefined
  readonly r?: readonly unknown[] | undefined
}

export type WireObject = Record<number, string | number>

export type WireKind = 'p2p' | 'team' | 'superTeam'

const TYPE = { p2p: 1, team: 2, superTeam: 3 } as const
/** Messages and read marks count kinds the older way. */
const SCENE = { p2p: 0, team: 1, superTeam: 5 } as const
const KINDS: readonly WireKind[] = ['p2p', 'team', 'superTeam']

/** `me|1|bob`: the id of a conversation as this account sees it. */
export const nimConversationId = (account: string, target: string, kind: WireKind = 'p2p'): string =>
  `${account}|${TYPE[kind]}|${target}`

export interface WireMessageFields {
  readonly from: string
  /** The receiving account, or the team. */
  readonly to: string
  /** Sent at, ms since 1970. */
  readonly time: number
  readonly kind?: WireKind | undefined
  readonly text?: string | undefined
  /** NIM message type: 0 text, 1 image, 5 notification, 100 custom, ... */
  readonly type?: number | undefined
  readonly clientId?: string | undefined
  readonly serverId?: string | undefined
  readonly nick?: string | undefined
  /** JSON text of the attachment. */
  readonly attachment?: string | undefined
  readonly serverExtension?: string | undefined
  readonly readReceipt?: boolean | undefined
  readonly historyEnabled?: boolean | undefined
  /** A conversation push that travels inside the message packet, as real servers do it. */
  readonly conversation?: { readonly kind?: number | undefined; readonly row: WireObject } | undefined
}

export function wireMessage(fields: WireMessageFields): WireObject {
  const id = fields.clientId ?? `c-${fields.from}-${fields.to}-${fields.time}`
  return known({
    0: SCENE[fields.kind ?? 'p2p'],
    1: fields.to,
    2: fields.from,
    6: fields.nick,
    7: fields.time,
    8: fields.type ?? 0,
    9: fields.text,
    10: fields.attachment,
    11: id,
    12: fields.serverId ?? `s-${id}`,
    15: fields.serverExtension,
    26: flag(fields.readReceipt),
    51: fields.conversation && JSON.stringify({ 1: fields.conversation.kind ?? 8 }),
    52: fields.conversation && JSON.stringify(fields.conversation.row),
    100: flag(fields.historyEnabled),
  })
}

export interface WireRevokeFields {
  readonly from: string
  readonly to: string
  /** When the message that is taken back was sent. */
  readonly messageTime: number
  readonly messageClientId: string
  readonly messageServerId?: string | undefined
  readonly kind?: WireKind | undefined
  readonly time?: number | undefined
  readonly postscript?: string | undefined
  readonly revokedBy?: string | undefined
}

export function wireRevoke(fields: WireRevokeFields): WireObject {
  return known({
    0: fields.time ?? fields.messageTime + 1,
    1: { p2p: 7, team: 8, superTeam: 12 }[fields.kind ?? 'p2p'],
    2: fields.to,
    3: fields.from,
    4: fields.postscript,
    10: fields.messageClientId,
    11: fields.messageServerId ?? `s-${fields.messageClientId}`,
    14: fields.messageTime,
    16: fields.revokedBy ?? fields.from,
  })
}

export interface WireConversationFields {
  /** `me|1|bob`, see {@link nimConversationId}. */
  readonly id: string
  readonly version: number
  readonly unread?: number | undefined
  readonly stickTop?: boolean | undefined
  /** Default: the time, with NIM's prefix of 1e15 for a pinned row. */
  readonly sortOrder?: number | undefined
  /** Update time, ms; also the default of the other times. */
  readonly time?: number | undefined
  readonly createTime?: number | undefined
  readonly groupIds?: readonly string[] | undefined
  readonly serverExtension?: string | undefined
  /** A message, or (with `lastMessageState: 1`) a revocation. */
  readonly lastMessage?: WireObject | undefined
  /** 0 as sent, 1 revoked, 2 to be filled from the client's own message cache. */
  readonly lastMessageState?: 0 | 1 | 2 | undefined
  readonly deleted?: boolean | undefined
  /** 10.9.0 and later. */
  readonly lastReadTime?: number | undefined
}

/** A whole conversation as the server sends it. Fields left out get a plain value, so that a push states everything. */
export function wireConversation(fields: WireConversationFields): WireObject {
  const time = fields.time ?? fields.version
  const stickTop = fields.stickTop ?? false
  return known({
    1: fields.id,
    2: Number(/\|([123])\|/.exec(fields.id)?.[1] ?? 1),
    3: fields.serverExtension,
    4: fields.groupIds && JSON.stringify(fields.groupIds),
    5: fields.lastMessage && JSON.stringify(fields.lastMessage),
    6: fields.lastMessageState ?? 0,
    7: fields.unread ?? 0,
    8: flag(stickTop),
    9: fields.sortOrder ?? (stickTop ? 1e15 + time : time),
    10: fields.version,
    11: flag(fields.deleted),
    12: fields.createTime ?? time,
    13: time,
    14: fields.lastReadTime,
  })
}

/** What a conversation push is about. Everything but `delete` and `clear` carries rows to take over. */
export const PUSH = { create: 1, delete: 2, update: 3, sendMessage: 8, clear: 12 } as const

/** Rows of a sync; sent before the answer to the sync command. */
export const conversationSync = (rows: readonly WireObject[], sync: { cursor: number; full: boolean }): NimPacket => ({
  sid: 28,
  cid: 20,
  r: [{ 1: sync.cursor, 2: sync.full ? 0 : 1 }, rows],
})

export const conversationPush = (rows: readonly WireObject[], kind: number = PUSH.update): NimPacket => ({
  sid: 28,
  cid: 21,
  r: [{ 1: kind }, rows],
})

export const conversationDeletePush = (ids: readonly string[]): NimPacket =>
  conversationPush(
    ids.map((id) => ({ 1: id })),
    PUSH.delete,
  )

/** What one "mark read" call covered. As a push it comes from another device; as an answer it is `r: [notice]`. */
export const clearNotice = (scope: { version: number; types?: readonly number[]; groupId?: string }): WireObject =>
  known({
    1: PUSH.clear,
    2: scope.groupId !== undefined ? 3 : scope.types ? 2 : 1,
    3: scope.types && JSON.stringify(scope.types),
    4: scope.groupId,
    5: scope.version,
  })

export const clearPush = (notice: WireObject): NimPacket => ({ sid: 28, cid: 21, r: [notice, []] })

/** The error part of a batch answer: `id → code`. */
export const failures = (byId: Readonly<Record<string, number>> = {}): WireObject => ({ 1: JSON.stringify(byId) })

export interface WireGroup {
  readonly id: string
  readonly name: string
  readonly serverExtension?: string | undefined
  readonly time?: number | undefined
}

export const wireGroup = (group: WireGroup): WireObject =>
  known({
    1: group.id,
    2: group.name,
    3: group.serverExtension ?? '',
    4: group.time ?? 1,
    5: group.time ?? 1,
  })

/** A change of a conversation group made on another device. */
export const groupPush = (
  kind: 'create' | 'delete' | 'update' | 'add' | 'remove',
  group: WireObject,
  more: { version?: number; conversationIds?: readonly string[] } = {},
): NimPacket => ({
  sid: 28,
  cid: 22,
  r: [
    known({
      1: { create: 1, delete: 2, update: 3, add: 4, remove: 5 }[kind],
      2: more.version,
      3: more.conversationIds && JSON.stringify(more.conversationIds),
    }),
    group,
  ],
})

const MESSAGE_IN = { p2p: [7, 2], team: [8, 3], superTeam: [21, 3] } as const

/** A message that arrives now. */
export function messagePush(message: WireObject): NimPacket {
  const [sid, cid] = MESSAGE_IN[kindOf(message)]
  return { sid, cid, r: [message] }
}

/** Messages that arrived while this account was away; part of the main sync. */
export const roamingMessages = (messages: readonly WireObject[]): NimPacket => ({ sid: 4, cid: 9, r: [messages] })

export const revokePush = (revoke: WireObject): NimPacket => ({ sid: 7, cid: 14, r: [revoke] })

export const p2pReceiptPush = (receipt: { me: string; peer: string; time: number }): NimPacket => ({
  sid: 7,
  cid: 12,
  r: [{ 1: receipt.me, 2: receipt.peer, 7: receipt.time }],
})

/** Read watermarks of many peers at once; part of the main sync. */
export const p2pReceiptSync = (receipts: readonly { me: string; peer: string; time: number }[]): NimPacket => ({
  sid: 4,
  cid: 12,
  r: [receipts.map(({ me, peer, time }) => ({ 1: me, 2: peer, 7: time }))],
})

export interface WireTeamReceipt {
  readonly team: string
  readonly clientId?: string | undefined
  readonly serverId: string
  readonly read: number
  readonly unread: number
  readonly lastReader?: string | undefined
}

export const teamReceiptPush = (receipts: readonly WireTeamReceipt[]): NimPacket => ({
  sid: 8,
  cid: 31,
  r: [
    receipts.map((receipt) =>
      known({
        0: receipt.team,
        1: receipt.serverId,
        100: receipt.read,
        101: receipt.unread,
        102: receipt.clientId,
        103: receipt.lastReader,
      }),
    ),
  ],
})

/** This account read a conversation on another device. */
export const readMarkPush = (mark: { target: string; time: number; kind?: WireKind }): NimPacket =>
  mark.kind === 'superTeam'
    ? { sid: 21, cid: 125, r: [mark.target, mark.time] }
    : { sid: 7, cid: 116, r: [SCENE[mark.kind ?? 'p2p'], mark.target, mark.time] }

/** This account's read times of many conversations; part of the main sync. */
export const readMarkSync = (marks: {
  p2p?: Readonly<Record<string, number>>
  team?: Readonly<Record<string, number>>
}): NimPacket => ({ sid: 4, cid: 14, r: [marks.p2p ?? {}, { m_map: marks.team ?? {} }, 1] })

export interface WireProfile {
  readonly id: string
  readonly name?: string | undefined
  readonly avatar?: string | undefined
  readonly updateTime?: number | undefined
}

/** A user, as the answer to `v2GetUserList` (`r: [[user, ...]]`) carries it. */
export const wireUser = (user: WireProfile): WireObject =>
  known({ 1: user.id, 3: user.name, 4: user.avatar, 12: 1, 13: user.updateTime ?? 1 })

/** Users known after the main sync: friends and those this account has talked to. */
export const userSync = (users: readonly WireProfile[]): NimPacket => ({ sid: 12, cid: 6, r: [users.map(wireUser)] })

/** This account changed a friend's alias on another device. */
export const friendPush = (friend: { id: string; alias: string; time?: number }): NimPacket => ({
  sid: 12,
  cid: 103,
  r: [{ 4: friend.id, 8: friend.alias, 11: 1, 12: friend.time ?? 1 }],
})

/** Teams this account is in; part of the main sync. */
export const teamSync = (teams: readonly WireProfile[]): NimPacket => ({
  sid: 8,
  cid: 109,
  r: [
    1,
    teams.map((team) =>
      known({ 1: team.id, 3: team.name, 4: 1, 8: 1, 20: team.avatar, 11: 1, 12: team.updateTime ?? 1 }),
    ),
  ],
})

/** Accounts muted before; part of the main sync. */
export const muteSync = (accounts: readonly string[]): NimPacket => ({
  sid: 3,
  cid: 8,
  r: [accounts.map((account) => ({ 0: account, 1: 1, 2: 0 })), 1],
})

/** This account muted a peer on another device. */
export const mutePush = (account: string, muted: boolean): NimPacket => ({
  sid: 3,
  cid: 105,
  r: [account, String(muted)],
})

/** Reason: 1 another login of the same kind, 2 the server, 3 kicked by another device, 4 quietly. */
export const kickPush = (reason: 1 | 2 | 3 | 4 = 1): NimPacket => ({ sid: 26, cid: 9, r: [16, reason, '', 0] })

/**
 * The number a server sends for a readable error code: services from 26 on pack service and number into 16 bits,
 * and the SDK unpacks them again.
 */
export function wireCode(readable: number): number {
  if (readable < 100_000 || readable >= 190_000) return readable
  const service = Math.floor((readable - 100_000) / 1000)
  return ((service + (service <= 37 ? 1 : 2)) << 9) | (readable % 1000)
}

function kindOf(message: WireObject): WireKind {
  return KINDS.find((kind) => SCENE[kind] === message[0]) ?? 'p2p'
}

const flag = (value: boolean | undefined): 0 | 1 | undefined => (value === undefined ? undefined : value ? 1 : 0)

function known(fields: Record<number, string | number | undefined>): WireObject {
  const entries = Object.entries(fields).filter((entry): entry is [string, string | number] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}
