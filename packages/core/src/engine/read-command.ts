import type { Command, CommandResult, ReadScope } from '../model/commands.js'
import type { Conversation } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import type { Source } from '../model/source.js'
import type { ViewFilter } from '../model/views.js'
import { getConversation } from '../views/read-view.js'
import { insist, toIds } from './command-input.js'
import type { Core } from './core.js'
import type { Commands, Ids, View } from './engine.js'
import { disposed } from './failures.js'
import { isView, isViewOf } from './live-view.js'
import type { Operations } from './operations.js'

interface Target {
  readonly rows: readonly Conversation[]
  /** Ids the user named: sent whatever we know, for an SDK tells its app of a message before it tells of the row. */
  readonly named: readonly ConversationId[]
  /** The one vendor call that covers them all, where there is one. */
  readonly scope: ReadScope | undefined
}

/** "Mark as read" is two things to a vendor: its own count, and the user's flag. */
export function createMarkRead(
  core: Core,
  operations: Operations,
  source: () => Source | undefined,
  markUnread: Commands['markUnread'],
): Commands['markRead'] {
  function targetOf(given: Ids | View | 'all'): Target {
    const scopes = source()?.capabilities.markReadScopes ?? []
    if (given === 'all') {
      const rows: Conversation[] = []
      core.state().parts.rows.forEach((row) => rows.push(row))
      return { rows, named: [], scope: scopes.includes('all') ? { type: 'all' } : undefined }
    }
    if (isView(given)) {
      insist(isViewOf(core, given), 'markRead', 'a view of this engine')
      const scope = scopeOf(given.definition.filter ?? {})
      const isKnown = scope !== undefined && scopes.includes(scope.type)
      return { rows: given.window(0, given.size), named: [], scope: isKnown ? scope : undefined }
    }
    const ids = toIds(given, 'markRead')
    const rows = ids.flatMap((id) => getConversation(core.state(), id) ?? [])
    return { rows, named: ids, scope: undefined }
  }

  return async (given): Promise<CommandResult> => {
    if (core.disposed) throw disposed()
    core.flush()
    const { rows, named, scope } = targetOf(given)
    const flagged = rows.filter((row) => row.markedUnread).map((row) => row.id)
    const counted = new Set(rows.filter(isCounted).map((row) => row.id))
    const ids = named.length > 0 ? named : [...counted]
    const parts: Promise<unknown>[] = []
    // A scope also covers rows that were not read yet.
    if (ids.length > 0 || (scope && !core.state().sync.complete)) {
      const order = { name: 'markRead', ids, change: { type: 'read' }, atOnce: scope !== undefined } as const
      const isDone = (id: ConversationId): boolean => !counted.has(id)
      const toCommand = (some: readonly ConversationId[]): Command => ({
        type: 'markRead',
        ids: some,
        ...(scope && { scope }),
      })
      parts.push(operations.run({ ...order, isDone, toCommand }))
    }
    if (flagged.length > 0) parts.push(markUnread(flagged, false))
    await allDone(parts)
    return { ids: [...new Set([...ids, ...flagged])] }
  }
}

const isCounted = (row: Conversation): boolean => row.unreadCount > 0 || row.mentions.me + row.mentions.all > 0

/** The scope that means the same as a filter. */
function scopeOf(filter: ViewFilter): ReadScope | undefined {
  const [only, ...others] = Object.entries(filter).filter(([, value]) => value !== undefined)
  if (!only || others.length > 0) return undefined
  const { kinds, labels } = filter
  if (kinds?.length) return { type: 'kinds', kinds }
  return labels?.length === 1 ? { type: 'label', labelId: labels[0]! } : undefined
}

/** Waits for all parts, and fails with the first failure only when none is under way any more. */
async function allDone(parts: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(parts)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
