import type { V2TimConversation } from './conversation.js'
import type { V2TimDatabase } from './database.js'

/** As the uni-app/H5 module has it: 0, '' and false mean "no such condition". */
export interface V2TimFilter {
  readonly conversationType?: number | undefined
  readonly groupName?: string | undefined
  readonly markType?: number | undefined
  readonly hasUnreadCount?: boolean | undefined
  readonly hasGroupAtInfo?: boolean | undefined
}

export interface V2TimTotals {
  /** Asked for once, it is told from then on. */
  total(): number
  totalOf(filter: V2TimFilter): number
  subscribe(filter: V2TimFilter): void
  unsubscribe(filter: V2TimFilter): void
  /** Tells what has changed since it was told last. */
  tell(): void
  reset(): void
}

/** Subscriptions are told apart by these three. */
const keyOf = ({ conversationType, groupName, markType }: V2TimFilter): string =>
  JSON.stringify([conversationType || 0, groupName || '', markType || 0])

export const matchesFilter =
  ({ conversationType, groupName, markType, hasUnreadCount, hasGroupAtInfo }: V2TimFilter) =>
  (row: V2TimConversation): boolean =>
    (!conversationType || row.type === conversationType) &&
    (!groupName || row.conversationGroupList.includes(groupName)) &&
    (!markType || row.markList.includes(markType)) &&
    (!hasUnreadCount || row.unreadCount > 0) &&
    (!hasGroupAtInfo || row.groupAtInfoList.length > 0)

export function createV2TimTotals(
  database: () => V2TimDatabase,
  fire: (kind: 'conversation', name: string, data: unknown, args?: readonly unknown[]) => void,
): V2TimTotals {
  let told: number | undefined
  const filters = new Map<string, { readonly filter: V2TimFilter; told: number }>()
  const totalOf = (filter: V2TimFilter): number => database().total(matchesFilter(filter))

  return {
    total: () => (told = database().total()),
    totalOf,
    subscribe: (filter) => void filters.set(keyOf(filter), { filter, told: totalOf(filter) }),
    unsubscribe: (filter) => void filters.delete(keyOf(filter)),
    tell() {
      if (told !== undefined && told !== database().total()) {
        told = database().total()
        fire('conversation', 'onTotalUnreadMessageCountChanged', told)
      }
      for (const watched of filters.values()) {
        const totalUnreadCount = totalOf(watched.filter)
        if (totalUnreadCount === watched.told) continue
        watched.told = totalUnreadCount
        const { filter } = watched
        fire('conversation', 'onUnreadMessageCountChangedByFilter', { filter, totalUnreadCount }, [
          filter,
          totalUnreadCount,
        ])
      }
    },
    reset() {
      told = undefined
      filters.clear()
    },
  }
}
