// Operations that are under way: queues per row, echoes, and how each of them ends (decisions 19 to 25).
import type {
  Conversation,
  ConversationField,
  ConversationId,
  EpochMs,
  Operation,
  OperationChange,
  OperationConfirmed,
  OperationRejected,
} from '../../../src/index.js'
import { same, type Model, type Pending } from './model.js'
import { removeTruth, setTruth, spendMentions } from './truth.js'

/** The row as it is shown: the truth with each open operation applied in turn. */
export function shown(model: Model, id: ConversationId): Conversation | undefined {
  const truth = model.truth.get(id)
  let row = truth
  for (const pending of model.queues.get(id) ?? []) {
    if (row !== undefined && truth !== undefined) row = applied(row, truth, pending)
  }
  return row
}

function applied(row: Conversation, truth: Conversation, pending: Pending): Conversation | undefined {
  const { change, issuedAt } = pending.operation
  switch (change.type) {
    case 'stickTop':
      if (row.stickTop === change.stickTop) return row
      return { ...row, stickTop: change.stickTop, stickTopAt: change.stickTop ? issuedAt : undefined }
    case 'read':
      return pending.echoed ? row : readUpTo(row, truth, pending)
    case 'markedUnread':
      return { ...row, markedUnread: change.markedUnread }
    case 'notify':
      return { ...row, notify: change.notify }
    case 'draft':
      return { ...row, draft: change.draft }
    case 'mark':
      return { ...row, marks: switched(row.marks, change.mark, change.on) }
    case 'label':
      return { ...row, labels: switched(row.labels, change.labelId, change.on) }
    case 'serverExtension':
      return { ...row, serverExtension: change.text }
    case 'localExtension':
      return { ...row, localExtension: change.text }
    case 'remove':
      return isBeaten(truth, pending) ? row : undefined
  }
}

/** What was unread at issue is read; what the truth counts above that came later. */
function readUpTo(row: Conversation, truth: Conversation, { baseUnread, baseMentions }: Pending): Conversation {
  const left = (shownNow: number, count: number, base: number): number => Math.min(shownNow, Math.max(0, count - base))
  return {
    ...row,
    unreadCount: left(row.unreadCount, truth.unreadCount, baseUnread),
    mentions: {
      me: left(row.mentions.me, truth.mentions.me, baseMentions.me),
      all: left(row.mentions.all, truth.mentions.all, baseMentions.all),
    },
  }
}

const switched = (list: readonly string[], item: string, on: boolean): readonly string[] =>
  list.includes(item) === on ? list : on ? [...list, item] : list.filter((other) => other !== item)

/** A message newer than the one at issue beats a pending delete. */
const isBeaten = (truth: Conversation, pending: Pending): boolean =>
  (truth.lastMessage?.sentAt ?? 0) > pending.baseSentAt

/** What an operation is about: two with the same subject wait for each other. */
function subject(change: OperationChange): string {
  if (change.type === 'mark') return `mark ${change.mark}`
  if (change.type === 'label') return `label ${change.labelId}`
  return change.type
}

function fieldOf(change: OperationChange): ConversationField | undefined {
  switch (change.type) {
    case 'read':
      return 'unreadCount'
    case 'mark':
      return 'marks'
    case 'label':
      return 'labels'
    case 'remove':
      return undefined
    default:
      return change.type
  }
}

/** An operation shows nothing on a row nobody knows, and is not kept for one. */
export function issue(model: Model, operation: Operation): void {
  if (everyPending(model).some((pending) => pending.operation.id === operation.id)) return
  for (const id of new Set(operation.ids)) {
    const truth = model.truth.get(id)
    if (truth === undefined) continue
    const queue = model.queues.get(id) ?? []
    queue.push({
      operation,
      baseUnread: truth.unreadCount,
      baseMentions: truth.mentions,
      baseSentAt: truth.lastMessage?.sentAt ?? 0,
      confirmed: undefined,
      echoed: false,
    })
    model.queues.set(id, queue)
  }
}

/** Decision 21: on each subject only the first operation without an echo may have found it. */
export function noticeEchoes(
  model: Model,
  id: ConversationId,
  before: Conversation | undefined,
  after: Conversation | undefined,
  fields: readonly ConversationField[],
): void {
  const asked = new Set<string>()
  for (const pending of model.queues.get(id) ?? []) {
    const { change } = pending.operation
    if (pending.echoed || asked.has(subject(change))) continue
    asked.add(subject(change))
    const field = fieldOf(change)
    const moved = field === undefined || before === undefined || !same(before[field], after?.[field])
    if (!(moved || fields.includes(field)) || !agrees(change, pending, before, after)) continue
    pending.echoed = true
    if (change.type === 'read' && before && after) lowerBases(model.queues.get(id)!, before, after)
  }
  release(model, id, undefined)
}

/** What one read operation has taken away, the next ones do not take again. */
function lowerBases(queue: readonly Pending[], before: Conversation, after: Conversation): void {
  const less = (base: number, from: number, to: number): number => Math.max(0, base - Math.max(0, from - to))
  for (const pending of queue) {
    if (pending.echoed || pending.operation.change.type !== 'read') continue
    const { me, all } = pending.baseMentions
    pending.baseUnread = less(pending.baseUnread, before.unreadCount, after.unreadCount)
    pending.baseMentions = {
      me: less(me, before.mentions.me, after.mentions.me),
      all: less(all, before.mentions.all, after.mentions.all),
    }
  }
}

function agrees(
  change: OperationChange,
  pending: Pending,
  before: Conversation | undefined,
  after: Conversation | undefined,
): boolean {
  if (after === undefined || change.type === 'remove') return after === undefined && change.type === 'remove'
  switch (change.type) {
    case 'read': {
      const fell = before !== undefined && after.unreadCount < before.unreadCount
      return fell || after.unreadCount < pending.baseUnread || after.unreadCount === 0
    }
    case 'stickTop':
      return after.stickTop === change.stickTop
    case 'markedUnread':
      return after.markedUnread === change.markedUnread
    case 'notify':
      return after.notify === change.notify
    case 'draft':
      return after.draft?.text === change.draft?.text
    case 'mark':
      return after.marks.includes(change.mark) === change.on
    case 'label':
      return after.labels.includes(change.labelId) === change.on
    case 'serverExtension':
      return after.serverExtension === change.text
    case 'localExtension':
      return after.localExtension === change.text
  }
}

export function confirm(model: Model, event: OperationConfirmed): void {
  for (const [id, pending] of answeredBy(model, event)) {
    pending.confirmed ??= { at: event.at, version: event.version }
    release(model, id, event.at)
  }
}

export function reject(model: Model, event: OperationRejected): void {
  const answered = answeredBy(model, event)
  const isOpen = everyPending(model).some(({ operation }) => operation.id === event.operationId)
  if (event.reason === 'timeout' && isOpen) model.notes.push('operation/timeout')
  for (const [id, pending] of answered) {
    drop(model, id, pending)
    endHeld(model, id, event.at)
    release(model, id, event.at)
  }
}

function answeredBy(model: Model, event: OperationConfirmed | OperationRejected): [ConversationId, Pending][] {
  return [...model.queues].flatMap(([id, queue]) =>
    queue
      .filter(({ operation }) => operation.id === event.operationId && (event.ids?.includes(id) ?? true))
      .map((pending): [ConversationId, Pending] => [id, pending]),
  )
}

/** Time passed: holds without an echo and operations without an answer end. */
export function endOverdue(model: Model, at: EpochMs): void {
  for (const [id, queue] of model.queues) {
    for (const pending of queue) {
      const { confirmed, operation } = pending
      const held = confirmed !== undefined && !isAnswered(model, id, pending)
      if (held && at >= confirmed.at + model.limits.echoHoldMs) end(model, id, pending, at, 'operation/no-echo')
      if (!confirmed && at >= operation.issuedAt + model.limits.operationTimeoutMs)
        end(model, id, pending, at, 'operation/timeout')
    }
  }
}

function end(
  model: Model,
  id: ConversationId,
  pending: Pending,
  at: EpochMs,
  note: 'operation/no-echo' | 'operation/timeout',
): void {
  model.notes.push(note)
  drop(model, id, pending)
  if (note === 'operation/timeout') endHeld(model, id, at)
  else if (!model.queues.has(id)) model.unmet.delete(id)
  release(model, id, at)
}

/** Has everything come that a confirmed operation waits for? */
function isAnswered(model: Model, id: ConversationId, { confirmed, operation, echoed }: Pending): boolean {
  if (confirmed === undefined) return false
  if (!operation.echo) return true
  const truth = model.truth.get(id)
  if (confirmed.version === undefined) return echoed
  return truth === undefined ? echoed : (truth.version ?? -Infinity) >= confirmed.version
}

/** Lets go of what is answered, in order of issue on each subject. `at` is missing while a vendor's event is applied. */
function release(model: Model, id: ConversationId, at: EpochMs | undefined): void {
  const queue = model.queues.get(id) ?? []
  const next = queue.find(
    (pending, index) =>
      isAnswered(model, id, pending) &&
      !queue.slice(0, index).some((other) => subject(other.operation.change) === subject(pending.operation.change)),
  )
  if (!next) return
  drop(model, id, next)
  if (!model.queues.has(id)) model.unmet.delete(id)
  if (!next.operation.echo) write(model, id, next, at ?? (next.confirmed!.at as EpochMs))
  release(model, id, at)
}

/** A vendor that sends no echo: the confirmed change becomes the truth. */
function write(model: Model, id: ConversationId, pending: Pending, at: EpochMs): void {
  const truth = model.truth.get(id)
  if (truth === undefined) return
  const next = applied(truth, truth, pending)
  if (next === undefined) return removeTruth(model, id, undefined, at)
  if (pending.operation.change.type === 'read' && !pending.echoed) forgetMentions(model, id, pending)
  setTruth(model, next, { at, live: true, whole: false, fields: spokenOf(pending.operation.change), own: true })
}

/** The fields that a change is about, whether it changes them or not. */
function spokenOf(change: OperationChange): readonly ConversationField[] {
  if (change.type === 'read') return ['unreadCount', 'mentions']
  if (change.type === 'stickTop') return ['stickTop', 'stickTopAt']
  return [fieldOf(change) ?? []].flat()
}

/** The mention messages that were there when the read was issued: the oldest ones. */
function forgetMentions(model: Model, id: ConversationId, { baseMentions }: Pending): void {
  const left = { ...baseMentions }
  spendMentions(model, id, ({ scope }) => left[scope]-- > 0)
}

function drop(model: Model, id: ConversationId, pending: Pending): void {
  const queue = (model.queues.get(id) ?? []).filter((other) => other !== pending)
  if (queue.length > 0) model.queues.set(id, queue)
  else model.queues.delete(id)
}

/** A row no complete sync has met, held by operations the vendor refused, leaves where it cannot be read by id. */
function endHeld(model: Model, id: ConversationId, at: EpochMs): void {
  const readable = model.capabilities?.fetchByIds ?? false
  if (!model.unmet.has(id) || model.queues.has(id) || readable) return
  removeTruth(model, id, undefined, at)
}

const everyPending = (model: Model): Pending[] => [...model.queues.values()].flat()

export const isHeldByOperation = (model: Model, id: ConversationId): boolean => model.queues.has(id)

/** Operations with a row that has neither been confirmed nor rejected. */
export const openOperations = (model: Model): number =>
  new Set(everyPending(model).flatMap((pending) => (pending.confirmed ? [] : [pending.operation.id]))).size
