import type { Conversation, Engine, Label } from '@convolist/core'
import { type ExpectedRow, quieten, type Simulator, type VirtualClock } from '@convolist/testing'
import { type Clearing, clearWeather, excusesOfVisit } from './clear-weather.js'

export type Violate = (law: string, detail: string) => void

/** An engine on the SDK, from its login to its end. */
export interface Visit {
  readonly simulator: Simulator
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly violate: Violate
  /** When the weather cleared up, if that was before it. */
  readonly since?: Clearing
}

/** For an answer to a question about totals. */
const ANSWER_MS = 500

/** Things go on happening in clear weather, and the list must be right by what is told. */
export async function expectTold({ simulator, engine, clock, violate, since }: Visit): Promise<void> {
  const differences = await clearWeather(simulator, engine, clock, since)
  if (differences.length > 0) violate('11 convergence', `told live: ${differences.slice(0, 5).join('; ')}`)
}

/**
 * The weather clears up, but the list leads to no more rows than before: those it leads to must be right after a sync,
 * and those it does not must be there still, as long as the server has them.
 */
export async function expectRightUnderCap({ simulator, engine, clock, violate }: Visit): Promise<void> {
  const { listCap } = simulator.faults
  await quieten(simulator, clock, { listCap })
  const { epoch } = engine.getState()
  const known = new Set(rowsOf(engine).map(({ id }) => id as string))
  await quieten(simulator, clock, { listCap })
  const truth = simulator.truth()
  if (truth.length <= listCap) return // nothing is beyond it
  const listed = listedUnder(listCap, simulator)
  const isStill = engine.getState().epoch === epoch
  const wrong = simulator.differences(rowsOf(engine)).filter((line) => {
    const id = truth.find((row) => line.startsWith(`${row.id}.`) || line === `${row.id}: is missing`)?.id
    if (id === undefined) return false // removed unseen: no capped list can say so
    return listed.has(id) || (isStill && known.has(id) && line.endsWith(': is missing'))
  })
  if (wrong.length > 0) violate('11 convergence', `under a cap: ${wrong.slice(0, 5).join('; ')}`)
  const { phase, error = '' } = engine.getState().sync
  if (engine.capabilities?.list === 'capped' && phase !== 'partial')
    violate('11 convergence', `under a cap: the sync is ${phase}: ${error}`)
}

/** The server's newest, and before them what is pinned where its list begins with that; not those as old as the first beyond. */
function listedUnder(cap: number, { vendor, server, account, idOf }: Simulator): ReadonlySet<string> {
  const isBefore = (a: Placed, b: Placed): number =>
    (vendor === 'rongcloud' ? 0 : Number(b.stickTop) - Number(a.stickTop)) || b.activeAt - a.activeAt
  const inOrder = [...server.truth(account).rows.values()].sort(isBefore)
  const beyond = inOrder[cap]!
  return new Set(inOrder.slice(0, cap).flatMap((row) => (isBefore(row, beyond) < 0 ? [idOf(row.key)] : [])))
}

interface Placed {
  readonly stickTop: boolean
  readonly activeAt: number
}

/** After the last sync the list is the server's, and nothing is under way. */
export async function expectQuiet({ simulator, engine, clock, violate, since }: Visit): Promise<void> {
  const state = engine.getState()
  const rows = rowsOf(engine)
  const totals = await totalsOf(simulator, engine, clock, since && rows)
  const isExcused = since ? excusesOfVisit(simulator, since) : () => false
  const differences = simulator.differences(rows).filter((line) => !isExcused(line))
  if (differences.length > 0) violate('11 convergence', differences.slice(0, 5).join('; '))
  const labels = simulator.labels()
  const [shown, wanted] = [namesOf(state.labels), namesOf(labels ?? [])]
  if (labels && shown !== wanted) violate('11 convergence', `labels: shows ${shown}, the server has ${wanted}`)
  if (Object.keys(state.reported).length === 0 && simulator.truth().some(({ unreadCount }) => unreadCount > 0))
    violate('11 convergence', 'no total is reported')
  for (const [scope, total] of Object.entries(state.reported))
    if (total !== totals[scope])
      violate('11 convergence', `${scope}: ${total} is reported, and should be ${totals[scope]}`)
  if (state.pendingCount > 0) violate('9 overlay', `${state.pendingCount} operations are open at the quiet end`)
  const capped = engine.capabilities?.list === 'capped'
  const isDone = state.sync.phase === (capped ? 'partial' : 'synced') || state.sync.phase === 'synced'
  if (!isDone) violate('11 convergence', `the sync is ${state.sync.phase} at the quiet end: ${state.sync.error ?? ''}`)
}

function rowsOf(engine: Engine): readonly Conversation[] {
  const view = engine.view({ filter: { hidden: 'include' } })
  return view.window(0, view.size)
}

const namesOf = (labels: readonly Pick<Label, 'id' | 'name'>[]): string =>
  labels
    .map(({ id, name }) => JSON.stringify([id, name]))
    .sort()
    .join()

type Totals = Readonly<Partial<Record<string, number>>>

/**
 * RongCloud's total counts what was removed elsewhere, too: its report must be what the SDK says when it is asked.
 *
 * @param shown where the SDK was not told all that happened: then its total must be that of its own rows.
 */
async function totalsOf(
  simulator: Simulator,
  engine: Engine,
  clock: VirtualClock,
  shown?: readonly Conversation[],
): Promise<Totals> {
  if (simulator.vendor === 'rongcloud') {
    const asked = engine.readUnread()
    await clock.advance(ANSWER_MS)
    return { unread: await asked }
  }
  const shownUnread = new Map<string, number>(shown?.map(({ id, unreadCount }) => [id, unreadCount]))
  const counted = simulator.truth().map(({ id, notify, unsure, unreadCount }) => ({
    unreadCount: shownUnread.get(id) ?? unreadCount,
    // Tencent's total leaves out what alerts for mentions, and not every binding says which rows do.
    isUnmuted: notify === 'all' || (notify === 'mentions' && !unsure.includes('notify')),
  }))
  return { unread: unreadOf(counted), unreadUnmuted: unreadOf(counted.filter(({ isUnmuted }) => isUnmuted)) }
}

const unreadOf = (rows: readonly Pick<ExpectedRow, 'unreadCount'>[]): number =>
  rows.reduce((sum, { unreadCount }) => sum + unreadCount, 0)
