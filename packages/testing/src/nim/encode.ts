import type { NimCommand, NimMessage, NimPush, NimReply, NimRow } from './protocol.js'
import type { NimAnswer } from './sdk-harness.js'
import * as wire from './wire.js'
import type { NimPacket, WireKind, WireObject } from './wire.js'

// What the simulated server says, as packets of the SDK's own protocol.

/** The packets of one push; none where the real protocol has no such thing. */
export function toPackets(account: string, push: NimPush): NimPacket[] {
  switch (push.type) {
    case 'conversationSync':
      return [wire.conversationSync(push.rows.map(toWireRow), push)]
    case 'conversations':
      return [wire.conversationPush(push.rows.map(toWireRow), push.kind)]
    case 'conversationsDeleted':
      return [wire.conversationDeletePush(push.ids)]
    case 'unreadCleared':
      return [wire.clearPush(wire.clearNotice(toNotice(push.clear)))]
    case 'message':
      return [wire.messagePush(toWireMessage(push.message, push.conversation))]
    case 'roamingMessages':
      return [wire.roamingMessages(push.messages.map((message) => toWireMessage(message)))]
    case 'messageRevoked':
      return [wire.revokePush(wire.wireRevoke(push.revoke))]
    case 'messagesDeleted':
      return [deletion(push)]
    case 'peerReceipt':
      return [wire.p2pReceiptPush({ me: account, peer: push.peer, time: push.time })]
    case 'peerReceipts':
      return [wire.p2pReceiptSync(push.receipts.map((receipt) => ({ me: account, ...receipt })))]
    case 'teamReceipts':
      return [wire.teamReceiptPush(push.receipts)]
    case 'readMark':
      return [wire.readMarkPush(push.mark)]
    case 'readMarks':
      return readMarks(push)
    case 'localPin':
      return [localPin(push)]
    case 'localPins':
      return [localPins(push)]
    case 'peerMuted':
      return [wire.mutePush(push.account, push.muted)]
    case 'mutedPeers':
      return [mutedPeers(push)]
    case 'teamMember':
      return [memberPush(account, push.member)]
    case 'teamMembers':
      return [members(account, push)]
    case 'teams':
      return [teams(push)]
    case 'users':
      return [wire.userSync(push.users)]
    case 'friends':
      return [friends(push)]
    case 'friendChanged':
      return [wire.friendPush(push)]
    case 'group':
      return [wire.groupPush(push.kind, wire.wireGroup(push.group), toGroupDetail(push))]
    case 'kick':
      return [wire.kickPush(push.reason)]
    case 'malformed':
      return []
  }
}

type Push<Type extends NimPush['type']> = Extract<NimPush, { type: Type }>

function toWireRow({ message, revoke, ...row }: NimRow): WireObject {
  const lastMessage = message === undefined ? revoke && wire.wireRevoke(revoke) : toWireMessage(message)
  const { 14: _lastReadTime, ...fields } = wire.wireConversation({ ...row, lastMessage }) // 10.8 has no such field
  return fields
}

function toWireMessage(message: NimMessage, conversation?: Push<'message'>['conversation']): WireObject {
  const { userUpdateTime, unreadEnabled, ...fields } = message
  const pushed = conversation && {
    kind: conversation.kind,
    row: toWireRow({ ...conversation.row, message: undefined }),
  }
  return {
    ...wire.wireMessage({ ...fields, conversation: pushed }),
    ...(userUpdateTime !== undefined && { 14: userUpdateTime }),
    ...(unreadEnabled !== undefined && { 109: unreadEnabled ? 1 : 0 }),
  }
}

const toNotice = ({
  version,
  types,
  groupId,
}: Push<'unreadCleared'>['clear']): Parameters<typeof wire.clearNotice>[0] => ({
  version,
  ...(types !== undefined && { types }),
  ...(groupId !== undefined && { groupId }),
})

const toGroupDetail = ({ version, conversationIds }: Push<'group'>): Parameters<typeof wire.groupPush>[2] => ({
  ...(version !== undefined && { version }),
  ...(conversationIds !== undefined && { conversationIds }),
})

const TYPES: Readonly<Record<WireKind, number>> = { p2p: 1, team: 2, superTeam: 3 }

const deletion = ({ messages, time }: Push<'messagesDeleted'>): NimPacket => ({
  sid: 7,
  cid: 124,
  r: [
    messages.map((message) => ({
      1: TYPES[message.kind ?? 'p2p'],
      2: message.from,
      3: message.to,
      4: message.serverId,
      5: message.clientId,
      6: message.time,
      7: time,
    })),
  ],
})

function readMarks({ marks }: Push<'readMarks'>): NimPacket[] {
  const of = (kind: WireKind): Record<string, number> =>
    Object.fromEntries(marks.filter((mark) => mark.kind === kind).map(({ target, time }) => [target, time]))
  return marks.some((mark) => mark.kind === 'superTeam')
    ? [{ sid: 4, cid: 20, r: [{ m_map: of('superTeam') }] }]
    : [wire.readMarkSync({ p2p: of('p2p'), team: of('team') })]
}

const SESSIONS: Readonly<Record<WireKind, string>> = { p2p: 'p2p', team: 'team', superTeam: 'super_team' }

function localPin({ pin, time }: Push<'localPin'>): NimPacket {
  const session = { 1: `${SESSIONS[pin.kind]}|${pin.target}`, 3: time, 4: time }
  return pin.stickTop ? { sid: 23, cid: 112, r: [session] } : { sid: 23, cid: 113, r: [time, session] }
}

const localPins = ({ pins, time }: Push<'localPins'>): NimPacket => ({
  sid: 4,
  cid: 23,
  r: [time, 'true', pins.map(({ kind, target }) => ({ 1: `${SESSIONS[kind]}|${target}`, 3: time, 4: time }))],
})

const mutedPeers = ({ accounts }: Push<'mutedPeers'>): NimPacket => ({
  sid: 3,
  cid: 8,
  r: [accounts.map(({ account, muted }) => ({ 0: account, 1: muted ? 1 : 0, 2: 0 })), 1],
})

const member = (account: string, { team, muteMode }: Push<'teamMember'>['member']): WireObject => ({
  1: team,
  3: account,
  7: muteMode,
  9: 1,
  11: 1,
})

const memberPush = (account: string, of: Push<'teamMember'>['member']): NimPacket =>
  of.kind === 'team' ? { sid: 8, cid: 119, r: [member(account, of)] } : { sid: 21, cid: 110, r: [member(account, of)] }

const members = (account: string, push: Push<'teamMembers'>): NimPacket => {
  const rows = push.members.map((one) => member(account, one))
  return push.kind === 'team' ? { sid: 8, cid: 126, r: [rows, 1] } : { sid: 21, cid: 111, r: [rows, 'true', 1] }
}

function teams({ kind, teams: all }: Push<'teams'>): NimPacket {
  if (kind === 'team') return wire.teamSync(all)
  const rows = all.map((team) => ({
    1: team.id,
    3: team.name,
    4: 2,
    8: 1,
    20: team.avatar,
    11: 1,
    12: team.updateTime ?? 1,
  }))
  return { sid: 21, cid: 109, r: [rows, 'true', 1] }
}

const friends = ({ friends: all }: Push<'friends'>): NimPacket => ({
  sid: 12,
  cid: 5,
  r: [all.map(({ id, alias }) => ({ 4: id, 8: alias, 11: 1, 12: 1 })), 1],
})

/** The answer to a command, with the content the SDK reads out of it. */
export function toAnswer(command: NimCommand, reply: NimReply): NimAnswer {
  if (reply.code !== 200) return { code: reply.code }
  const rows = (reply.rows ?? []).map(toWireRow)
  const failed = wire.failures(reply.failed)
  const first = rows[0] ?? {}
  switch (command.name) {
    case 'conversationSync':
      return { r: [{ 1: reply.sync?.cursor ?? 0, 2: reply.sync?.full === true ? 0 : 1 }] }
    case 'mainSync':
    case 'deleteMessages':
      return { r: [reply.time ?? 1] }
    case 'createConversation':
    case 'updateConversation':
    case 'stickTop':
      return { r: [first] }
    case 'deleteConversations':
    case 'clearUnread':
    case 'addToGroup':
    case 'removeFromGroup':
      return { r: [rows, failed] }
    case 'clearAllUnread':
    case 'clearUnreadOfTypes':
      return { r: [wire.clearNotice(toNotice(reply.clear ?? { version: 0 }))] }
    case 'createGroup':
      return { r: [wire.wireGroup(reply.group ?? { id: '', name: '' }), rows, failed] }
    case 'updateGroup':
      return { r: [wire.wireGroup(reply.group ?? { id: '', name: '' })] }
    case 'deleteGroup':
      return { r: [{ 1: 2, 2: reply.version ?? 0 }] }
    case 'listGroups':
      return { r: [(reply.groups ?? []).map(wire.wireGroup)] }
    case 'sendMessage':
      return { r: [{ 7: reply.message?.time ?? 0, 12: reply.message?.serverId ?? '' }] }
    case 'localStickTop':
      return command.stickTop ? { r: [{ 4: reply.time ?? 0 }] } : { r: [reply.time ?? 0] }
    case 'getUsers':
      return { r: [(reply.users ?? []).map(wire.wireUser)] }
    case 'getTeamReceipts':
      return { r: [(reply.receipts ?? []).map(toReceipt)] }
    default:
      return {}
  }
}

const toReceipt = (receipt: NonNullable<NimReply['receipts']>[number]): WireObject => ({
  0: receipt.team,
  1: receipt.serverId,
  100: receipt.read,
  101: receipt.unread,
  102: receipt.clientId,
})
