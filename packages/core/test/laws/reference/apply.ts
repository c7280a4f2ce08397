// The reference's table of contents: what each event does.
import type {
  Capabilities,
  Conversation,
  ConversationPatch,
  ConversationsPatched,
  ConversationsRemoved,
  ConversationsUpserted,
  EngineEvent,
  GroupReceipt,
  LabelsChanged,
  MentionReceived,
  MessageRevoked,
  ConversationField,
  ConversationId,
  EpochMs,
} from '../../../src/index.js'
import { isCount, isTime, isPatch, isReadable, isRow } from './check.js'
import { firstSeen, isCompared, mergeFull, mergePatch, receipt, rowOfPatch } from './merge.js'
import {
  derivesMentions,
  FIELDS,
  hasVersions,
  isOrdered,
  later,
  nothing,
  states,
  type MentionMessage,
  type Model,
  type Tombstone,
} from './model.js'
import { confirm, endOverdue, issue, reject } from './overlay.js'
import { declareViews, keepOpen, open } from './selection.js'
import { failSync, finishSync, openRequest, receivePage, receiveSnapshot, startSync } from './sync.js'
import {
  countMentions,
  forgetMentions,
  hearMentions,
  recountMentions,
  rememberReadMarks,
  removeTruth,
  setTruth,
  spendMentions,
} from './truth.js'

export function apply(model: Model, event: EngineEvent): void {
  model.notes = []
  model.tick += 1
  if (isStale(model, event)) return void model.notes.push('event/stale-account')
  change(model, event)
  keepOpen(model)
}

/** Decision 31. */
function isStale(model: Model, event: EngineEvent): boolean {
  if (event.type === 'accountOpened') return false
  if (event.epoch !== undefined && event.epoch !== model.epoch) return true
  return event.account !== undefined && event.account !== model.account
}

function change(model: Model, event: EngineEvent): void {
  const { at } = event
  switch (event.type) {
    case 'accountOpened':
      if (model.account === event.account) return
      return void Object.assign(model, nothing(), { account: event.account, epoch: model.epoch + 1 })
    case 'accountClosed':
      return close(model)
    case 'connectionChanged':
      return void (model.connection = event.connection)
    case 'capabilitiesDeclared':
      return declare(model, event.capabilities)
    case 'viewsDeclared':
      return declareViews(model, event)
    case 'syncStarted':
      return startSync(model, event)
    case 'pageRequested':
      return openRequest(model, event)
    case 'pageReceived':
      return receivePage(model, event)
    case 'pageFailed':
      return void model.requests.delete(event.requestId)
    case 'syncFinished':
      return finishSync(model, event)
    case 'syncFailed':
      return failSync(model, event)
    case 'snapshotReceived':
      return receiveSnapshot(model, event)
    case 'conversationsUpserted':
      return upsert(model, event)
    case 'conversationsPatched':
      return patch(model, event)
    case 'conversationsRemoved':
      return remove(model, event)
    case 'selfReadTo':
      if (!isTime(event.readAt)) return void model.notes.push('event/malformed')
      return readTo(model, event.id, event.readAt, at)
    case 'peerReadTo':
      if (!isTime(event.readAt)) return void model.notes.push('event/malformed')
      if (!model.truth.has(event.id)) return rememberReadMarks(model, event.id, { peer: event.readAt })
      return edit(model, event.id, at, (row) => ({ peerReadAt: later(row.peerReadAt, event.readAt) }))
    case 'groupReceiptChanged':
      if (!isCount(event.read) || !isCount(event.unread)) return void model.notes.push('event/malformed')
      if (!model.truth.has(event.id)) return rememberReadMarks(model, event.id, { readers: receiptOf(event) })
      return edit(model, event.id, at, (row) => readers(row, receiptOf(event)))
    case 'messageRevoked':
      return revoke(model, event)
    case 'mentionReceived':
      return mention(model, event)
    case 'labelsChanged':
      return setLabels(model, event)
    case 'unreadReported':
      if (!isCount(event.unread)) return void model.notes.push('event/malformed')
      return void model.reported.set(event.scope, event.unread)
    case 'draftSaved':
      return edit(model, event.id, at, () => ({ draft: event.draft }))
    case 'conversationOpened':
      return openRow(model, event.id, at)
    case 'stickTopOrdered':
      return orderStickTop(model, event.ids, at)
    case 'operationIssued':
      return issue(model, event.operation)
    case 'operationConfirmed':
      return confirm(model, event)
    case 'operationRejected':
      return reject(model, event)
    case 'clockTicked':
      return tickClock(model, at)
  }
}

function close(model: Model): void {
  if (model.connection !== 'unknown') model.connection = 'disconnected'
  const empty = nothing()
  if (Object.entries(empty).every(([name, value]) => isAlike(model[name as keyof typeof empty], value))) return
  Object.assign(model, empty, { epoch: model.epoch + 1 })
}

const isAlike = (a: unknown, b: unknown): boolean => (a instanceof Map || a instanceof Set ? a.size === 0 : a === b)

function edit(
  model: Model,
  id: ConversationId,
  at: EpochMs,
  fields: (row: Conversation) => Partial<Conversation>,
): void {
  const row = model.truth.get(id)
  if (row === undefined) return
  const changes = fields(row)
  setTruth(
    model,
    { ...row, ...changes },
    { at, live: true, whole: false, fields: Object.keys(changes) as ConversationField[] },
  )
}

function upsert(model: Model, { rows, at }: ConversationsUpserted): void {
  const how = { at, live: true, whole: true, fields: FIELDS.filter((field) => states(model, field)) }
  for (const row of rows) {
    if (!isRow(row)) {
      model.notes.push('row/malformed')
      continue
    }
    const known = model.truth.get(row.id)
    const tombstone = model.tombstones.get(row.id)
    if (known === undefined) {
      if (tombstone === undefined || revivesLive(model, tombstone, row)) setTruth(model, firstSeen(model, row), how)
    } else if (!isCompared(model, known, row.version) || row.version! > known.version!) {
      setTruth(model, mergeFull(model, known, row, { at, live: true, keep: new Set() }), how)
    }
  }
}

/** Decision 12, for a live full row. */
function revivesLive(model: Model, tombstone: Tombstone, row: Conversation): boolean {
  if (hasVersions(model) && tombstone.version !== undefined && row.version !== undefined)
    return row.version > tombstone.version
  return isOrdered(model) || row.activeAt > (tombstone.activeAt ?? -Infinity)
}

/** Decision 12: a patch never revives; one that states a later `activeAt` is treated as one for an unknown id. */
const isNewsOfRemoved = (tombstone: Tombstone, { activeAt }: ConversationPatch): boolean =>
  activeAt !== undefined && activeAt > (tombstone.activeAt ?? -Infinity)

function patch(model: Model, event: ConversationsPatched): void {
  const { at } = event
  event.patches.forEach((patch, index) => {
    if (!isReadable(patch) || !isPatch(patch)) return void model.notes.push('row/malformed')
    const known = model.truth.get(patch.id)
    const stamps = event.stamps?.[index]
    if (known !== undefined) {
      const heard = mergePatch(model, known, patch, stamps, at)
      return heard && setTruth(model, heard.row, { at, live: true, whole: false, fields: heard.fields })
    }
    const tombstone = model.tombstones.get(patch.id)
    if (tombstone && !isNewsOfRemoved(tombstone, patch)) return
    const row = rowOfPatch(patch)
    if (tombstone || row === undefined) return void (event.unknown === 'ignore' || model.notes.push('row/unknown'))
    if (stamps && model.capabilities?.fieldStamps)
      model.stamps.set(patch.id, new Map(Object.entries(stamps) as [ConversationField, number][]))
    setTruth(model, firstSeen(model, row), { at, live: true, whole: true, begun: true, fields: FIELDS })
  })
}

function remove(model: Model, { ids, versions, at }: ConversationsRemoved): void {
  ids.forEach((id, index) => {
    const version = hasVersions(model) ? versions?.[index] : undefined
    const known = model.truth.get(id)
    if (isCompared(model, known, version) && version! < known!.version!) return
    removeTruth(model, id, version, at)
  })
}

function readTo(model: Model, id: ConversationId, readAt: EpochMs, at: EpochMs): void {
  spendMentions(model, id, ({ sentAt }) => sentAt <= readAt)
  if (!model.truth.has(id)) return rememberReadMarks(model, id, { self: readAt })
  edit(model, id, at, (row) => ({ selfReadAt: later(row.selfReadAt, readAt) }))
}

/** While the readers of the message shown are known, those of another say nothing. */
function readers({ groupReceipt: known, lastMessage }: Conversation, given: GroupReceipt): Partial<Conversation> {
  const isShown = known !== undefined && known.messageId === lastMessage?.id
  return isShown && given.messageId !== known.messageId ? {} : { groupReceipt: receipt(known, given) }
}

const receiptOf = ({ messageId, read, unread }: { messageId: string; read: number; unread: number }) => ({
  messageId,
  read,
  unread,
})

function revoke(model: Model, event: MessageRevoked): void {
  const { id, messageId, revokedBy, postscript, at } = event
  spendMentions(model, id, (_, each) => each === messageId)
  recountMentions(model, id, at)
  edit(model, id, at, ({ lastMessage }) => {
    if (lastMessage?.id !== messageId) return {}
    const text = postscript ?? (lastMessage.revoked ? lastMessage.text : undefined)
    return { lastMessage: { ...lastMessage, revoked: true, revokedBy: revokedBy ?? lastMessage.revokedBy, text } }
  })
}

/** Decision 10: what was there before is a saved list. */
function declare(model: Model, capabilities: Capabilities): void {
  const isFirst = model.capabilities === undefined
  model.capabilities = capabilities
  if (!isFirst) return
  if (!derivesMentions(model)) return model.mentions.clear()
  for (const { id, mentions, lastMessage, activeAt } of model.truth.values()) {
    const named = new Map<string, MentionMessage>()
    for (const scope of ['all', 'me'] as const)
      for (let nth = 0; nth < mentions[scope]; nth++)
        named.set(`${scope} ${nth}`, { sentAt: lastMessage?.sentAt ?? activeAt, scope })
    if (named.size === 0 || model.mentions.has(id)) continue
    const kept = [...named].slice(-model.limits.mentionLimit)
    hearMentions(model, id, new Map(kept))
  }
}

function mention(model: Model, { id, messageId, sentAt, scope, at }: MentionReceived): void {
  if ((model.capabilities && !derivesMentions(model)) || model.spentMentions.get(id)?.has(messageId)) return
  const readAt = model.truth.get(id)?.selfReadAt ?? model.readMarks.get(id)?.self
  if (readAt !== undefined && sentAt <= readAt) return
  const messages = new Map(model.mentions.get(id))
  if (messages.has(messageId)) return
  hearMentions(model, id, messages.set(messageId, { sentAt, scope }))
  const latest = new Set([...messages.keys()].slice(-model.limits.mentionLimit))
  spendMentions(model, id, (_, each) => !latest.has(each) || (model.openId === id && each === messageId))
  if (model.capabilities) recountMentions(model, id, at)
  else edit(model, id, at, () => ({ mentions: countMentions(model, id) })) // of a saved list, whose vendor is not known yet
  if (!model.truth.has(id)) forgetWaitingMentions(model)
}

/** Decision 10. */
function forgetWaitingMentions(model: Model): void {
  const { tombstoneLimit } = model.limits
  const waiting = [...model.mentions.keys()].filter((id) => !model.truth.has(id))
  const excess = model.mentions.size - model.truth.size - tombstoneLimit
  if (excess > 0) waiting.slice(0, excess + Math.floor(tombstoneLimit / 10)).forEach((id) => forgetMentions(model, id))
}

function setLabels(model: Model, { labels, removed = [], complete, at }: LabelsChanged): void {
  const before = [...model.labels.keys()]
  const next = new Map(complete ? [] : model.labels)
  for (const id of removed) next.delete(id)
  for (const label of labels) next.set(label.id, label)
  model.labels = next
  const gone = new Set([...before, ...removed].filter((id) => !next.has(id)))
  for (const [id, row] of model.truth) {
    const left = row.labels.filter((label) => !gone.has(label))
    if (left.length < row.labels.length) edit(model, id, at, () => ({ labels: left }))
  }
}

function openRow(model: Model, id: ConversationId | undefined, at: EpochMs): void {
  if (id === model.openId) return
  open(model, id)
  if (id === undefined || !derivesMentions(model)) return
  spendMentions(model, id, () => true)
  recountMentions(model, id, at)
}

function orderStickTop(model: Model, ids: readonly ConversationId[], at: EpochMs): void {
  const ranks = new Map(ids.map((id, rank) => [id, rank]))
  for (const id of model.truth.keys()) edit(model, id, at, () => ({ stickTopRank: ranks.get(id) }))
}

function tickClock(model: Model, at: EpochMs): void {
  endOverdue(model, at)
  for (const [id, tombstone] of model.tombstones)
    if (at >= tombstone.at + model.limits.tombstoneMs) model.tombstones.delete(id)
}
