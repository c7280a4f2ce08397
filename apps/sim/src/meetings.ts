import { type ConversationId, type EngineEvent, toConversationId } from '@convolist/core'
import { FAULT_NAMES, type Simulator, type SimulatorVendor } from '@convolist/testing'
import { type Model, touchedSince } from '../../../packages/core/test/laws/reference/index.js'

/**
 * Counts what met what: a fault, or an event, with what was under way when it struck. `tombstone` is that of a row the
 * statement was about. A page is under way from the SDK's question to the server until the answer, also in an SDK that
 * tells its list only when it has it. `any tombstone` says only that some row was removed: asked of faults that are of
 * no row, or that too seldom strike one that is removed.
 */
export interface Meetings {
  /** Looks at an event before the reference takes it. */
  meet(event: EngineEvent, model: Model): void
  counts(): Readonly<Record<string, number>>
}

const OF_SOUND_PUSHES = ['dropped', 'duplicated', 'delayed', 'split', 'merged']
const OF_PUSHES = [...OF_SOUND_PUSHES, 'malformed']
const OF_ANSWERS = ['refused', 'unanswered', 'answeredEarly', 'answeredLate']
const OF_PAGES = ['syncFailed', 'pageFailed', 'pageLate', 'pageRepeated', 'equalBorder', 'listCapped']
const OF_DEVICES = ['disconnected', 'clockStepped', 'kicked', 'accountSwitched', 'hidden']
/** A command in parts, and a page that is hidden until thousands of events wait. */
const OF_SOME_RUNS = ['refusedInPart', 'hiddenLong']

const met = (faults: readonly string[], under: string): readonly string[] =>
  faults.map((fault) => `${fault} × ${under}`)

/** The pairs that a large hostile run must have seen, or it has proven little. */
export const WANTED: readonly string[] = [
  ...met([...OF_PUSHES, ...OF_ANSWERS, ...OF_PAGES, ...OF_DEVICES], 'sync'),
  ...met([...OF_PUSHES, ...OF_ANSWERS, ...OF_PAGES, ...OF_DEVICES], 'operation'),
  ...met(OF_SOME_RUNS, 'sync'),
  ...met(OF_SOME_RUNS, 'operation'),
  ...met([...OF_PUSHES, ...OF_ANSWERS, ...OF_DEVICES, 'refusedInPart'], 'page under way'),
  ...met(['syncFailed', 'pageFailed', 'pageLate', 'pageRepeated'], 'page under way'),
  ...met([...OF_SOUND_PUSHES, ...OF_ANSWERS], 'tombstone'),
  ...met(['malformed', 'refusedInPart', 'pageLate', 'pageRepeated', ...OF_DEVICES], 'any tombstone'),
  'page × newer row',
  'end of sync × unlisted row',
  'live row × operation',
  'live row × tombstone',
  'removal × operation',
  'account × sync',
  'account × operation',
  'answer × former account',
  'operation × sync',
  'answer × echoed operation',
  'answer × operation without echo',
  'live row × list never read',
  'end of sync × swept row',
  'read mark × later mark',
  'live row × newer message',
]

/** These say themselves when they strike: what is late, where it arrives, and not where it is held back. */
const STRIKING: ReadonlySet<string> = new Set([...OF_SOUND_PUSHES, ...OF_ANSWERS])

const SILENT: ReadonlySet<string> = new Set(FAULT_NAMES.filter((name) => !STRIKING.has(name)))

/** Too rare in a few hundred seeds of one vendor: asked of all vendors together, and of each in a run of weekly size. */
const RARE = new RegExp(
  [
    '^(clockStepped|kicked|accountSwitched|account|hidden|hiddenLong|split|merged|equalBorder) ×',
    '^answer × former account',
    '^(syncFailed|pageFailed|pageLate|pageRepeated) × operation',
    '^(dropped|duplicated|split|refused|unanswered|answeredEarly|answeredLate) × tombstone',
    '^(pageLate|pageRepeated|refusedInPart) × any tombstone',
    '^live row × tombstone',
    '^removal × operation',
    '^(answeredLate|refusedInPart) × sync',
    '^end of sync ×',
    '× (list never read|later mark|newer message)$',
  ].join('|'),
)

const WHOLE = /^listCapped ×|× unlisted row$/ // its lists are never capped
const TOLD = /^listCapped ×|× unlisted row$|× page under way$/ // and the server tells them unasked

/** What one vendor's events cannot bring about, or not often enough to be asked for. */
const CANNOT: Readonly<Record<SimulatorVendor, RegExp>> = {
  'netease-nim-cloud': TOLD,
  'netease-nim-local': new RegExp(`${TOLD.source}|^refusedInPart ×`), // no batch of its own goes to the server
  'tencent-v2tim': WHOLE,
  // Its list comes as snapshots, which begin and end a sync at once, and bring every row; it reads it page by page before.
  'tencent-web': /× sync$|× unlisted row$|× list never read$/,
  // No batch of its can fail in part, what is read is read in this browser at once, and no removal is told.
  rongcloud: /^refusedInPart ×|^hiddenLong × operation$|^removal ×|echo|× swept row$/,
}

/** Seeds of one vendor from which on it must have met what is rare, too. */
const MANY = 8_000

/** The pairs that a large hostile run of this vendor must have seen by itself. */
export const wantedOf = (vendor: SimulatorVendor, seeds = 0): readonly string[] =>
  WANTED.filter((pair) => !(seeds < MANY && RARE.test(pair)) && !CANNOT[vendor].test(pair))

export function createMeetings(simulator: Simulator): Meetings {
  const counts: Record<string, number> = {}
  const { tally } = simulator.server
  const struck = new Map<string, number>()
  const strikes = new Map<string, Set<ConversationId>>()
  tally.onStrike((fault, chats) => {
    const ids = strikes.get(fault) ?? new Set()
    count(fault, 'page under way', simulator.server.reading)
    for (const chat of chats) ids.add(toConversationId(simulator.idOf(chat)))
    strikes.set(fault, ids)
  })
  tally.onCount((what) => {
    if (SILENT.has(what)) count(what, 'page under way', simulator.server.reading)
  })

  const count = (what: string, under: string, isSo: boolean): void => {
    if (isSo) counts[`${what} × ${under}`] = (counts[`${what} × ${under}`] ?? 0) + 1
  }

  /** Faults since the last event: they struck while this was under way. */
  function meetFaults(model: Model): void {
    for (const fault of FAULT_NAMES) {
      const times = tally.counts[fault]
      const isSilent = times === undefined || times === struck.get(fault)
      if (STRIKING.has(fault) ? !strikes.has(fault) : isSilent) continue
      struck.set(fault, times ?? 0)
      count(fault, 'sync', model.sync !== undefined)
      count(fault, 'operation', model.queues.size > 0)
      count(fault, 'any tombstone', model.tombstones.size > 0)
    }
    for (const [fault, ids] of strikes) count(fault, 'tombstone', [...ids].some(isGone(model)))
    strikes.clear()
  }

  const isGone =
    (model: Model) =>
    (id: ConversationId): boolean =>
      model.tombstones.has(id) && !model.truth.has(id)

  function meetSync(event: EngineEvent, model: Model): void {
    if (event.type === 'pageReceived') {
      const asked = model.requests.get(event.requestId)
      const isNewer = (id: ConversationId): boolean =>
        asked !== undefined && model.truth.has(id) && touchedSince(model, id, asked.tick).size > 0
      count('page', 'newer row', idsOf(event.rows).some(isNewer))
    } else if (event.type === 'syncFinished' && model.sync?.id === event.syncId) {
      const { tick, met } = model.sync
      const unlisted = [...model.truth.keys()].filter((id) => !met.has(id))
      const isCapped = model.capabilities?.list === 'capped'
      const isSwept = (id: ConversationId): boolean => !model.queues.has(id) && touchedSince(model, id, tick).size === 0
      count('end of sync', 'unlisted row', isCapped && unlisted.length > 0)
      count('end of sync', 'swept row', !isCapped && event.complete && unlisted.some(isSwept))
    }
  }

  function meetAnswer(event: EngineEvent, model: Model): void {
    if (event.type !== 'operationConfirmed') return
    const awaiting = [...model.queues.values()]
      .flat()
      .filter(({ operation }) => operation.id === event.operationId && operation.echo)
    count(
      'answer',
      'echoed operation',
      awaiting.some(({ echoed }) => echoed),
    )
    count(
      'answer',
      'operation without echo',
      awaiting.some(({ echoed }) => !echoed),
    )
  }

  /** What is older than what is known: laws 2 and 10 have nothing to do where it never comes. */
  function meetOlder(event: EngineEvent, model: Model): void {
    const known = 'id' in event && event.id !== undefined ? model.truth.get(event.id) : undefined
    if (event.type === 'selfReadTo') count('read mark', 'later mark', event.readAt < (known?.selfReadAt ?? 0))
    else if (event.type === 'peerReadTo') count('read mark', 'later mark', event.readAt < (known?.peerReadAt ?? 0))
    else if (event.type === 'groupReceiptChanged') {
      const { messageId, read = 0 } = known?.groupReceipt ?? {}
      count('readers', 'more readers', messageId === event.messageId && event.read < read)
    }
    const rows = 'patches' in event ? event.patches : event.type === 'conversationsUpserted' ? event.rows : []
    const isOlder = (row: (typeof rows)[number]): boolean =>
      (row?.lastMessage?.sentAt ?? Infinity) < (model.truth.get(row?.id)?.lastMessage?.sentAt ?? 0)
    count('live row', 'newer message', rows.some(isOlder))
  }

  return {
    meet(event, model) {
      meetFaults(model)
      meetSync(event, model)
      meetAnswer(event, model)
      meetOlder(event, model)
      const [what, ids] = wordsOf(event)
      if (what === undefined) return
      count(what, 'sync', model.sync !== undefined)
      count(what, 'list never read', model.account !== undefined && model.status.startedAt === undefined)
      const isGeneral = ids === undefined
      count(what, 'operation', isGeneral ? model.queues.size > 0 : ids.some((id) => model.queues.has(id)))
      if (!isGeneral) count(what, 'tombstone', ids.some(isGone(model)))
      count(what, 'former account', event.epoch !== undefined && event.epoch < model.epoch)
    },
    counts: () => counts,
  }
}

/** What an event is called here, and the rows it speaks of. */
function wordsOf(event: EngineEvent): readonly [string?, (readonly ConversationId[])?] {
  switch (event.type) {
    case 'conversationsUpserted':
      return ['live row', idsOf(event.rows)]
    case 'conversationsPatched':
      return ['live row', idsOf(event.patches)]
    case 'conversationsRemoved':
      return ['removal', event.ids]
    case 'pageReceived':
      return ['page', idsOf(event.rows)]
    case 'snapshotReceived':
      return ['snapshot', idsOf(event.rows)]
    case 'selfReadTo':
    case 'peerReadTo':
      return ['read mark', [event.id]]
    case 'accountOpened':
    case 'accountClosed':
      return ['account']
    case 'operationIssued':
      return ['operation', event.operation.ids]
    case 'operationConfirmed':
    case 'operationRejected':
      return ['answer']
    default:
      return []
  }
}

const idsOf = (parts: readonly { readonly id: ConversationId }[]): ConversationId[] => parts.map((part) => part?.id)

/** Adds counts to others. */
export function addCounts(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + times
}
