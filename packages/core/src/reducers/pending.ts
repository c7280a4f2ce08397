import type { ClockTicked, OperationConfirmed, OperationIssued, OperationRejected } from '../model/events.js'
import type { ConversationId } from '../model/ids.js'
import type { Operation, PendingOperation, PendingRow } from '../model/operations.js'
import { answerOnRow, editPending, endOnRow, truthOf } from '../index/edit-row.js'
import { issue } from '../index/overlay.js'
import { inBulk, note, ownOperations, setParts, type StateEdit, want } from '../index/state-edit.js'

export type PendingEvent = OperationIssued | OperationConfirmed | OperationRejected

/** Operations lie over the truth in order of issue; confirm and reject both only drop them. */
export function reducePending(edit: StateEdit, event: PendingEvent): void {
  switch (event.type) {
    case 'operationIssued':
      return issueOperation(edit, event.operation)
    case 'operationConfirmed':
      return inBulk(edit, () => confirm(edit, event))
    case 'operationRejected':
      return inBulk(edit, () => reject(edit, event))
  }
}

function issueOperation(edit: StateEdit, operation: Operation): void {
  if (edit.next.operations.has(operation.id)) return
  const ids = [...new Set(operation.ids)].filter((id) => truthOf(edit, id) !== undefined)
  if (ids.length === 0) return
  ownOperations(edit).set(operation.id, { operation, openRows: ids.length, unanswered: ids.length })
  inBulk(edit, () => {
    for (const id of ids) {
      const truth = truthOf(edit, id)!
      const known: PendingRow = edit.next.overlay.get(id) ?? { id, truth, operations: [], unmet: false }
      editPending(edit, { ...known, operations: [...known.operations, issue(operation, truth)] })
    }
  })
}

function confirm(edit: StateEdit, event: OperationConfirmed): void {
  const { operationId, version, at } = event
  eachOpenRow(edit, operationId, event.ids, (row) => {
    const operations = row.operations.map((pending) =>
      pending.operation.id !== operationId || pending.confirmedAt !== undefined
        ? pending
        : { ...pending, confirmedAt: at, awaitedVersion: version },
    )
    if (operations.some((pending, i) => pending !== row.operations[i])) {
      answerOnRow(edit, operationId)
      editPending(edit, { ...row, operations })
    }
  })
}

function reject(edit: StateEdit, event: OperationRejected): void {
  const { operationId, reason } = event
  const isUnanswered = reason === 'timeout'
  if (isUnanswered && edit.next.operations.has(operationId)) note(edit, 'operation/timeout', operationId)
  eachOpenRow(edit, operationId, event.ids, (row) => {
    const left = row.operations.filter((pending) => pending.operation.id !== operationId)
    if (row.operations.some((pending) => pending.operation.id === operationId && pending.confirmedAt === undefined)) {
      answerOnRow(edit, operationId)
    }
    drop(edit, row, left, operationId, true)
    if (isUnanswered) want(edit, row.id)
  })
}

function drop(
  edit: StateEdit,
  row: PendingRow,
  left: readonly PendingOperation[],
  operationId: string,
  rejected: boolean,
): void {
  endOnRow(edit, operationId)
  editPending(edit, { ...row, operations: left }, rejected)
}

function eachOpenRow(
  edit: StateEdit,
  operationId: string,
  ids: readonly ConversationId[] | undefined,
  visit: (row: PendingRow) => void,
): void {
  const open = edit.next.operations.get(operationId)
  if (!open) return
  for (const id of ids ?? open.operation.ids) {
    const row = edit.next.overlay.get(id)
    if (row?.operations.some((pending) => pending.operation.id === operationId)) visit(row)
  }
}

/** Time passed: operations without an answer, holds without an echo and old tombstones end. */
export function reduceClock(edit: StateEdit, { at }: ClockTicked): void {
  const { operationTimeoutMs, echoHoldMs, tombstoneMs } = edit.next.settings
  for (const { operation } of edit.next.operations.values()) {
    const { id } = operation
    inBulk(edit, () => {
      const late = operation.issuedAt + operationTimeoutMs <= at ? unansweredIds(edit, operation) : []
      if (late.length > 0)
        reject(edit, { type: 'operationRejected', operationId: id, ids: late, reason: 'timeout', at })
      endHolds(edit, operation, at - echoHoldMs)
    })
  }
  forgetTombstones(edit, at - tombstoneMs)
}

/** The rows for which no answer came: those with one are held for their echo, however late it was. */
const unansweredIds = (edit: StateEdit, { id, ids }: Operation): readonly ConversationId[] =>
  ids.filter((each) =>
    edit.next.overlay
      .get(each)
      ?.operations.some(({ operation, confirmedAt }) => operation.id === id && confirmedAt === undefined),
  )

function endHolds(edit: StateEdit, { id }: Operation, confirmedBefore: number): void {
  const isOver = ({ operation, confirmedAt, awaitedVersion, echoed }: PendingOperation): boolean =>
    operation.id === id &&
    operation.echo &&
    confirmedAt !== undefined &&
    confirmedAt <= confirmedBefore &&
    (awaitedVersion !== undefined || !echoed)
  let silent = 0
  eachOpenRow(edit, id, undefined, (row) => {
    const left = row.operations.filter((pending) => !isOver(pending))
    if (left.length === row.operations.length) return
    silent++
    drop(edit, row, left, id, false)
    want(edit, row.id)
  })
  if (silent > 0) note(edit, 'operation/no-echo', id)
}

function forgetTombstones(edit: StateEdit, before: number): void {
  if (edit.next.tombstones.size === 0) return
  let { tombstones } = edit.next
  const old: ConversationId[] = []
  tombstones.forEach((tombstone) => {
    if (tombstone.at <= before) old.push(tombstone.id)
  })
  for (const id of old) tombstones = tombstones.delete(id, edit.nodes)
  if (old.length > 0) setParts(edit, { tombstones })
}
