import type { AccountTruth } from '../simulator/truth.js'
import { readTruthKey, type TruthChange, type TruthReadScope } from '../simulator/truth-types.js'
import type { NimClear, NimPush } from './protocol.js'
import {
  toNimGroup,
  toNimId,
  toNimMark,
  toNimMessage,
  toNimPin,
  toNimRevoke,
  toNimRow,
  toNimType,
  toWireKind,
} from './translate.js'

/** NIM's own numbers for what a conversation push is about. */
export const pushKinds = {
  create: 1,
  update: 3,
  stickTop: 4,
  read: 5,
  addToGroup: 6,
  removeFromGroup: 7,
  message: 8,
  deleteMessage: 9,
  revoke: 10,
} as const

/** What the NIM server sends to a device of this account when the truth has changed. */
export function pushesOf(truth: AccountTruth, change: TruthChange): NimPush[] {
  switch (change.type) {
    case 'messageArrived': {
      const conversation = { kind: pushKinds.message, row: toNimRow(truth, change.row) }
      return [{ type: 'message', message: toNimMessage(truth, change.row, change.message), conversation }]
    }
    case 'messageRevoked':
      return [
        { type: 'messageRevoked', revoke: toNimRevoke(truth, change.row, change.revocation) },
        { type: 'conversations', kind: pushKinds.revoke, rows: [toNimRow(truth, change.row)] },
      ]
    case 'messagesDeleted': {
      const messages = change.messages.map((message) => toNimMessage(truth, change.row, message))
      return [
        { type: 'messagesDeleted', messages, time: change.at },
        { type: 'conversations', kind: pushKinds.deleteMessage, rows: [toNimRow(truth, change.row)] },
      ]
    }
    case 'rowChanged':
      return rowPushes(truth, change)
    case 'rowRemoved':
      return [{ type: 'conversationsDeleted', ids: [toNimId(truth.account, change.row)] }]
    case 'unreadCleared':
      return [{ type: 'unreadCleared', clear: toNimClear(change.scope, change.version) }]
    case 'selfRead':
      return [{ type: 'readMark', mark: toNimMark(change.row) }]
    case 'peerRead':
      return [{ type: 'peerReceipt', peer: change.row.targetId, time: change.at }]
    case 'receiptChanged':
      return [{ type: 'teamReceipts', receipts: receiptOf(change) }]
    case 'muted':
      return [mutePush(change)]
    case 'renamed':
      // NIM tells nobody of a new user name: clients see a newer stamp on the next message and ask
      if (change.who !== 'alias') return []
      return [
        { type: 'friendChanged', id: change.profile.id, alias: change.profile.name, time: change.profile.updatedAt },
      ]
    case 'labelChanged': {
      const kind = change.cause === 'created' ? 'create' : change.cause === 'updated' ? 'update' : 'delete'
      return [{ type: 'group', kind, group: toNimGroup(change.label), version: change.version }]
    }
    case 'labelMembers':
      return memberPushes(truth, change)
  }
}

type Change<Type extends TruthChange['type']> = Extract<TruthChange, { type: Type }>

const rowKinds = {
  created: pushKinds.create,
  stickTop: pushKinds.stickTop,
  read: pushKinds.read,
  extension: pushKinds.update,
  marks: pushKinds.update,
} as const

function rowPushes(truth: AccountTruth, { row, cause }: Change<'rowChanged'>): NimPush[] {
  const push: NimPush = { type: 'conversations', kind: rowKinds[cause], rows: [toNimRow(truth, row)] }
  if (cause === 'read') return [push, { type: 'readMark', mark: toNimMark(row) }]
  return cause === 'stickTop' ? [push, { type: 'localPin', pin: toNimPin(row), time: truth.now() }] : [push]
}

function receiptOf({ row, message }: Change<'receiptChanged'>): Extract<NimPush, { type: 'teamReceipts' }>['receipts'] {
  if (row.receipt === undefined) return []
  const { read, unread } = row.receipt
  return [{ team: row.targetId, clientId: message.id, serverId: message.serverId, read, unread }]
}

function mutePush({ key, notify }: Change<'muted'>): NimPush {
  const muted = notify !== 'all'
  const { kind, targetId } = readTruthKey(key)
  if (kind === 'direct') return { type: 'peerMuted', account: targetId, muted }
  const member = { team: targetId, kind: toWireKind(kind) as 'team' | 'superTeam', muteMode: muted ? 1 : 0 } as const
  return { type: 'teamMember', member }
}

function memberPushes(truth: AccountTruth, { label, rows, added }: Change<'labelMembers'>): NimPush[] {
  const kind = added ? pushKinds.addToGroup : pushKinds.removeFromGroup
  const conversationIds = rows.map((row) => toNimId(truth.account, row))
  return [
    { type: 'conversations', kind, rows: rows.map((row) => toNimRow(truth, row)) },
    { type: 'group', kind: added ? 'add' : 'remove', group: toNimGroup(label), conversationIds },
  ]
}

export function toNimClear(scope: TruthReadScope, version: number): NimClear {
  switch (scope.type) {
    case 'all':
      return { version }
    case 'kinds':
      return { version, types: scope.kinds.map(toNimType) }
    case 'label':
      return { version, groupId: scope.labelId }
  }
}

/** How pushes can be taken apart and put together: a message and its conversation may travel as one packet or as two. */
export const nimPushShape = {
  split(push: NimPush): NimPush[] | undefined {
    if (push.type === 'message' && push.conversation !== undefined) {
      const { kind, row } = push.conversation
      return [
        { type: 'message', message: push.message },
        { type: 'conversations', kind, rows: [row] },
      ]
    }
    if (push.type === 'conversations' && push.rows.length > 1) return push.rows.map((row) => ({ ...push, rows: [row] }))
    if (push.type === 'conversationsDeleted' && push.ids.length > 1)
      return push.ids.map((id) => ({ ...push, ids: [id] }))
    return undefined
  },
  /**
   * The SDK forgets the versions of a deleted conversation, and would take an old push for a new one. Mutes, aliases,
   * pins of the local list and names of teams carry no version at all.
   */
  outdates(later: NimPush, earlier: NimPush): boolean {
    const isDeletion = later.type === 'conversationsDeleted'
    if (isDeletion !== (earlier.type === 'conversationsDeleted')) return share(idsOfRows(later), idsOfRows(earlier))
    const setting = settingOf(later)
    return setting !== undefined && setting === settingOf(earlier)
  },
  merge(first: NimPush, second: NimPush): NimPush | undefined {
    if (first.type === 'conversations' && second.type === 'conversations' && first.kind === second.kind)
      return { ...first, rows: [...first.rows, ...second.rows] }
    if (first.type === 'conversationsDeleted' && second.type === 'conversationsDeleted')
      return { ...first, ids: [...first.ids, ...second.ids] }
    if (first.type === 'teamReceipts' && second.type === 'teamReceipts')
      return { ...first, receipts: [...first.receipts, ...second.receipts] }
    return undefined // of live messages a packet holds one: only those of a sync come together
  },
}

function idsOfRows(push: NimPush): readonly string[] {
  if (push.type === 'conversationsDeleted') return push.ids
  if (push.type === 'conversations') return push.rows.map((row) => row.id)
  return push.type === 'message' && push.conversation !== undefined ? [push.conversation.row.id] : []
}

const share = (some: readonly string[], others: readonly string[]): boolean => some.some((id) => others.includes(id))

/** What a push sets without saying since when. */
function settingOf(push: NimPush): string | undefined {
  switch (push.type) {
    case 'peerMuted':
      return `mute p2p ${push.account}`
    case 'teamMember':
      return `mute ${push.member.kind} ${push.member.team}`
    case 'friendChanged':
      return `alias ${push.id}`
    case 'localPin':
      return `pin ${push.pin.kind} ${push.pin.target}`
    case 'message':
      return push.message.type === 5 ? `notice ${push.message.to}` : undefined
    default:
      return undefined
  }
}
