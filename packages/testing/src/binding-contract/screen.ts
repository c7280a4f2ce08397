import type { Conversation } from '@convolist/core'
import type { ListFacts, MountedList, ReadableList } from './driver.js'

/** A row in one line of text: `^Ann(2)*~ draft` is pinned, has two unread, is flagged, muted, and has a draft. */
export const rowText = (row: Conversation): string =>
  [
    row.stickTop ? '^' : '',
    row.title ?? row.targetId,
    row.unreadCount > 0 ? `(${row.unreadCount})` : '',
    row.markedUnread ? '*' : '',
    row.notify === 'none' ? '~' : '',
    row.draft ? ` ${row.draft.text}` : '',
  ].join('')

/** What the list says beside its rows, as text to render in an `<output>`. */
export const factsText = ({ start, size, counters, sync, hasMore }: ReadableList): string =>
  JSON.stringify({ start, size, unread: counters.unread, badge: counters.badge, phase: sync.phase, hasMore })

/** As much of an element as is read; any DOM's will do. */
interface ScreenElement {
  querySelector(selector: string): { readonly textContent: string | null } | null
  querySelectorAll(selector: string): Iterable<{ readonly textContent: string | null }>
}

/** Reads back what was rendered: one `<output>` with `factsText`, and an `<li>` with `rowText` for each row. */
export const readScreen = (root: ScreenElement): Pick<MountedList, 'rows' | 'facts'> => ({
  rows: () => Array.from(root.querySelectorAll('li'), (item) => item.textContent ?? ''),
  facts: () => JSON.parse(root.querySelector('output')?.textContent ?? 'null') as ListFacts,
})
