import {
  type Conversation,
  createEngine,
  type Engine,
  type EngineEvent,
  type EngineOptions,
  type PoliciesInput,
  type SerializedState,
} from '@convolist/core'
import { FIELDS } from '../../../packages/core/test/laws/reference/index.js'
import { expectQuiet, expectTold, type Visit } from './quiet-end.js'
import { VIEWS } from './views.js'
import { createWatch, startOf, type Watch } from './watch.js'

export interface NextVisit extends Omit<Visit, 'engine'> {
  readonly options: Pick<EngineOptions, 'source' | 'clock'>
  readonly policies: PoliciesInput
  /** What the visit before it kept, if it did. */
  readonly kept: SerializedState | undefined
  leave(engine: Engine): void
}

/** Longer than any fault holds something back. */
const SETTLE_MS = 30_000

/** A page that is left and comes back, with what it kept, or with nothing: the SDK has been logged in for long. */
export async function visitAgain({ options, policies, kept, leave, ...visit }: NextVisit): Promise<Watch> {
  const violate = (law: string, detail: string): void => visit.violate(law, `at the next visit: ${detail}`)
  const watch = createWatch(VIEWS, policies)
  const engine = createEngine({
    ...options,
    views: VIEWS,
    policies,
    ...(kept && { initialState: kept }),
    onBatch(batch) {
      if (kept && watch.events() === 0)
        watch.take({ events: eventsOf(kept), previous: startOf(VIEWS, policies), state: batch.previous })
      watch.take(batch)
    },
    onError: (error) => violate('13 isolation', `a listener threw: ${String(error)}`),
  })
  engine.subscribe((state, previous) => watch.told(state, previous, engine))
  // oxlint-disable-next-line no-await-in-loop -- a long list in small pages takes its time
  for (let times = 0; times < 20 && (times === 0 || engine.getState().sync.phase === 'syncing'); times++)
    await visit.clock.advance(SETTLE_MS)
  await expectQuiet({ ...visit, engine, violate })
  await expectTold({ ...visit, engine, violate })
  for (const { law, detail } of watch.violations) violate(law, detail)
  leave(engine)
  return watch
}

/** What a saved list stands for: its rows were read once, its labels are all there were, and its mentions have come. */
function eventsOf({ account, rows, labels, mentions = [], savedAt: at }: SerializedState): readonly EngineEvent[] {
  return [
    ...(account === undefined ? [] : [{ type: 'accountOpened', account, at } as const]),
    { type: 'pageRequested', requestId: 'kept', at },
    { type: 'pageReceived', requestId: 'kept', rows: rows.map(wholeRow), at },
    { type: 'labelsChanged', labels, complete: true, at },
    ...mentions.map((mention) => ({ ...mention, type: 'mentionReceived', at }) as const),
  ]
}

/** JSON leaves out what is not known. */
const wholeRow = (row: Conversation): Conversation =>
  ({ id: row.id, ...Object.fromEntries(FIELDS.map((field) => [field, row[field]])) }) as Conversation
