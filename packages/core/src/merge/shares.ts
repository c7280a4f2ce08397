import type { CommandResult } from '../model/commands.js'
import { ConvolistError, isConvolistError } from '../model/errors.js'
import type { ConversationId } from '../model/ids.js'
import type { ListState } from '../index/state.js'
import type { Engine, Ids } from '../engine/engine.js'
import { toIds } from '../engine/command-input.js'
import { mergedId, splitId } from './names.js'

/** What of a command goes to one engine. */
export interface Share {
  readonly name: string
  readonly engine: Engine
  /** As that engine calls them. */
  readonly ids: readonly ConversationId[]
}

/** Deals the ids out to the engines they belong to, in the order of the engines. */
export function sharesOf(given: Ids, command: string, engines: ReadonlyMap<string, Engine>): Share[] {
  const idsOf = new Map<string, ConversationId[]>([...engines.keys()].map((name) => [name, []]))
  for (const id of toIds(given, command)) {
    const own = splitId(id)
    const ids = own && idsOf.get(own.name)
    if (!ids) throw notMerged(command, id, engines)
    ids.push(own.id)
  }
  return [...engines].flatMap(([name, engine]) => {
    const ids = idsOf.get(name)!
    return ids.length > 0 ? [{ name, engine, ids }] : []
  })
}

/**
 * Those that a call for the whole list is for, each without ids. An account that nobody is signed in to has no list,
 * and must not fail the call for the others; if it is so with all of them, each says what it says by itself.
 */
export function sharesOfAll(engines: ReadonlyMap<string, Engine>): Share[] {
  const all = [...engines].map(([name, engine]) => ({ name, engine, ids: [] }))
  const listed = all.filter(({ engine }) => hasList(engine.getState()))
  return listed.length > 0 ? listed : all
}

/** A source without a login has a list without an account. */
const hasList = ({ account, sync, parts }: ListState): boolean =>
  account !== undefined || parts.rows.size > 0 || sync.phase === 'synced' || sync.phase === 'partial'

export const notMerged = (command: string, id: string, engines: ReadonlyMap<string, unknown>): ConvolistError =>
  new ConvolistError(
    'command/invalid',
    `${command}: "${id}" belongs to no engine of this list; its ids are "name:id", and its names ${[...engines.keys()].join(', ') || 'none'}`,
  )

/**
 * Gives every engine its share, and waits for all of them.
 *
 * @throws ConvolistError as one engine does; with more of them, `failed` says for which ids.
 */
export async function settleShares(
  command: string,
  shares: readonly Share[],
  run: (share: Share) => Promise<CommandResult>,
): Promise<CommandResult> {
  const outcomes = await Promise.allSettled(shares.map(async (share) => run(share)))
  const failed = new Map<string, ConvolistError>()
  const done: ConversationId[] = []
  const errors: ConvolistError[] = []
  const refusers: string[] = []
  outcomes.forEach((outcome, i) => {
    const { name, ids } = shares[i]!
    if (outcome.status === 'fulfilled') return void done.push(...outcome.value.ids.map((id) => mergedId(name, id)))
    const error = toError(command, outcome.reason)
    errors.push(error)
    refusers.push(name)
    const refused = error.failed ?? new Map(ids.map((id) => [id as string, error]))
    refused.forEach((why, id) => failed.set(mergedId(name, id), why))
  })
  const [first] = errors
  if (!first) return { ids: done }
  const isAll = errors.length === shares.length
  if (isAll && (failed.size === 0 || (shares.length === 1 && !first.failed))) throw first
  const isPartial = !isAll || errors.some((error) => error.code === 'command/partial')
  const code = isPartial ? 'command/partial' : first.code
  const { vendorCode, retryable } = first
  const what =
    failed.size > 0 ? `${failed.size} conversations were` : `all that was asked of ${refusers.join(', ')} was`
  throw new ConvolistError(code, `${command}: ${what} refused and rolled back`, {
    vendorCode,
    retryable,
    failed,
    cause: first,
  })
}

const toError = (command: string, error: unknown): ConvolistError =>
  isConvolistError(error)
    ? error
    : new ConvolistError('command/rejected', `${command} was refused and rolled back`, { cause: error })
