import type { Clock } from '@convolist/core'
import type { PushShape } from '../../simulator/scheduler.js'
import { createVendorServer, type SyncLine, type VendorWire } from '../../simulator/server.js'
import type { Tally } from '../../simulator/tally.js'
import type { AccountTruth } from '../../simulator/truth.js'
import { readTruthKey, type TruthChange, type TruthKey, type TruthRow } from '../../simulator/truth-types.js'
import type { RongPushedMessage } from '../wire.js'
import { malformedPush } from './malformed.js'
import type { RongCommand, RongPush, RongReply, RongServer, RongSetting, RongTarget } from './protocol.js'
import {
  notifyAt,
  toKey,
  toListedRow,
  toReadCommand,
  toRecall,
  toRongMessage,
  toSetting,
  toTarget,
} from './translate.js'

export interface RongServerOptions {
  readonly clock: Clock
  readonly seed?: string | number | undefined
  readonly tally?: Tally | undefined
}

/** RongCloud's own numbers. */
export const rongCodes = {
  ok: 0,
  tooOften: 20_607,
  tagExists: 33_101,
  tagMissing: 33_100,
  tooManyTags: 26_004,
  listFailed: 33_302,
  /** The feature is not switched on for the app. */
  forbidden: 33_007,
} as const

/** The server keeps no more conversations. */
export const RONG_LIST = 1_000
const TAGS = 20

/** A RongCloud server for any number of accounts and devices, with weather. */
export const createRongServer = (options: RongServerOptions): RongServer => createVendorServer(rongWire(), options)

/** @returns one for each server: it remembers which conversations it goes on refusing. */
function rongWire(): VendorWire<RongPush, RongCommand, RongReply> {
  const refused = new Map<string, number>()
  const orderOf = (truth: AccountTruth, { name }: RongCommand, target: RongTarget): string =>
    `${truth.account} ${name} ${toKey(truth, target)}`
  return {
    name: 'rongcloud',
    shape: shape(),
    // The real ids are in order of time and settle ties; the ids of the truth are not.
    strictTimes: true,
    mutesToMentions: true,
    pushesOf,
    echoesOf: () => [], // nothing a device does comes back to it
    malformed: (prng) => {
      const push = malformedPush(prng)
      return { push, what: push.event }
    },
    isSync: ({ name }) => name === 'pull' || name === 'list',
    sync: (truth, command, line) =>
      command.name === 'pull' ? pull(truth, command.since) : list(truth, command as Order<'list'>, line),
    isPage: ({ name }) => name === 'list',
    execute: (truth, command) => {
      const targets = 'targets' in command ? command.targets : []
      for (const target of targets) {
        const order = orderOf(truth, command, target)
        const code = refused.get(order)
        if (code === undefined) continue
        if (targets.length === 1) refused.delete(order)
        return { code }
      }
      return execute(truth, command)
    },
    failedSync: () => ({ code: rongCodes.listFailed }),
    keysOf: (truth, command) => ('targets' in command ? command.targets.map((target) => toKey(truth, target)) : []),
    // All of a batch, or nothing: an answer does not say which of them it is about.
    refusal: (command, code = refusalCodes[command.name] ?? rongCodes.tooOften, part) => {
      const targets = part && 'targets' in command ? command.targets : []
      const bad = targets.filter((target) => part?.isRefused(toKey(part.truth, target)) === true)
      if (part !== undefined && targets.length > 1)
        for (const target of bad) refused.set(orderOf(part.truth, command, target), code)
      return { reply: { code }, code }
    },
    kick: (reason = 31_010) => ({ type: 'kick', code: reason }),
  }
}

/** What RongCloud most likely says when it refuses a command; none of them is worth another try. */
const refusalCodes: Partial<Record<RongCommand['name'], number>> = {
  setTop: rongCodes.forbidden,
  setLevel: rongCodes.forbidden,
  remove: rongCodes.forbidden,
  addTag: rongCodes.tooManyTags,
  tagMembers: rongCodes.tagMissing,
}

type Order<Name extends RongCommand['name']> = Extract<RongCommand, { name: Name }>

function shape(): PushShape<RongPush> {
  return {
    split: (push) =>
      push.type === 'messages' && push.messages.length > 1
        ? push.messages.map((message): RongPush => ({ type: 'messages', messages: [message] }))
        : undefined,
    merge(first, second) {
      if (first.type === 'messages' && second.type === 'messages')
        return { type: 'messages', messages: [...first.messages, ...second.messages] }
      if (first.type === 'settings' && second.type === 'settings')
        return { type: 'settings', settings: [...first.settings, ...second.settings] }
      return undefined
    },
  }
}

/** What the server sends to another device of this account when the truth has changed. Of removals it says nothing. */
function pushesOf(truth: AccountTruth, change: TruthChange): RongPush[] {
  switch (change.type) {
    case 'messageArrived':
      return [{ type: 'messages', messages: [toRongMessage(truth, change.row, change.message)] }]
    case 'messageRevoked':
      return [{ type: 'messages', messages: [toRecall(truth, change.row, change.revocation)] }]
    case 'rowChanged':
      return rowPushes(truth, change)
    case 'unreadCleared': {
      const rows = [...truth.rows.values()].filter((row) => row.version === change.version)
      return rows.map((row) => ({ type: 'messages', messages: [toReadCommand(truth, row, truth.now())] }))
    }
    case 'peerRead': {
      const messageUId = change.row.last?.id ?? ''
      return [{ type: 'peerReceipt', peer: change.row.targetId, readAt: change.at, messageUId }]
    }
    case 'receiptChanged':
      return [{ type: 'groupReceipt', group: change.row.targetId, reader: 'member1', messageUId: change.message.id }]
    case 'muted':
      return [setting(truth, change.key, ['level'])]
    case 'labelChanged':
      return [{ type: 'tags' }]
    case 'labelMembers':
      return change.rows.map((row) => setting(truth, row.key, ['tagIds']))
    case 'messagesDeleted':
    case 'rowRemoved':
    case 'selfRead':
    case 'renamed':
      return []
  }
}

function rowPushes(truth: AccountTruth, { row, cause }: Extract<TruthChange, { type: 'rowChanged' }>): RongPush[] {
  if (cause === 'stickTop') return [setting(truth, row.key, ['isTop'])]
  return cause === 'read' ? [{ type: 'messages', messages: [toReadCommand(truth, row, truth.now())] }] : []
}

/** Only what was set. */
function setting(truth: AccountTruth, key: TruthKey, fields: readonly ('isTop' | 'level' | 'tagIds')[]): RongPush {
  const all = toSetting(truth, key)
  const said = Object.fromEntries(fields.map((field) => [field, all[field]])) as Partial<RongSetting>
  return { type: 'settings', settings: [{ ...toTarget(readTruthKey(key)), time: all.time, ...said }] }
}

/**
 * What a client has missed since then: messages, commands and settings. A new browser is given what is unread,
 * which is how it comes to count it.
 */
function pull(truth: AccountTruth, since: number): RongReply {
  const rows = [...truth.rows.values()]
  const isMissed = (row: TruthRow, sentAt: number): boolean => (since === 0 ? sentAt > row.readAt : sentAt >= since)
  const messages = rows.flatMap((row) =>
    row.recent.filter(({ sentAt }) => isMissed(row, sentAt)).map((message) => toRongMessage(truth, row, message)),
  )
  const orders = since === 0 ? [] : ordersSince(truth, since)
  const settings = settingsSince(truth, since).map((key) => toSetting(truth, key))
  const byTime = (a: RongPushedMessage, b: RongPushedMessage): number => a.sentTime - b.sentTime
  const offline = [...messages, ...orders].sort(byTime).map((one) => Object.assign({}, one, { isOffLineMessage: true }))
  return { code: 0, messages: offline, settings, time: truth.now() }
}

/** In a new browser all that are or were set, later those that have changed. */
function settingsSince(truth: AccountTruth, since: number): TruthKey[] {
  if (since > 0) return [...truth.settingChanges].filter(([, at]) => at >= since).map(([key]) => key)
  const isSet = (row: TruthRow): boolean => row.stickTop || row.labels.length > 0
  const rows = [...truth.rows.values()].filter(isSet).map((row) => row.key)
  return [...new Set([...rows, ...truth.muted.keys(), ...truth.settingChanges.keys()])]
}

function ordersSince(truth: AccountTruth, since: number): RongPushedMessage[] {
  const recalls = truth.revocations
    .filter(({ row, revocation }) => revocation.at >= since && truth.row(row.key) === row) // removed: nothing to tell
    .map(({ row, revocation }) => toRecall(truth, row, revocation))
  const reads = [...truth.selfMarks].flatMap(([key, { changedAt }]) => {
    const row = truth.row(key)
    return row !== undefined && changedAt >= since ? toReadCommand(truth, row, changedAt) : []
  })
  return [...recalls, ...reads]
}

/** Rows older than asked for, newest first, out of those that the server keeps. A page fails with an error, or with silence. */
function list(
  truth: AccountTruth,
  { before, count, types, tags, skip = 0 }: Order<'list'>,
  { prng, pages }: SyncLine<RongPush>,
): RongReply | undefined {
  const newestFirst = [...truth.rows.values()].sort((a, b) => b.activeAt - a.activeAt)
  const isAsked = (row: TruthRow): boolean =>
    (types === undefined || types.includes(toTarget(row).conversationType)) &&
    (tags === undefined || row.labels.some((label) => tags.includes(label)))
  const rows = pages.capped(newestFirst, RONG_LIST).filter(isAsked)
  const start = before === 0 ? skip : rows.filter((row) => row.activeAt >= before).length
  if (pages.fails(Math.floor(start / count) + 1, Math.ceil(rows.length / count)))
    return prng.chance(0.3) ? undefined : { code: rongCodes.listFailed }
  const from = start - pages.repeated(start, count)
  const to = from + count
  pages.borders(rows[to - 1]?.activeAt, rows[to]?.activeAt)
  return { code: 0, rows: rows.slice(from, to).map((row) => toListedRow(truth, row)) }
}

/** A conversation that was removed elsewhere takes no setting; the device believes it until it is told. */
const tellNextTime = (truth: AccountTruth, key: TruthKey): void => void truth.settingChanges.set(key, truth.now())

const done: RongReply = { code: rongCodes.ok }

/** Carries out a command of this device: the truth changes first, then the answer says so. */
function execute(truth: AccountTruth, command: RongCommand): RongReply {
  const origin = 'thisDevice'
  const each = (targets: readonly RongTarget[], act: (key: TruthKey) => void): RongReply => {
    for (const target of targets) act(toKey(truth, target))
    return done
  }
  switch (command.name) {
    case 'latest': {
      const rows = command.targets.flatMap((target) => truth.row(toKey(truth, target)) ?? [])
      return { ...done, rows: rows.map((row) => toListedRow(truth, row)) }
    }
    case 'setTop':
      return each(command.targets, (key) => {
        if (truth.setStickTop(key, command.isTop, origin) === undefined) tellNextTime(truth, key)
      })
    case 'setLevel':
      return each(command.targets, (key) => truth.setNotify(key, notifyAt(command.level), origin))
    case 'remove':
      return each(command.targets, (key) => void truth.remove(key, origin))
    case 'readSync':
      return each(command.targets, (key) => {
        truth.clearUnreadUpTo(key, (message) => message.sentAt <= command.readAt, origin)
      })
    case 'tags':
      return { ...done, tags: [...truth.labels.values()].map(toTag) }
    case 'addTag':
      if (truth.labels.has(command.tagId)) return { code: rongCodes.tagExists }
      if (truth.labels.size >= TAGS) return { code: rongCodes.tooManyTags }
      truth.saveLabel({ id: command.tagId, name: command.tagName }, origin)
      return done
    case 'updateTag':
      if (!truth.labels.has(command.tagId)) return { code: rongCodes.tagMissing }
      truth.saveLabel({ id: command.tagId, name: command.tagName }, origin)
      return done
    case 'removeTag':
      return truth.deleteLabel(command.tagId, origin) === undefined ? { code: rongCodes.tagMissing } : done
    case 'tagMembers': {
      if (!truth.labels.has(command.tagId)) return { code: rongCodes.tagMissing }
      const keys = command.targets.map((target) => toKey(truth, target))
      truth.setLabelled(command.tagId, keys, command.added, origin)
      for (const key of keys) if (!truth.rows.has(key)) tellNextTime(truth, key)
      return { ...done, time: truth.now() }
    }
    case 'send':
      return send(truth, command)
    case 'receipt':
      return done
    case 'readers':
      return { ...done, readers: readersOf(truth, command) }
    case 'pull':
    case 'list':
      return done // answered as syncs
  }
}

/** The server counts for the newest message only. */
function readersOf(truth: AccountTruth, { targets: [target], messageUId }: Order<'readers'>): RongReply['readers'] {
  const receipt = target && truth.row(toKey(truth, target))?.receipt
  if (receipt?.messageId !== messageUId) return undefined
  const userIds = Array.from({ length: receipt.read }, (_, index) => `member${index + 1}`)
  return { userIds, members: receipt.read + receipt.unread }
}

const toTag = ({ id, name, createdAt }: { id: string; name: string; createdAt: number }) => ({
  tagId: id,
  tagName: name,
  createdTime: createdAt,
})

function send(truth: AccountTruth, { targets: [target], text }: Order<'send'>): RongReply {
  if (target === undefined) return { code: rongCodes.tooOften }
  const key = toKey(truth, target)
  const { kind, targetId } = readTruthKey(key)
  const sent = truth.message(kind, targetId, { senderId: truth.account, kind: 'text', text }, 'thisDevice')
  return { ...done, message: toRongMessage(truth, truth.row(key) as TruthRow, sent) }
}
