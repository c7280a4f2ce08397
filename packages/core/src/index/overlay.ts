import type { Conversation, ConversationField, ConversationMark } from '../model/conversation.js'
import { assertNever } from '../model/ids.js'
import type { Operation, OperationChange, PendingOperation, PendingRow } from '../model/operations.js'
import { copyRow, withField } from './copy-row.js'
import { type FieldSet, fieldSet, sameDraft } from './fields.js'

/** Operations of one row that change the same thing wait for each other. */
function aspectOf(change: OperationChange): string {
  if (change.type === 'mark') return `mark ${change.mark}`
  if (change.type === 'label') return `label ${change.labelId}`
  return change.type
}

/** The fields a change writes; a removal writes none. */
export function fieldsOf(change: OperationChange): readonly ConversationField[] {
  switch (change.type) {
    case 'stickTop':
      return ['stickTop', 'stickTopAt']
    case 'read':
      return ['unreadCount', 'mentions']
    case 'mark':
      return ['marks']
    case 'label':
      return ['labels']
    case 'remove':
      return []
    default:
      return [change.type]
  }
}

export function issue(operation: Operation, truth: Conversation): PendingOperation {
  return {
    operation,
    baseUnread: truth.unreadCount,
    baseMentions: truth.mentions,
    baseSentAt: truth.lastMessage?.sentAt ?? 0,
    confirmedAt: undefined,
    awaitedVersion: undefined,
    echoed: false,
  }
}

/** What is shown: the truth with each open operation applied in turn; `undefined` where the row is hidden or gone. */
export function shownRow({ truth, operations }: PendingRow): Conversation | undefined {
  let row = truth
  for (const pending of operations) {
    if (row === undefined || truth === undefined) return undefined
    if (pending.operation.change.type !== 'remove') row = applied(row, pending, truth)
    else if (!((truth.lastMessage?.sentAt ?? 0) > pending.baseSentAt)) return undefined
  }
  return row
}

/** One change over a row: the truth with the changes before it. */
function applied(row: Conversation, pending: PendingOperation, truth: Conversation): Conversation {
  const { change, issuedAt } = pending.operation
  switch (change.type) {
    case 'stickTop':
      if (row.stickTop === change.stickTop) return row
      return pinned(row, change.stickTop, change.stickTop ? issuedAt : undefined)
    case 'read':
      return pending.echoed ? row : withoutRead(row, pending, truth)
    case 'markedUnread':
      return withField(row, 'markedUnread', change.markedUnread)
    case 'notify':
      return withField(row, 'notify', change.notify)
    case 'draft':
      return sameDraft(row.draft, change.draft) ? row : withField(row, 'draft', change.draft)
    case 'mark':
      return withField(row, 'marks', toggled(row.marks, change.mark, change.on) as readonly ConversationMark[])
    case 'label':
      return withField(row, 'labels', toggled(row.labels, change.labelId, change.on))
    case 'serverExtension':
      return withField(row, 'serverExtension', change.text)
    case 'localExtension':
      return withField(row, 'localExtension', change.text)
    case 'remove':
      return row
    default:
      return assertNever(change)
  }
}

/** Takes off what was unread when it was issued; what came later still counts. */
function withoutRead(row: Conversation, pending: PendingOperation, truth: Conversation): Conversation {
  const { baseUnread, baseMentions } = pending
  const left = (shown: number, said: number, base: number): number => Math.min(shown, Math.max(0, said - base))
  const unreadCount = left(row.unreadCount, truth.unreadCount, baseUnread)
  const me = left(row.mentions.me, truth.mentions.me, baseMentions.me)
  const all = left(row.mentions.all, truth.mentions.all, baseMentions.all)
  const mentions = me === row.mentions.me && all === row.mentions.all ? row.mentions : { me, all }
  if (unreadCount === row.unreadCount && mentions === row.mentions) return row
  const read = copyRow(row)
  read.unreadCount = unreadCount
  read.mentions = mentions
  return read
}

function pinned(row: Conversation, stickTop: boolean, stickTopAt: Conversation['stickTopAt']): Conversation {
  const copy = copyRow(row)
  copy.stickTop = stickTop
  copy.stickTopAt = stickTopAt
  return copy
}

function toggled(list: readonly string[], item: string, on: boolean): readonly string[] {
  if (list.includes(item) === on) return list
  return on ? [...list, item] : list.filter((each) => each !== item)
}

/** Does the truth show what the operation asked for? */
function agrees(
  truth: Conversation | undefined,
  before: Conversation | undefined,
  { operation: { change }, baseUnread }: PendingOperation,
): boolean {
  if (truth === undefined) return change.type === 'remove'
  switch (change.type) {
    case 'stickTop':
      return truth.stickTop === change.stickTop
    case 'read':
      // Read, and maybe new messages since, all in one number: any fall of it is the reading.
      return truth.unreadCount < Math.max(1, baseUnread, before?.unreadCount ?? 0)
    case 'markedUnread':
      return truth.markedUnread === change.markedUnread
    case 'notify':
      return truth.notify === change.notify
    case 'draft':
      return truth.draft?.text === change.draft?.text
    case 'mark':
      return truth.marks.includes(change.mark) === change.on
    case 'label':
      return truth.labels.includes(change.labelId) === change.on
    case 'serverExtension':
      return truth.serverExtension === change.text
    case 'localExtension':
      return truth.localExtension === change.text
    case 'remove':
      return false
    default:
      return assertNever(change)
  }
}

/** Which fields a truth change stated; `undefined` states all. */
export type Stated = FieldSet | undefined

/** A truth change is the echo of the first operation of each aspect that still waits for one and agrees with it. */
export function withEchoes(row: PendingRow, truth: Conversation | undefined, stated: Stated): PendingRow {
  const waited = new Set<string>()
  let isRead = false
  const operations = row.operations.map((pending) => {
    const { change } = pending.operation
    const aspect = aspectOf(change)
    if (pending.echoed) return pending
    if (waited.has(aspect)) return isRead && aspect === 'read' ? rebased(pending, row.truth, truth) : pending
    waited.add(aspect)
    const [field] = fieldsOf(change)
    const isStated =
      truth === undefined || field === undefined || stated === undefined || (stated & fieldSet([field])) !== 0
    if (!isStated || !agrees(truth, row.truth, pending)) return pending
    isRead ||= aspect === 'read'
    return { ...pending, echoed: true }
  })
  return { ...row, truth, operations }
}

/** A later read counts from what the echo of the one before it left. */
function rebased(
  pending: PendingOperation,
  before: Conversation | undefined,
  truth: Conversation | undefined,
): PendingOperation {
  if (!before || !truth) return pending
  const less = (base: number, was: number, is: number): number => Math.max(0, base - Math.max(0, was - is))
  const { baseUnread, baseMentions } = pending
  return {
    ...pending,
    baseUnread: less(baseUnread, before.unreadCount, truth.unreadCount),
    baseMentions: {
      me: less(baseMentions.me, before.mentions.me, truth.mentions.me),
      all: less(baseMentions.all, before.mentions.all, truth.mentions.all),
    },
  }
}

export interface Settled {
  readonly row: PendingRow
  readonly released: readonly PendingOperation[]
  /** Those of them that changed the truth themselves. */
  readonly written: readonly PendingOperation[]
}

/**
 * Lets go of operations whose end has come, each only after those before it on the same aspect.
 * Those without an echo write themselves into the truth as they go.
 */
export function settle(row: PendingRow): Settled {
  const blocked = new Set<string>()
  const released: PendingOperation[] = []
  const written: PendingOperation[] = []
  let truth = row.truth
  const operations = row.operations.filter((pending) => {
    const aspect = aspectOf(pending.operation.change)
    if (blocked.has(aspect) || !isOver(pending, truth)) {
      blocked.add(aspect)
      return true
    }
    released.push(pending)
    if (pending.operation.echo || truth === undefined) return false
    const next = writtenInto(truth, pending)
    if (next !== truth) written.push(pending)
    truth = next
    return false
  })
  return { row: released.length === 0 ? row : { ...row, truth, operations }, released, written }
}

function isOver(pending: PendingOperation, truth: Conversation | undefined): boolean {
  const { confirmedAt, awaitedVersion, echoed, operation } = pending
  if (confirmedAt === undefined) return false
  if (!operation.echo) return true
  // A row that is gone comes to no version.
  return awaitedVersion === undefined || !truth ? echoed : (truth.version ?? -Infinity) >= awaitedVersion
}

function writtenInto(truth: Conversation, pending: PendingOperation): Conversation | undefined {
  if (pending.operation.change.type !== 'remove') return applied(truth, pending, truth)
  return (truth.lastMessage?.sentAt ?? 0) > pending.baseSentAt ? truth : undefined
}
