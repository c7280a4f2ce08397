/** What a key means while a row has the focus. */
export type ListIntent =
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'first' }
  | { readonly type: 'last' }
  | { readonly type: 'nextUnread'; readonly direction: 1 | -1 }
  | { readonly type: 'open' }
  | { readonly type: 'menu' }
  /** Into the row, to its "…" button. */
  | { readonly type: 'enterRow' }
  | { readonly type: 'leaveRow' }
  | { readonly type: 'remove' }
  /** Typing goes to the search box, with what was typed. */
  | { readonly type: 'search'; readonly text: string }

export interface Key {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

/** @param pageRows how many rows fit on the screen. */
export function intentOf(key: Key, pageRows: number): ListIntent | undefined {
  if (key.key === 'ContextMenu' || (key.key === 'F10' && key.shiftKey)) return { type: 'menu' }
  if (key.ctrlKey || key.altKey || key.metaKey) return undefined
  const page = Math.max(1, pageRows - 1)
  switch (key.key) {
    case 'ArrowDown':
      return { type: 'move', by: 1 }
    case 'ArrowUp':
      return { type: 'move', by: -1 }
    case 'PageDown':
      return { type: 'move', by: page }
    case 'PageUp':
      return { type: 'move', by: -page }
    case 'Home':
      return { type: 'first' }
    case 'End':
      return { type: 'last' }
    case 'Enter':
    case ' ':
      return { type: 'open' }
    case 'ArrowRight':
      return { type: 'enterRow' }
    case 'ArrowLeft':
    case 'Escape':
      return { type: 'leaveRow' }
    case 'Delete':
      return { type: 'remove' }
    case 'n':
      return { type: 'nextUnread', direction: 1 }
    case 'N':
      return { type: 'nextUnread', direction: -1 }
    case '/':
      return { type: 'search', text: '' }
    default:
      return [...key.key].length === 1 ? { type: 'search', text: key.key } : undefined
  }
}

/** Where an arrow key leads in a row of tabs or a menu of `count` items; wraps around. */
export function roveTo(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return (at + 1) % count
    case 'ArrowUp':
    case 'ArrowLeft':
      return (at - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
