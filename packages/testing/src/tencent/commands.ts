import type { AccountTruth } from '../simulator/truth.js'
import { readTruthKey, type TruthKey, type TruthMessage, type TruthRow } from '../simulator/truth-types.js'
import { nameOf, type TencentCommand, type TencentReply, type TencentTarget } from './protocol.js'
import { isUpTo, NOTIFY, serialOf, toKey, toMark, toTencentMessage, toTencentRow } from './translate.js'

/** Tencent's numbers, as far as the server gives them. */
export const tencentCodes = {
  ok: 0,
  tooOften: 2996,
  pinLimit: 51_013,
  capacity: 51_008,
  notFound: 2500,
  groupMissing: 51_002,
  /** A name is all a group is known by, and no two have the same. Which number says so is not documented. */
  groupTaken: 51_009,
  /** A sync that the server gives up. */
  busy: 60_008,
} as const

export interface TencentLimits {
  readonly pins: number
  /** Conversation groups of an account, and conversations of each. */
  readonly groups: number
  readonly conversationsOfGroup: number
}

export const tencentLimits: TencentLimits = { pins: 50, groups: 20, conversationsOfGroup: 1_000 }

export type TencentOrder = Exclude<TencentCommand, { readonly name: 'page' | 'missed' }>

const done: TencentReply = { code: tencentCodes.ok }
const refusal = (code: number): TencentReply => ({ code })

/** Carries out a command of this device: the truth changes first, then the answer says so. */
export function execute(truth: AccountTruth, command: TencentOrder, limits: TencentLimits): TencentReply {
  const origin = 'thisDevice'
  switch (command.name) {
    case 'groups':
      return { ...done, groups: [...truth.labels.values()].map(({ id, name }) => ({ id, name })) }
    case 'pin':
      return pin(truth, command, limits)
    case 'read':
      readUpTo(truth, command.target, command.time, command.seq)
      return done
    case 'readAll':
      return readAll(truth, command)
    case 'delete':
      for (const target of command.targets) truth.remove(toKey(truth, target), origin)
      return { ...done, failed: {} }
    case 'clearHistory':
      truth.clearMessages(toKey(truth, command.target), origin)
      return done
    case 'mark':
      return batch(truth, command.targets, (key) => {
        truth.setMark(key, toMark(command.bit), command.on, origin)
      })
    case 'customData':
      return batch(truth, command.targets, (key) => {
        truth.setExtension(key, command.text, origin)
      })
    case 'createGroup':
      return createGroup(truth, command, limits)
    case 'deleteGroup': {
      const label = labelOf(truth, command.group)
      if (label === undefined) return refusal(tencentCodes.groupMissing)
      truth.deleteLabel(label.id, origin)
      return { ...done, group: label }
    }
    case 'renameGroup': {
      const label = labelOf(truth, command.group)
      if (label === undefined) return refusal(tencentCodes.groupMissing)
      if ((labelOf(truth, command.newName) ?? label) !== label) return refusal(tencentCodes.groupTaken)
      truth.saveLabel({ id: label.id, name: command.newName }, origin)
      return { ...done, group: { id: label.id, name: command.newName } }
    }
    case 'addToGroup':
    case 'removeFromGroup':
      return members(truth, command, limits)
    case 'mute':
      for (const target of command.targets) truth.setNotify(toKey(truth, target), NOTIFY[command.option], origin)
      return { ...done, failed: {} }
    case 'send':
      return send(truth, command)
    case 'receipt':
      return done
    case 'lookUp':
      return {
        ...done,
        rows: command.targets.flatMap((target) => rowOf(truth, target) ?? []).map((row) => toTencentRow(truth, row)),
      }
  }
}

const rowOf = (truth: AccountTruth, target: TencentTarget): TruthRow | undefined => truth.row(toKey(truth, target))

const labelOf = (truth: AccountTruth, name: string): { id: string; name: string } | undefined => {
  const label = [...truth.labels.values()].find((one) => one.name === name)
  return label && { id: label.id, name }
}

type Order<Name extends TencentOrder['name']> = Extract<TencentOrder, { name: Name }>

/** Pins also what is not in the list, as the real server does. */
function pin(truth: AccountTruth, { target, pinned }: Order<'pin'>, limits: TencentLimits): TencentReply {
  const key = toKey(truth, target)
  const row = truth.row(key) ?? truth.create(readTruthKey(key).kind, target.target, 'thisDevice')
  if (pinned && !row.stickTop && truth.pinned >= limits.pins) return refusal(tencentCodes.pinLimit)
  truth.setStickTop(row.key, pinned, 'thisDevice')
  return done
}

function readUpTo(truth: AccountTruth, target: TencentTarget, time: number, seq: number): void {
  truth.clearUnreadUpTo(toKey(truth, target), isUpTo(time, seq, target.kind === 'direct'), 'thisDevice')
}

function readAll(truth: AccountTruth, { direct, groups }: Order<'readAll'>): TencentReply {
  if (direct) truth.clearUnreadOf({ type: 'kinds', kinds: ['direct'] }, 'thisDevice')
  for (const { id, seq } of groups) readUpTo(truth, { kind: 'group', target: id }, 0, seq)
  return done
}

function batch(
  truth: AccountTruth,
  targets: readonly TencentTarget[],
  act: (key: TruthKey) => number | void,
): TencentReply {
  const failed: Record<string, number> = {}
  for (const target of targets) {
    const row = rowOf(truth, target)
    const code = row === undefined ? tencentCodes.notFound : act(row.key)
    if (code !== undefined) failed[nameOf(target)] = code
  }
  return { ...done, failed }
}

function createGroup(
  truth: AccountTruth,
  { group, targets }: Order<'createGroup'>,
  limits: TencentLimits,
): TencentReply {
  if (labelOf(truth, group) === undefined && truth.labels.size >= limits.groups) return refusal(tencentCodes.capacity)
  const label =
    labelOf(truth, group) ?? truth.saveLabel({ id: String(9_000 + truth.labels.size), name: group }, 'thisDevice')
  const reply = batch(truth, targets, (key) => void truth.setLabelled(label.id, [key], true, 'thisDevice'))
  return { ...reply, group: { id: label.id, name: group } }
}

function members(
  truth: AccountTruth,
  { name, group, targets }: Order<'addToGroup' | 'removeFromGroup'>,
  limits: TencentLimits,
): TencentReply {
  const label = labelOf(truth, group)
  if (label === undefined) return refusal(tencentCodes.groupMissing)
  let size = [...truth.rows.values()].filter((row) => row.labels.includes(label.id)).length
  const reply = batch(truth, targets, (key) => {
    if (name === 'addToGroup' && size >= limits.conversationsOfGroup) return tencentCodes.capacity
    size += truth.setLabelled(label.id, [key], name === 'addToGroup', 'thisDevice').length
    return undefined
  })
  return { ...reply, group: label }
}

const kindsOf: Readonly<Record<string, TruthMessage['kind']>> = {
  TIMTextElem: 'text',
  TIMImageElem: 'image',
  TIMSoundElem: 'audio',
  TIMFileElem: 'file',
}

function send(truth: AccountTruth, { target, element }: Order<'send'>): TencentReply {
  const key = toKey(truth, target)
  const { kind } = readTruthKey(key) // also of a group that was removed
  const words = element.content['Text']
  const sent = truth.message(
    kind,
    target.target,
    {
      senderId: truth.account,
      kind: kindsOf[element.type] ?? 'custom',
      text: typeof words === 'string' ? words : undefined,
    },
    'thisDevice',
  )
  return { ...done, message: toTencentMessage(truth, truth.row(key) as TruthRow, sent), since: serialOf(sent) }
}
