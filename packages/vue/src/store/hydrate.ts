import { isId, type Conversation, type Engine, type Label, type SerializedState } from '@convolist/core'

/** What a store starts from: its own state from a server, or what a test wants to see. */
export interface SavedState {
  readonly account?: string | undefined
  readonly labels?: readonly Label[] | undefined
  readonly rows?: readonly Conversation[] | undefined
  readonly openId?: string | undefined
}

/** As `createEngine({ initialState })` takes it. */
export const toInitialState = (saved: SavedState): SerializedState =>
  ({ labels: [], savedAt: 0, ...saved, format: 1 }) as unknown as SerializedState

/**
 * Puts saved rows into an engine that heard nothing from a vendor yet, as a first page that any sync corrects.
 *
 * @returns `false` if it did, or has rows already: those are newer, and stay. Rows of a merged
 * list are its engines', and stay with them. What is malformed is skipped, and noted in `diagnostics`.
 */
export function hydrate(engine: Engine, saved: SavedState): boolean {
  const now = engine.serialize()
  const isTold = engine.capabilities || engine.getState().sync.phase !== 'idle' || 'engines' in engine
  if (isTold || (saved.rows && now.rows.length > 0)) return false
  const { account = now.account, rows = now.rows, labels = now.labels, openId = engine.getState().openId } = saved
  if (account !== undefined) engine.dispatch({ type: 'accountOpened', account })
  engine.dispatch([
    { type: 'pageRequested', requestId: 'hydrate' },
    { type: 'pageReceived', requestId: 'hydrate', rows },
    { type: 'labelsChanged', labels, complete: true },
  ])
  engine.commands.open(isId(openId) ? openId : undefined)
  return true
}
