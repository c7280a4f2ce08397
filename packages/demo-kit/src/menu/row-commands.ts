import type { Conversation, Engine, NotifyLevel, View } from '@convolist/core'
import { titleOf } from '../format/title.js'
import type { Texts } from '../texts/index.js'
import type { Toasts } from '../toasts.js'
import { describeFailure } from './failure.js'
import type { RowAction } from './items.js'

/** Commands as a person gives them: shown at once, and told of in a toast if they fail. None of these throws. */
export interface RowCommands {
  run(row: Conversation, action: Exclude<RowAction, { type: 'dialog' }>): void
  /** Opens a row and marks it as read. */
  open(row: Conversation | undefined): void
  markRead(row: Conversation): void
  markAllRead(view: View): void
  setNotify(row: Conversation, notify: NotifyLevel): void
  remove(row: Conversation, clearMessages: boolean): void
  saveDraft(row: Conversation, text: string): void
  saveExtension(row: Conversation, text: string, scope: 'server' | 'local'): void
  setLabel(row: Conversation, labelId: string, on: boolean): void
  createLabel(row: Conversation, name: string): void
  renameLabel(labelId: string, name: string): void
  deleteLabel(labelId: string): void
  refresh(): void
  loadMore(view: View): void
}

export function createRowCommands(engine: Engine, toasts: Toasts, texts: () => Texts): RowCommands {
  const { commands } = engine
  const name = (row: Conversation): string => titleOf(row, texts())

  /** `call` may throw at once for a wrong argument; that is told the same way. */
  const attempt = (what: string, call: () => Promise<unknown>): void => {
    const failed = (error: unknown): void => {
      if (!engine.disposed) toasts.show(texts().failure.title(what), describeFailure(error, texts()))
    }
    try {
      call().catch(failed)
    } catch (error) {
      failed(error)
    }
  }
  const says = (): Texts['attempt'] => texts().attempt

  const markRead = (row: Conversation): void =>
    attempt(says().markRead(name(row)), () =>
      Promise.all([commands.markRead(row.id), row.markedUnread && commands.markUnread(row.id, false)]),
    )
  const open = (row: Conversation | undefined): void => {
    commands.open(row?.id)
    if (row && (row.unreadCount > 0 || row.markedUnread)) markRead(row)
  }

  const run: RowCommands['run'] = (row, action) => {
    switch (action.type) {
      case 'open':
        return open(row)
      case 'stickTop':
        return attempt(says().stickTop(name(row), action.on), () => commands.stickTop(row.id, action.on))
      case 'markRead':
        return markRead(row)
      case 'markUnread':
        return attempt(says().markUnread(name(row)), () => commands.markUnread(row.id))
      case 'mute':
        return attempt(says().mute(name(row), action.on), () => commands.mute(row.id, action.on))
      case 'setMark':
        return attempt(says().setMark(name(row)), () => commands.setMark(row.id, action.mark, action.on))
    }
  }

  return {
    run,
    open,
    markRead,
    markAllRead: (view) => attempt(says().markAllRead, () => commands.markRead(view)),
    setNotify: (row, notify) => attempt(says().mute(name(row), notify === 'none'), () => commands.mute(row.id, notify)),
    remove: (row, clearMessages) => attempt(says().remove(name(row)), () => commands.remove(row.id, { clearMessages })),
    saveDraft: (row, text) => attempt(says().saveDraft(name(row)), () => commands.saveDraft(row.id, text)),
    saveExtension: (row, text, scope) =>
      attempt(says().extension(name(row)), () => commands.updateExtension(row.id, text, { scope })),
    setLabel: (row, labelId, on) =>
      attempt(says().labels(name(row)), () =>
        on ? commands.addToLabel(labelId, row.id) : commands.removeFromLabel(labelId, row.id),
      ),
    createLabel: (row, text) => attempt(says().labels(name(row)), () => commands.createLabel(text, row.id)),
    renameLabel: (labelId, text) => attempt(says().label, () => commands.renameLabel(labelId, text)),
    deleteLabel: (labelId) => attempt(says().label, () => commands.deleteLabel(labelId)),
    refresh: () => attempt(says().refresh, () => commands.refresh()),
    loadMore: (view) => attempt(says().loadMore, () => view.loadMore()),
  }
}
