import type { NimCommand, NimMark } from './protocol.js'
import type { WireKind } from './wire.js'

// What the real SDK asks for, in the words of the simulated server. Arguments are at the positions the SDK writes them to.

type Fields = Readonly<Record<number, unknown>>

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const text = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as number | undefined) ?? '')
const optionalText = (value: unknown): string | undefined => (value === undefined ? undefined : text(value))
const list = (value: unknown): string[] =>
  typeof value === 'string' && value !== '' ? (JSON.parse(value) as string[]) : []
/** Each object of a list travels in a wrapper that names its type. */
const objects = (value: unknown): Fields[] =>
  (Array.isArray(value) ? value : []).map((item) => fields((item as { v?: unknown }).v))
const isOn = (value: unknown): boolean => value === 1 || value === '1' || value === true || value === 'true'

const scenes: Readonly<Record<string, WireKind>> = { 0: 'p2p', 1: 'team', 2: 'superTeam', 5: 'superTeam' }
const kinds: Readonly<Record<string, WireKind>> = { 1: 'p2p', 2: 'team', 3: 'superTeam' }
const revokeKinds: Readonly<Record<string, WireKind>> = { 7: 'p2p', 8: 'team', 12: 'superTeam' }
const sessions: Readonly<Record<string, WireKind>> = { p2p: 'p2p', team: 'team', super_team: 'superTeam' }

const mark = (scene: unknown, target: unknown, time: unknown): NimMark => ({
  kind: scenes[text(scene)] ?? 'p2p',
  target: text(target),
  time: Number(time),
})

/** Commands by the SDK's own names. Those that are not here do not concern conversations; the harness answers them. */
export const commandDecoders: Readonly<Record<string, (query: readonly unknown[], account: string) => NimCommand>> = {
  v2NIMSync: ([tag]) => {
    const since = Object.values(fields(tag)).map(Number)
    const isTeam = 15 in fields(tag)
    return { name: 'mainSync', part: isTeam ? 'team' : 'basic', since: Math.max(0, ...since) }
  },
  v2ConversationSync: ([tag]) => ({ name: 'conversationSync', cursor: Number(fields(tag)[1] ?? 0) }),
  v2ConversationCreate: ([tag]) => ({ name: 'createConversation', id: text(fields(tag)[1]) }),
  v2ConversationDelete: ([tag]) => ({
    name: 'deleteConversation',
    id: text(fields(tag)[1]),
    clearMessage: isOn(fields(tag)[2]),
  }),
  v2ConversationsDelete: ([tag]) => ({
    name: 'deleteConversations',
    ids: list(fields(tag)[1]),
    clearMessage: isOn(fields(tag)[2]),
  }),
  v2ConversationUpdate: ([tag]) => ({
    name: 'updateConversation',
    id: text(fields(tag)[1]),
    serverExtension: text(fields(tag)[2]),
  }),
  v2ConversationSetTop: ([tag]) => ({ name: 'stickTop', id: text(fields(tag)[1]), stickTop: isOn(fields(tag)[2]) }),
  v2ConversationsUnreadClear: ([tag]) => ({ name: 'clearUnread', ids: list(fields(tag)[1]) }),
  v2ConversationClearTotalUnread: () => ({ name: 'clearAllUnread' }),
  v2ConversationClearTypeUnread: ([tag]) => ({
    name: 'clearUnreadOfTypes',
    types: list(fields(tag)[1]).map(Number),
  }),
  v2ConversationClearGroupUnread: ([tag]) => ({ name: 'clearUnreadOfGroup', groupId: text(fields(tag)[1]) }),
  v2MarkConversationReadTime: ([scene, to, time]) => ({ name: 'markRead', marks: [mark(scene, to, time)] }),
  v2MarkSuperTeamReadTime: ([to, time]) => ({ name: 'markRead', marks: [mark(2, to, time)] }),
  v2LocalConvMarkReadTime: ([scene, to, time]) => ({ name: 'markRead', marks: [mark(scene, to, time)] }),
  v2LocalConvSuperTeamMarkReadTime: ([to, time]) => ({ name: 'markRead', marks: [mark(2, to, time)] }),
  v2LocalConvMultiMarkReadTime: ([tags]) => ({ name: 'markRead', marks: manyMarks(tags) }),
  v2LocalConvSuperTeamMultiMarkReadTime: ([tags]) => ({ name: 'markRead', marks: manyMarks(tags) }),
  v2LocalConvStickTopAdd: ([tag]) => localStickTop(tag, true),
  v2LocalConvStickTopDelete: ([tag]) => localStickTop(tag, false),
  v2ConversationGroupCreate: ([tag]) => ({
    name: 'createGroup',
    ids: list(fields(tag)[1]),
    groupName: text(fields(tag)[2]),
    serverExtension: text(fields(tag)[3]),
  }),
  v2ConversationGroupDelete: ([tag]) => ({ name: 'deleteGroup', groupId: text(fields(tag)[1]) }),
  v2ConversationGroupUpdate: ([tag]) => ({
    name: 'updateGroup',
    groupId: text(fields(tag)[1]),
    groupName: optionalText(fields(tag)[2]),
    serverExtension: optionalText(fields(tag)[3]),
  }),
  v2ConversationGroupAddTo: ([tag]) => ({
    name: 'addToGroup',
    groupId: text(fields(tag)[1]),
    ids: list(fields(tag)[2]),
  }),
  v2ConversationGroupRemoveFrom: ([tag]) => ({
    name: 'removeFromGroup',
    groupId: text(fields(tag)[1]),
    ids: list(fields(tag)[2]),
  }),
  v2ConversationGroupListGet: () => ({ name: 'listGroups' }),
  v2ConversationGroupsGet: ([tag]) => ({ name: 'listGroups', ids: list(fields(tag)[1]) }),
  v2SendP2pMessage: ([tag], account) => sendMessage(tag, account),
  v2SendTeamMessage: ([tag], account) => sendMessage(tag, account),
  v2SendSuperTeamMessage: ([tag], account) => sendMessage(tag, account),
  v2RevokeMessage: ([tag]) => revokeMessage(tag),
  v2RevokeSuperTeamMessage: ([tag]) => revokeMessage(tag),
  v2DeleteMessage: ([tag], account) => deleteMessages([fields(tag)], account),
  v2DeleteMessages: ([tags], account) => deleteMessages(objects(tags), account),
  v2SendP2PMessageReceipt: ([tag]) => ({
    name: 'sendPeerReceipt',
    peer: text(fields(tag)[1]),
    time: Number(fields(tag)[7]),
  }),
  v2SendTeamMessageReceipts: () => ({ name: 'sendTeamReceipts' }),
  v2GetTeamMessageReceipts: ([tags]) => ({
    name: 'getTeamReceipts',
    messages: objects(tags).map((tag) => ({ team: text(tag[0]), serverId: text(tag[1]), clientId: text(tag[102]) })),
  }),
  v2SetP2PMessageMuteMode: ([account, muted]) => ({ name: 'mutePeer', account: text(account), muted: isOn(muted) }),
  v2TeamUpdateSelfMemberInfo: ([tag]) => muteTeam(tag, 'team'),
  v2SuperTeamUpdateSelfMemberInfo: ([tag]) => muteTeam(tag, 'superTeam'),
  v2GetUserList: ([accounts]) => ({ name: 'getUsers', accounts: Array.isArray(accounts) ? accounts.map(text) : [] }),
}

const manyMarks = (tags: unknown): NimMark[] => objects(tags).map((tag) => mark(tag[1], tag[2], tag[3]))

function localStickTop(tag: unknown, stickTop: boolean): NimCommand {
  const [kind = '', target = ''] = text(fields(tag)[1]).split(/\|(.*)/s)
  return { name: 'localStickTop', kind: sessions[kind] ?? 'p2p', target, stickTop }
}

function sendMessage(tag: unknown, account: string): NimCommand {
  const message = fields(tag)
  return {
    name: 'sendMessage',
    message: {
      kind: scenes[text(message[0])] ?? 'p2p',
      from: account,
      to: text(message[1]),
      type: Number(message[8]),
      text: optionalText(message[9]),
      clientId: text(message[11]),
      serverExtension: optionalText(message[15]),
      readReceipt: isOn(message[26]),
    },
  }
}

function revokeMessage(tag: unknown): NimCommand {
  const revoke = fields(tag)
  return {
    name: 'revokeMessage',
    clientId: text(revoke[10]),
    kind: revokeKinds[text(revoke[1])] ?? 'p2p',
    target: text(revoke[2]),
    postscript: optionalText(revoke[4]),
  }
}

function deleteMessages(refers: readonly Fields[], account: string): NimCommand {
  const first = refers[0] ?? {}
  const kind = kinds[text(first[1])] ?? 'p2p'
  const target = kind === 'p2p' && text(first[2]) !== account ? text(first[2]) : text(first[3])
  return { name: 'deleteMessages', kind, target, clientIds: refers.map((refer) => text(refer[5])) }
}

function muteTeam(tag: unknown, kind: 'team' | 'superTeam'): NimCommand {
  const muteMode = Number(fields(tag)[7]) & 3
  return { name: 'muteTeam', member: { team: text(fields(tag)[1]), kind, muteMode: muteMode as 0 | 1 | 2 } }
}
