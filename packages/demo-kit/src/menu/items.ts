import { isHidden, isMuted, type Capabilities, type CommandName, type Conversation } from '@convolist/core'
import type { Texts } from '../texts/index.js'

/** A dialog that an entry of the menu opens. */
export type DialogName = 'draft' | 'extension' | 'labels' | 'remove'

/** What an entry of the menu does when it is chosen. */
export type RowAction =
  | { readonly type: 'open' }
  | { readonly type: 'stickTop'; readonly on: boolean }
  | { readonly type: 'markRead' }
  | { readonly type: 'markUnread' }
  | { readonly type: 'mute'; readonly on: boolean }
  | { readonly type: 'setMark'; readonly mark: 'starred' | 'folded' | 'hidden'; readonly on: boolean }
  | { readonly type: 'dialog'; readonly dialog: DialogName }

export interface MenuItem {
  /** Names the entry, whatever the language: `pin`, `markRead`, ... */
  readonly key: string
  readonly text: string
  readonly action: RowAction
  readonly disabled: boolean
  /** Why it is disabled, or that it stays on this device. */
  readonly hint: string | undefined
  readonly danger: boolean
  /** A line is drawn above it. */
  readonly startsGroup: boolean
}

/** Every command a row offers at this moment, in the order of the menu. */
export function menuItems(
  row: Conversation,
  capabilities: Capabilities | undefined,
  texts: Texts,
): readonly MenuItem[] {
  const { menu } = texts
  const isUnread = row.unreadCount > 0 || row.markedUnread
  const marked = (mark: string): boolean => row.marks.includes(mark)
  const item = (
    key: string,
    text: string,
    command: CommandName,
    action: RowAction,
    more: Partial<MenuItem> = {},
  ): MenuItem => {
    const support = capabilities?.commands[command].support
    return {
      key,
      text,
      action,
      disabled: support === 'none',
      hint: support === 'none' ? menu.unsupported : support === 'local' ? menu.localOnly : undefined,
      danger: false,
      startsGroup: false,
      ...more,
    }
  }
  const mark = (name: 'starred' | 'folded' | 'hidden', key: string, on: string, off: string): MenuItem =>
    item(key, marked(name) ? off : on, 'setMark', { type: 'setMark', mark: name, on: !marked(name) })
  const dialog = (name: DialogName, text: string, command: CommandName, more?: Partial<MenuItem>): MenuItem =>
    item(name, text, command, { type: 'dialog', dialog: name }, more)

  return [
    { ...item('open', menu.open, 'open', { type: 'open' }), disabled: false, hint: undefined },
    item('pin', row.stickTop ? menu.unpin : menu.pin, 'stickTop', { type: 'stickTop', on: !row.stickTop }),
    isUnread
      ? item('read', menu.markRead, 'markRead', { type: 'markRead' })
      : item('unread', menu.markUnread, 'markUnread', { type: 'markUnread' }),
    item('mute', isMuted(row) ? menu.unmute : menu.mute, 'mute', { type: 'mute', on: !isMuted(row) }),
    { ...mark('starred', 'star', menu.star, menu.unstar), startsGroup: true },
    mark('folded', 'fold', menu.fold, menu.unfold),
    item('hide', isHidden(row) ? menu.unhide : menu.hide, 'setMark', {
      type: 'setMark',
      mark: 'hidden',
      on: !isHidden(row),
    }),
    dialog('labels', menu.labels, 'addToLabel', { startsGroup: true }),
    dialog('draft', menu.draft, 'saveDraft'),
    dialog('extension', menu.extension, 'updateServerExtension'),
    dialog('remove', menu.remove, 'remove', { startsGroup: true, danger: true }),
  ]
}
