import type { Clock, CommandName, Conversation, Engine, NotifyLevel } from '@convolist/core'
import { createPrng } from '../prng.js'

/** Milliseconds between one thing somebody does and the next, on average. */
const EVERY_MS = 700

/**
 * Somebody uses the list: pins, reads, mutes, removes, labels, and whatever else the vendor can do, one random thing after
 * another. What the vendor refuses is rolled back by the engine, and of no interest here.
 *
 * @returns stops it.
 */
export function useList(engine: Engine, clock: Clock, seed: string | number = 'user'): () => void {
  const prng = createPrng(seed).fork('user')
  const { commands } = engine
  let timer: unknown

  const anyRow = (): Conversation | undefined => engine.view().at(prng.rank(Math.max(1, engine.view().size), 'zipf'))
  const can = (command: CommandName): boolean => engine.capabilities?.commands[command].support === 'server'

  function otherLevel({ notify, kind }: Conversation): NotifyLevel {
    if (notify !== 'all') return 'all'
    return kind === 'direct' || prng.chance(0.5) ? 'none' : 'mentions'
  }

  function act(): Promise<unknown> | undefined {
    const row = anyRow()
    if (row === undefined) return undefined
    const other = anyRow()?.id ?? row.id
    const { labels } = engine.getState()
    const label = labels[prng.int(0, Math.max(0, labels.length - 1))]?.id
    const acts: readonly (readonly [act: () => Promise<unknown>, weight: number])[] = [
      [() => commands.stickTop(row.id, !row.stickTop), 4],
      [() => commands.markRead(prng.chance(0.5) ? [row.id, other] : row.id), 6],
      [() => commands.markRead(engine.view({ filter: { unread: true } })), 1],
      [() => commands.markRead('all'), 0.5],
      [() => commands.mute(row.id, otherLevel(row)), 3],
      [() => commands.remove(row.id), 1],
      [() => commands.saveDraft(row.id, prng.chance(0.5) ? 'half a th' : ''), 1],
      [() => commands.setMark(row.id, 'starred', prng.chance(0.5)), can('setMark') ? 1 : 0],
      [() => commands.updateExtension(row.id, 'mine'), can('updateServerExtension') ? 1 : 0],
      [() => commands.addToLabel(label ?? '', row.id), can('addToLabel') && label !== undefined ? 1 : 0],
      [() => commands.removeFromLabel(label ?? '', row.id), can('removeFromLabel') && label !== undefined ? 1 : 0],
      [() => commands.refresh(), 0.3],
      [async () => commands.open(prng.chance(0.7) ? row.id : undefined), 2],
    ]
    return prng.weighted(acts)()
  }

  function plan(): void {
    timer = clock.setTimeout(
      () => {
        act()?.catch(() => undefined)
        plan()
      },
      Math.round(prng.exponential(EVERY_MS)),
    )
  }

  plan()
  return () => clock.clearTimeout(timer)
}
