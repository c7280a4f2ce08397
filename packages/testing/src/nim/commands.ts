import type { AccountTruth } from '../simulator/truth.js'
import { readTruthKey, truthKey, type TruthKey, type TruthMessage, type TruthRow } from '../simulator/truth-types.js'
import type { NimCommand, NimReply } from './protocol.js'
import { toNimClear } from './publish.js'
import {
  fromNimId,
  fromNimType,
  readMentions,
  toNimGroup,
  toNimMessage,
  toNimRow,
  toNimTeam,
  toNimUser,
  toTruthKind,
} from './translate.js'

/** NIM's readable error codes, as far as a conversation list meets them. */
export const nimCodes = {
  ok: 200,
  rateLimit: 416,
  serverError: 500,
  receiptRateLimit: 107317,
  messageNotExist: 107404,
  accountMismatch: 110302,
  stickTopLimit: 110303,
  groupMembershipLimit: 110304,
  conversationNotExist: 110404,
  groupNotExist: 116404,
  groupLimit: 116435,
  groupSizeLimit: 116437,
} as const

/** How much one account may have of each. */
export interface NimLimits {
  readonly stickTop: number
  readonly groups: number
  readonly groupsOfConversation: number
  readonly conversationsOfGroup: number
}

export const nimLimits: NimLimits = {
  stickTop: 100,
  groups: 100,
  groupsOfConversation: 10,
  conversationsOfGroup: 1_000,
}

/** A command that changes the truth; syncs are the server's own matter. */
export type NimOrder = Exclude<NimCommand, { name: 'mainSync' | 'conversationSync' }>

const done: NimReply = { code: nimCodes.ok }
const refusal = (code: number): NimReply => ({ code })

/** Carries out what a device asked for, and says what NIM would answer it. */
export function execute(truth: AccountTruth, command: NimOrder, limits: NimLimits): NimReply {
  const keyOf = (id: string): TruthKey | undefined => fromNimId(truth.account, id)
  switch (command.name) {
    case 'createConversation':
      return withKey(keyOf(command.id), (key) => {
        const { kind, targetId } = readTruthKey(key)
        return rowReply(truth, truth.create(kind, targetId, 'thisDevice'))
      })
    case 'deleteConversation':
      return withKey(keyOf(command.id), (key) =>
        truth.remove(key, 'thisDevice') ? done : refusal(nimCodes.conversationNotExist),
      )
    case 'deleteConversations':
      return batch(command.ids, keyOf, (key) => (truth.remove(key, 'thisDevice') ? undefined : missing))
    case 'updateConversation':
      return withKey(keyOf(command.id), (key) =>
        rowReply(truth, truth.setExtension(key, command.serverExtension, 'thisDevice')),
      )
    case 'stickTop':
      return withKey(keyOf(command.id), (key) => stickTop(truth, key, command.stickTop, limits))
    case 'clearUnread':
      return clearUnread(truth, command.ids, keyOf)
    case 'clearAllUnread':
      return clearScope(truth, { type: 'all' })
    case 'clearUnreadOfTypes':
      return clearScope(truth, { type: 'kinds', kinds: command.types.map(fromNimType) })
    case 'clearUnreadOfGroup':
      if (!truth.labels.has(command.groupId)) return refusal(nimCodes.groupNotExist)
      // the one command whose effect comes as a push to the device that gave it, too
      truth.clearUnreadOf({ type: 'label', labelId: command.groupId }, 'otherDevice')
      return done
    case 'markRead':
      for (const mark of command.marks)
        truth.readTo(truthKey(toTruthKind(mark.kind), mark.target), mark.time, 'thisDevice')
      return done
    case 'localStickTop': {
      const key = truthKey(toTruthKind(command.kind), command.target)
      const row = truth.setStickTop(key, command.stickTop, 'thisDevice')
      return row === undefined ? refusal(nimCodes.conversationNotExist) : { ...done, time: truth.now() }
    }
    case 'createGroup':
    case 'deleteGroup':
    case 'updateGroup':
    case 'addToGroup':
    case 'removeFromGroup':
    case 'listGroups':
      return executeOnGroups(truth, command, limits)
    case 'sendMessage':
      return sendMessage(truth, command)
    case 'revokeMessage': {
      const key = truthKey(toTruthKind(command.kind), command.target)
      const ok = truth.revoke(key, command.clientId, truth.account, 'thisDevice', command.postscript)
      return ok ? done : refusal(nimCodes.messageNotExist)
    }
    case 'deleteMessages': {
      const key = truthKey(toTruthKind(command.kind), command.target)
      for (const id of command.clientIds) truth.deleteMessage(key, id, 'thisDevice')
      return { ...done, time: truth.now() }
    }
    case 'sendPeerReceipt':
      truth.readTo(truthKey('direct', command.peer), command.time, 'thisDevice')
      return done
    case 'sendTeamReceipts':
      return done
    case 'getTeamReceipts':
      return { ...done, receipts: command.messages.map((message) => ({ ...message, ...countsOf(truth, message) })) }
    case 'mutePeer':
      truth.setNotify(truthKey('direct', command.account), command.muted ? 'none' : 'all', 'thisDevice')
      return done
    case 'muteTeam': {
      const { team, kind, muteMode } = command.member
      truth.setNotify(truthKey(toTruthKind(kind), team), muteMode === 0 ? 'all' : 'none', 'thisDevice')
      return done
    }
    case 'getUsers':
      return { ...done, users: command.accounts.flatMap((id) => toNimUser(truth, id) ?? []) }
    case 'getTeams':
      return { ...done, teams: command.ids.flatMap((id) => toNimTeam(truth, command.kind, id) ?? []) }
  }
}

const missing = nimCodes.conversationNotExist

function withKey(key: TruthKey | undefined, run: (key: TruthKey) => NimReply): NimReply {
  return key === undefined ? refusal(nimCodes.accountMismatch) : run(key)
}

const rowReply = (truth: AccountTruth, row: TruthRow | undefined): NimReply =>
  row === undefined ? refusal(missing) : { ...done, rows: [toNimRow(truth, row)] }

/** Runs a command id by id; `run` says why one was refused. */
function batch(
  ids: readonly string[],
  keyOf: (id: string) => TruthKey | undefined,
  run: (key: TruthKey) => number | undefined,
): NimReply & { readonly failed: Record<string, number> } {
  const failed: Record<string, number> = {}
  for (const id of ids) {
    const key = keyOf(id)
    const code = key === undefined ? nimCodes.accountMismatch : run(key)
    if (code !== undefined) failed[id] = code
  }
  return { ...done, failed }
}

function stickTop(truth: AccountTruth, key: TruthKey, on: boolean, limits: NimLimits): NimReply {
  const row = truth.row(key)
  if (on && row?.stickTop === false && truth.pinned >= limits.stickTop) return refusal(nimCodes.stickTopLimit)
  return rowReply(truth, truth.setStickTop(key, on, 'thisDevice'))
}

function clearUnread(
  truth: AccountTruth,
  ids: readonly string[],
  keyOf: (id: string) => TruthKey | undefined,
): NimReply {
  const rows: TruthRow[] = []
  const reply = batch(ids, keyOf, (key) => {
    const row = truth.clearUnread(key, 'thisDevice')
    if (row === undefined) return missing
    rows.push(row)
    return undefined
  })
  return { ...reply, rows: rows.map((row) => toNimRow(truth, row)) }
}

function clearScope(truth: AccountTruth, scope: Parameters<AccountTruth['clearUnreadOf']>[0]): NimReply {
  const version = truth.clearUnreadOf(scope, 'thisDevice')
  return { ...done, clear: toNimClear(scope, version) }
}

type GroupOrder = Extract<NimOrder, { name: `${string}Group` | 'listGroups' }>

function executeOnGroups(
  truth: AccountTruth,
  command: Exclude<GroupOrder, { name: 'clearUnreadOfGroup' }>,
  limits: NimLimits,
): NimReply {
  switch (command.name) {
    case 'createGroup': {
      if (truth.labels.size >= limits.groups) return refusal(nimCodes.groupLimit)
      const { groupName, serverExtension, ids } = command
      const id = String(6_000 + truth.version)
      const label = truth.saveLabel({ id, name: groupName, extension: serverExtension }, 'thisDevice')
      return { ...addToGroup(truth, label.id, ids, limits), group: toNimGroup(label) }
    }
    case 'deleteGroup': {
      const version = truth.deleteLabel(command.groupId, 'thisDevice')
      return version === undefined ? refusal(nimCodes.groupNotExist) : { ...done, version }
    }
    case 'updateGroup': {
      const known = truth.labels.get(command.groupId)
      if (known === undefined) return refusal(nimCodes.groupNotExist)
      const { groupName = known.name, serverExtension = known.extension } = command
      const label = truth.saveLabel({ ...known, name: groupName, extension: serverExtension }, 'thisDevice')
      return { ...done, group: toNimGroup(label) }
    }
    case 'addToGroup':
      return addToGroup(truth, command.groupId, command.ids, limits)
    case 'removeFromGroup': {
      if (!truth.labels.has(command.groupId)) return refusal(nimCodes.groupNotExist)
      const keys = command.ids.flatMap((id) => fromNimId(truth.account, id) ?? [])
      const rows = truth.setLabelled(command.groupId, keys, false, 'thisDevice')
      return { ...done, rows: rows.map((row) => toNimRow(truth, row)), failed: {} }
    }
    case 'listGroups': {
      const labels = [...truth.labels.values()].filter(({ id }) => command.ids?.includes(id) ?? true)
      return { ...done, groups: labels.map(toNimGroup) }
    }
  }
}

function addToGroup(truth: AccountTruth, groupId: string, ids: readonly string[], limits: NimLimits): NimReply {
  if (!truth.labels.has(groupId)) return refusal(nimCodes.groupNotExist)
  let members = [...truth.rows.values()].filter((row) => row.labels.includes(groupId)).length
  const rows: TruthRow[] = []
  const reply = batch(
    ids,
    (id) => fromNimId(truth.account, id),
    (key) => {
      const row = truth.row(key)
      if (row === undefined) return missing
      if (row.labels.includes(groupId)) return undefined
      if (row.labels.length >= limits.groupsOfConversation) return nimCodes.groupMembershipLimit
      if (members >= limits.conversationsOfGroup) return nimCodes.groupSizeLimit
      members += 1
      rows.push(...truth.setLabelled(groupId, [key], true, 'thisDevice'))
      return undefined
    },
  )
  return { ...reply, rows: rows.map((row) => toNimRow(truth, row)) }
}

const messageKinds: Readonly<Record<number, TruthMessage['kind']>> = {
  0: 'text',
  1: 'image',
  2: 'audio',
  6: 'file',
  12: 'call',
}

function sendMessage(truth: AccountTruth, { message }: Extract<NimOrder, { name: 'sendMessage' }>): NimReply {
  const kind = toTruthKind(message.kind ?? 'p2p')
  const sent = truth.message(
    kind,
    message.to,
    {
      id: message.clientId,
      senderId: truth.account,
      kind: messageKinds[message.type ?? 0] ?? 'custom',
      text: message.text,
      mentions: readMentions(message.serverExtension),
      receiptWanted: message.readReceipt ?? false,
    },
    'thisDevice',
  )
  const row = truth.row(truthKey(kind, message.to)) as TruthRow
  return { ...done, message: { ...message, ...pickSent(toNimMessage(truth, row, sent)) } }
}

const pickSent = ({ serverId, time }: { serverId: string; time: number }): { serverId: string; time: number } => ({
  serverId,
  time,
})

function countsOf(
  truth: AccountTruth,
  { team, clientId }: { team: string; clientId: string },
): {
  read: number
  unread: number
} {
  const row = truth.row(truthKey('group', team))
  if (row?.receipt?.messageId !== clientId) return { read: 0, unread: 0 }
  return { read: row.receipt.read, unread: row.receipt.unread }
}

/** The ids a command names, for refusing a part of a batch. */
export function idsOf(command: NimCommand): readonly string[] {
  if ('ids' in command && command.ids !== undefined) return command.ids
  return 'id' in command ? [command.id] : []
}

/** The conversations a command names, by id or in the ways of the local service and the settings. */
export function keysOf(account: string, command: NimCommand): readonly TruthKey[] {
  switch (command.name) {
    case 'localStickTop':
      return [truthKey(toTruthKind(command.kind), command.target)]
    case 'markRead':
      return command.marks.map((mark) => truthKey(toTruthKind(mark.kind), mark.target))
    case 'mutePeer':
      return [truthKey('direct', command.account)]
    case 'muteTeam':
      return [truthKey(toTruthKind(command.member.kind), command.member.team)]
    default:
      return idsOf(command).flatMap((id) => fromNimId(account, id) ?? [])
  }
}
