import { isConvolistError, type Clock, type Engine } from '@convolist/core'
import type { Prng } from '@convolist/testing'

/** Done, or refused with an error of convolist's own. */
const ENDS = /^(done|(command|engine|sync)\/.*)$/

/** What no command ends with once its account is gone; an SDK that logs out may refuse it just before. */
const TOO_LATE: ReadonlySet<string> = new Set(['done', 'command/timeout'])

/** Ids that are remembered, some of which are gone by then. */
const FORMER = 200

export interface UserOptions {
  readonly labels?: boolean
  readonly removals?: number
}

export interface User {
  stop(): void
  /** How many commands have not ended, neither well nor with an error. */
  open(): number
  /** Ends that a command cannot come to: errors of the SDK's own, or an answer although the account has changed. */
  readonly strange: readonly string[]
}

/**
 * Somebody who uses the list: every command there is, on rows anywhere in it, and on some that are long gone.
 *
 * @param options.labels whether new labels are made.
 * @param options.removals how often rows are removed, where other commands are 52 together.
 */
export function createUser(
  engine: Engine,
  clock: Clock,
  prng: Prng,
  { labels = true, removals = 3 }: UserOptions = {},
): User {
  const { commands } = engine
  const former: string[] = []
  const open = new Set<Promise<unknown>>()
  let changedAt = 0
  engine.subscribe(
    ({ epoch }) => epoch,
    () => void (changedAt = clock.now()),
  )
  const strange: string[] = []
  let stopped = false

  const one = (): string => {
    if (former.length > 0 && prng.chance(0.05)) return prng.pick(former)
    const view = prng.chance(0.3) ? engine.view('unread') : engine.view()
    const id = view.at(prng.rank(Math.max(1, view.size), 'zipf'))?.id ?? 'nobody'
    former.push(id)
    if (former.length > FORMER) former.shift()
    return id
  }
  const some = (): string[] => Array.from({ length: prng.int(1, 4) }, one)
  const label = (): string => engine.getState().labels.at(prng.int(0, 3))?.id ?? 'none'

  // A new account's list is read in place of the former one's.
  const refresh = (): unknown => commands.refresh()
  const loadMore = (): unknown => commands.loadMore()

  const acts: readonly (readonly [act: () => unknown, weight: number])[] = [
    [() => commands.stickTop(some(), prng.chance(0.6)), 8],
    [() => commands.markRead(some()), 8],
    [() => commands.markRead(engine.view(prng.pick(['unread', 'groups']))), 1],
    [() => commands.markRead('all'), 1],
    [() => commands.markUnread(some(), prng.chance(0.7)), 3],
    [() => commands.mute(some(), prng.pick(['all', 'all', 'none', 'mentions'])), 4],
    [() => commands.remove(some(), { clearMessages: prng.chance(0.3) }), removals],
    [() => commands.saveDraft(one(), prng.pick(['', 'to be written', '‮'])), 4],
    [() => commands.setMark(some(), prng.pick(['starred', 'hidden']), prng.chance(0.6)), 3],
    [() => commands.createLabel(`label ${prng.int(1, 9)}`, some()), labels ? 1 : 0],
    [() => commands.renameLabel(label(), `renamed ${prng.int(1, 9)}`), 1],
    [() => commands.addToLabel(label(), some()), 2],
    [() => commands.removeFromLabel(label(), some()), 2],
    [() => commands.deleteLabel(label()), 0.3],
    [() => commands.updateExtension(some(), 'kept', { scope: prng.pick(['server', 'local']) }), 2],
    [() => commands.orderStickTop(some()), 1],
    [() => commands.open(prng.chance(0.8) ? one() : undefined), 6],
    [refresh, 0.5],
    [loadMore, 1],
    [() => commands.fetch(some()), 1],
  ]

  async function follow(answer: Promise<unknown>, isOfAccount: boolean): Promise<void> {
    const { epoch } = engine.getState()
    open.add(answer)
    const end = await answer.then(
      () => 'done',
      (error: unknown) => (isConvolistError(error) ? error.code : String(error)),
    )
    open.delete(answer)
    // At the very moment of the change the answer may have come before.
    const isFormer = isOfAccount && engine.getState().epoch !== epoch && clock.now() > changedAt
    if (!ENDS.test(end) || (isFormer && TOO_LATE.has(end))) strange.push(end)
  }

  function act(): void {
    if (stopped) return
    const run = prng.weighted(acts)
    const answer: unknown = run()
    if (answer instanceof Promise) void follow(answer, run !== refresh && run !== loadMore)
    clock.setTimeout(act, prng.exponential(900))
  }
  clock.setTimeout(act, 1_500)
  return { stop: () => void (stopped = true), open: () => open.size, strange }
}
