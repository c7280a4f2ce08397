import type { PushShape } from '../simulator/scheduler.js'
import type { AccountTruth } from '../simulator/truth.js'
import type { TruthChange } from '../simulator/truth-types.js'
import type { TencentPush } from './protocol.js'
import { lastReadSeq, OPTIONS, targetOf, toBit, toSeconds, toTarget, toTencentMessage } from './translate.js'

/** What the Tencent server sends to another device of this account when the truth has changed. */
export function pushesOf(truth: AccountTruth, change: TruthChange): TencentPush[] {
  switch (change.type) {
    case 'messageArrived': {
      const message = toTencentMessage(truth, change.row, change.message)
      const push: TencentPush = { type: 'messages', kind: message.kind, messages: [message] }
      return message.atTypes.length === 0 ? [push] : [push, { type: 'mention', group: message.target, message }]
    }
    case 'messageRevoked': {
      const { row, revocation } = change
      return [{ type: 'revoked', message: toTencentMessage(truth, row, revocation.message), by: revocation.by }]
    }
    case 'messagesDeleted': // other devices are not told
    case 'selfRead':
      return []
    case 'rowChanged':
      return rowPushes(change)
    case 'rowRemoved':
      return [{ type: 'deleted', targets: [toTarget(change.row)] }]
    case 'unreadCleared':
      return [allRead(truth, change)]
    case 'peerRead':
      return [{ type: 'peerRead', peer: change.row.targetId, time: toSeconds(change.at) }]
    case 'receiptChanged': {
      const { read = 0, unread = 0 } = change.row.receipt ?? {}
      return [{ type: 'groupReceipt', message: toTencentMessage(truth, change.row, change.message), read, unread }]
    }
    case 'muted':
      return [{ type: 'muted', target: targetOf(change.key), option: OPTIONS[change.notify] }]
    case 'renamed': {
      const { id, name } = change.profile
      const target = { kind: change.who === 'group' ? 'group' : 'direct', target: id } as const
      return [{ type: 'named', target, name: truth.aliases.get(id) ?? name }]
    }
    case 'labelChanged':
      return [labelPush(change)]
    case 'labelMembers': {
      const targets = change.rows.map(toTarget)
      const { id, name } = change.label
      return [{ type: 'groupMembers', group: { id, name }, targets, added: change.added }]
    }
  }
}

type Change<Type extends TruthChange['type']> = Extract<TruthChange, { type: Type }>

function rowPushes({ row, cause }: Change<'rowChanged'>): TencentPush[] {
  const target = toTarget(row)
  switch (cause) {
    case 'created': // a chat begins with its first message
      return []
    case 'stickTop':
      return [{ type: 'pinned', target, pinned: row.stickTop }]
    case 'read':
      return [{ type: 'read', target, time: toSeconds(row.readAt), seq: lastReadSeq(row) }]
    case 'extension':
      return [{ type: 'customData', target, text: row.extension ?? '' }]
    case 'marks':
      return [{ type: 'marked', target, marks: row.marks.map(toBit).sort((a, b) => a - b) }]
  }
}

function allRead(truth: AccountTruth, { scope, version }: Change<'unreadCleared'>): TencentPush {
  const kinds = scope.type === 'kinds' ? scope.kinds : ['direct', 'group', 'super-group']
  const groups = [...truth.rows.values()].filter((row) => row.version === version && row.kind !== 'direct')
  return {
    type: 'allRead',
    direct: kinds.includes('direct'),
    groups: groups.map((row) => ({ id: row.targetId, seq: lastReadSeq(row) })),
  }
}

function labelPush({ label, cause, formerName = label.name }: Change<'labelChanged'>): TencentPush {
  const group = { id: label.id, name: label.name }
  if (cause === 'created') return { type: 'groupCreated', group }
  if (cause === 'deleted') return { type: 'groupDeleted', group }
  return { type: 'groupRenamed', group, oldName: formerName }
}

export const tencentPushShape: PushShape<TencentPush> = {
  split(push) {
    if (push.type === 'messages' && push.messages.length > 1)
      return push.messages.map((message): TencentPush => ({ type: 'messages', kind: push.kind, messages: [message] }))
    if (push.type === 'deleted' && push.targets.length > 1)
      return push.targets.map((target): TencentPush => ({ type: 'deleted', targets: [target] }))
    return undefined
  },
  merge(first, second) {
    if (first.type === 'messages' && second.type === 'messages' && first.kind === second.kind)
      return { ...first, messages: [...first.messages, ...second.messages] }
    if (first.type === 'deleted' && second.type === 'deleted')
      return { ...first, targets: [...first.targets, ...second.targets] }
    return undefined
  },
}
