// A small server truth that sends events to one client, and the faults on the way.
import {
  createConversation,
  type Capabilities,
  type Conversation,
  type ConversationId,
  type EngineEvent,
  type EpochMs,
  type OperationId,
} from '../../src/index.js'
import { IDS } from './interpret.js'
import { deepFreeze, message } from './support.js'

/** `later`: delivered after some others; `stale`: delivered now, and once more at the very end of the faults. */
export type Fault = 'none' | 'drop' | 'twice' | 'later' | 'stale'

export interface ServerStep {
  readonly what:
    | 'message'
    | 'create'
    | 'delete'
    | 'read'
    | 'pin'
    | 'mute'
    | 'label'
    | 'rename'
    | 'revoke'
    /** The client reads a page; the answer may be lost or late. */
    | 'page'
    /** A walk over the list that ends, fails or is superseded. */
    | 'sync'
    | 'draft'
    /** The user asks for a change; the server does it or refuses. */
    | 'ask'
    | 'answer'
  readonly id: number
  readonly which: number
  readonly fault: Fault
}

export interface FaultyServer {
  step(step: ServerStep): EngineEvent[]
  /** Ends what is under way: what was delayed arrives, and time runs out for operations. */
  settle(): EngineEvent[]
  wholeSync(): EngineEvent[]
  rows(): readonly Conversation[]
}

type Words = EngineEvent extends infer Event ? (Event extends EngineEvent ? Omit<Event, 'at'> : never) : never

export function createFaultyServer(capabilities: Capabilities): FaultyServer {
  const truth = new Map<ConversationId, Conversation>()
  const delayed: Words[] = []
  const asked: OperationId[] = []
  let [now, version, count] = [1_000, 1, 0]

  const at = (words: Words): EngineEvent => deepFreeze({ at: now as EpochMs, ...words })

  /** What reaches the client of one event. */
  function send(words: Words, fault: Fault): EngineEvent[] {
    if (fault === 'drop') return []
    if (fault === 'later') {
      delayed.unshift(words)
      return delayed.length > 3 ? [at(delayed.pop()!)] : []
    }
    if (fault === 'stale') delayed.unshift(words)
    return fault === 'twice' ? [at(words), at(words)] : [at(words)]
  }

  function change(id: ConversationId, fields: Partial<Conversation>, { which, fault }: ServerStep): EngineEvent[] {
    const known = truth.get(id)
    if (known === undefined) return []
    const row: Conversation = { ...known, ...fields, ...(capabilities.rowVersions && { version }) }
    truth.set(id, row)
    if (which % 3 > 0) return send({ type: 'conversationsUpserted', rows: [row] }, fault)
    const stamps = Object.fromEntries(Object.keys(fields).map((field) => [field, now as EpochMs]))
    const patch = { ...fields, id, ...(capabilities.rowVersions && { version }) }
    return send(
      { type: 'conversationsPatched', patches: [patch], ...(capabilities.fieldStamps && { stamps: [stamps] }) },
      fault,
    )
  }

  function create(id: ConversationId, { fault }: ServerStep): EngineEvent[] {
    if (truth.has(id)) return []
    const row = createConversation({
      id,
      kind: 'direct',
      targetId: `t-${id}`,
      title: `title ${count}`,
      avatarUrl: 'https://example.org/a.png',
      activeAt: now as EpochMs,
      ...(capabilities.rowVersions && { version }),
    })
    truth.set(id, row)
    return send({ type: 'conversationsUpserted', rows: [row] }, fault)
  }

  function remove(id: ConversationId, { fault }: ServerStep): EngineEvent[] {
    if (!truth.delete(id)) return []
    const versions = capabilities.rowVersions ? { versions: [version] } : {}
    return send({ type: 'conversationsRemoved', ids: [id], ...versions }, fault)
  }

  function readPage(ids: readonly ConversationId[], fault: Fault, syncId?: string): EngineEvent[] {
    const requestId = `r${(count += 1)}`
    const rows = ids.flatMap((id) => truth.get(id) ?? [])
    const request: Words = { type: 'pageRequested', requestId, ...(syncId !== undefined && { syncId }) }
    return [at(request), ...send({ type: 'pageReceived', requestId, rows }, fault)]
  }

  function walk({ id, which, fault }: ServerStep): EngineEvent[] {
    const syncId = `s${(count += 1)}`
    const all = [...truth.keys()]
    const pages = [...readPage(all.slice(0, id), fault, syncId), ...readPage(all.slice(id), fault, syncId)]
    const wasHeard = fault === 'none' || fault === 'twice' || fault === 'stale'
    const endings: readonly Words[][] = [
      wasHeard ? [{ type: 'syncFinished', syncId, complete: true }] : [],
      [{ type: 'syncFinished', syncId, complete: false }],
      [{ type: 'syncFailed', syncId, reason: 'network' }],
      [],
    ]
    return [at({ type: 'syncStarted', syncId }), ...pages, ...(endings[which % endings.length] ?? []).map(at)]
  }

  function ask(id: ConversationId, step: ServerStep): EngineEvent[] {
    const operationId = `o${(count += 1)}` as OperationId
    asked.push(operationId)
    const change =
      step.which % 2 === 0 ? ({ type: 'stickTop', stickTop: step.which > 2 } as const) : ({ type: 'read' } as const)
    const { echo } = capabilities.commands.stickTop
    return [
      at({
        type: 'operationIssued',
        operation: { id: operationId, command: 'stickTop', ids: [id], change, issuedAt: now as EpochMs, echo },
      }),
    ]
  }

  function answer({ which, fault }: ServerStep): EngineEvent[] {
    const operationId = asked.shift()
    if (operationId === undefined) return []
    if (which % 2 === 0) return send({ type: 'operationConfirmed', operationId }, fault)
    return send({ type: 'operationRejected', operationId, reason: 'refused' }, fault)
  }

  function step(one: ServerStep): EngineEvent[] {
    now += 1
    version += 1
    count += 1
    const id = IDS[one.id % IDS.length]!
    const known = truth.get(id)
    switch (one.what) {
      case 'message': {
        if (known === undefined) return create(id, one)
        const lastMessage = message(now)
        return change(
          id,
          { lastMessage, sortKey: now, activeAt: now as EpochMs, unreadCount: known.unreadCount + 1 },
          one,
        )
      }
      case 'create':
        return create(id, one)
      case 'delete':
        return remove(id, one)
      case 'read':
        return change(id, { unreadCount: 0 }, one)
      case 'pin':
        return change(id, { stickTop: known?.stickTop !== true }, one)
      case 'mute':
        return change(id, { notify: known?.notify === 'none' ? 'all' : 'none' }, one)
      case 'label':
        return change(id, { labels: known?.labels.includes('l1') === true ? [] : ['l1'] }, one)
      case 'rename':
        return change(id, { title: `title ${count}` }, one)
      case 'revoke': {
        const { lastMessage } = known ?? {}
        if (lastMessage === undefined) return []
        return change(id, { lastMessage: { ...lastMessage, revoked: true, text: undefined } }, one)
      }
      case 'page':
        return readPage([id, ...[...truth.keys()].slice(0, one.which)], one.fault)
      case 'sync':
        return walk(one)
      case 'draft':
        return [at({ type: 'draftSaved', id, draft: { text: `draft ${count}`, at: now as EpochMs } })]
      case 'ask':
        return ask(id, one)
      case 'answer':
        return answer(one)
    }
  }

  function settle(): EngineEvent[] {
    const late = delayed.splice(0).reverse().map(at)
    now += 60_000
    return [...late, at({ type: 'clockTicked' })]
  }

  function wholeSync(): EngineEvent[] {
    const syncId = `s${(count += 1)}`
    const ids = [...truth.keys()]
    const pages = [ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)].flatMap((part) => readPage(part, 'none', syncId))
    return [at({ type: 'syncStarted', syncId }), ...pages, at({ type: 'syncFinished', syncId, complete: true })]
  }

  return { step, settle, wholeSync, rows: () => [...truth.values()] }
}
