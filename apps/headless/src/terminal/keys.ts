import { tabs, type Tab } from '@convolist/demo-kit'

/** What a key asks for. */
export type Action =
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'to'; readonly end: 'first' | 'last' }
  | { readonly type: 'nextUnread'; readonly direction: 1 | -1 }
  | { readonly type: 'do'; readonly command: RowCommand }
  | { readonly type: 'tab'; readonly tab: Tab }
  | { readonly type: 'search' }
  | { readonly type: 'connection' }
  | { readonly type: 'quit' }

/** What is done to the row under the cursor. */
export type RowCommand = 'open' | 'pin' | 'read' | 'markUnread' | 'mute' | 'remove'

/** A key as `node:readline` tells it. */
export interface Key {
  readonly name?: string | undefined
  readonly sequence?: string | undefined
  readonly ctrl?: boolean | undefined
}

export const KEYS =
  '↑↓ move  ⏎ open  p pin  r read  / search  1-4 view  q quit  n next unread  u unread  m mute  d delete  x line'

/** @param page how many rows the screen shows. */
export function actionOf(key: Key, page: number): Action | undefined {
  if (key.ctrl) return key.name === 'c' ? { type: 'quit' } : undefined
  const tab = tabs[Number(key.sequence) - 1]
  if (tab) return { type: 'tab', tab }
  return BY_SEQUENCE[key.sequence ?? ''] ?? BY_NAME(page)[key.name ?? '']
}

const row = (command: RowCommand): Action => ({ type: 'do', command })

const BY_SEQUENCE: Readonly<Record<string, Action>> = {
  j: { type: 'move', by: 1 },
  k: { type: 'move', by: -1 },
  g: { type: 'to', end: 'first' },
  G: { type: 'to', end: 'last' },
  n: { type: 'nextUnread', direction: 1 },
  N: { type: 'nextUnread', direction: -1 },
  p: row('pin'),
  r: row('read'),
  u: row('markUnread'),
  m: row('mute'),
  d: row('remove'),
  x: { type: 'connection' },
  '/': { type: 'search' },
  q: { type: 'quit' },
}

const BY_NAME = (page: number): Readonly<Record<string, Action>> => ({
  down: { type: 'move', by: 1 },
  up: { type: 'move', by: -1 },
  pagedown: { type: 'move', by: Math.max(1, page - 1) },
  pageup: { type: 'move', by: -Math.max(1, page - 1) },
  home: { type: 'to', end: 'first' },
  end: { type: 'to', end: 'last' },
  return: row('open'),
  enter: row('open'),
  space: row('open'),
  delete: row('remove'),
})
