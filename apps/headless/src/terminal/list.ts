import type { Conversation, ConversationId, Engine, View } from '@convolist/core'
import { type Tab, viewOf } from '@convolist/demo-kit'
import { type Action, actionOf, type Key, type RowCommand } from './keys.js'

/** What the screen shows, apart from the rows themselves. */
export interface ListModel {
  readonly tab: Tab
  readonly search: string
  /** Keys go into the search. */
  readonly isSearching: boolean
  readonly cursor: ConversationId | undefined
  /** The first row on the screen. */
  readonly top: number
  /** What went wrong last. */
  readonly trouble: string | undefined
}

export interface TerminalList {
  readonly model: ListModel
  readonly view: View
  /** The rows on the screen. */
  rows(): readonly Conversation[]
  press(key: Key): void
  /** The screen is so many rows high from now on. */
  resize(height: number): void
  /** Follows the list: the cursor stays on its row, or goes to the one in its place. */
  follow(): void
  dispose(): void
}

export interface ListActions {
  changed(): void
  quit(): void
  /** Cuts the line of the simulated device, or puts it back. */
  toggleConnection(): void
}

/** A list in a terminal: what its keys do, and which rows are seen. Draws nothing. */
export function createTerminalList(engine: Engine, { changed, quit, toggleConnection }: ListActions): TerminalList {
  let model: ListModel = {
    tab: 'all',
    search: '',
    isSearching: false,
    cursor: undefined,
    top: 0,
    trouble: undefined,
  }
  let height = 20
  /** Where the cursor was last, for when its row leaves. */
  let place = 0
  let view = engine.view(viewOf('all', 'none', ''))
  let release = view.retain()

  function set(change: Partial<ListModel>): void {
    model = { ...model, ...change }
  }

  function show(change: Pick<Partial<ListModel>, 'tab' | 'search' | 'isSearching'>): void {
    set(change)
    const next = engine.view(viewOf(model.tab, 'none', model.search))
    const stop = next.retain()
    release()
    view = next
    release = stop
    follow()
  }

  function follow(): void {
    const known = model.cursor === undefined ? -1 : view.indexOf(model.cursor)
    const before = place
    const at = known >= 0 ? known : Math.min(before, view.size - 1)
    place = Math.max(0, at)
    // A row that moves takes its line on the screen along, as far as the list goes.
    const top = known >= 0 ? model.top + (known - before) : model.top
    set({ cursor: view.at(place)?.id, top: clippedTop(top) })
  }

  const clippedTop = (top: number): number => {
    const seen = Math.min(Math.max(top, place - height + 1), place)
    return Math.max(0, Math.min(seen, view.size - height))
  }

  function goTo(index: number): void {
    place = Math.max(0, Math.min(index, view.size - 1))
    set({ cursor: view.at(place)?.id, top: clippedTop(model.top) })
  }

  function command(name: RowCommand): void {
    const row = model.cursor === undefined ? undefined : engine.get(model.cursor)
    if (!row) return
    set({ trouble: undefined })
    run(engine, name, row)?.catch((error: unknown) => {
      set({ trouble: error instanceof Error ? error.message : String(error) })
      changed()
    })
  }

  function type({ name, sequence = '' }: Key): void {
    if (name === 'escape') return show({ search: '', isSearching: false })
    if (name === 'return' || name === 'enter') return set({ isSearching: false })
    if (name === 'backspace') return show({ search: [...model.search].slice(0, -1).join('') })
    if (/^\P{C}+$/u.test(sequence)) show({ search: model.search + sequence })
  }

  function act(action: Action): void {
    switch (action.type) {
      case 'move':
        return goTo(place + action.by)
      case 'to':
        return goTo(action.end === 'first' ? 0 : view.size - 1)
      case 'nextUnread': {
        const next = view.nextUnread(model.cursor, action.direction)
        return next === undefined ? undefined : goTo(view.indexOf(next))
      }
      case 'do':
        return command(action.command)
      case 'tab':
        return show({ tab: action.tab })
      case 'search':
        return set({ isSearching: true })
      case 'connection':
        return toggleConnection()
      case 'quit':
        return quit()
    }
  }

  return {
    get model() {
      return model
    },
    get view() {
      return view
    },
    rows: () => view.window(model.top, model.top + height),
    press(key) {
      const isText = model.isSearching && !key.ctrl
      const action = isText ? undefined : actionOf(key, height)
      if (isText) type(key)
      else if (action) act(action)
      changed()
    },
    resize(rows) {
      height = Math.max(1, rows)
      follow()
    },
    follow,
    dispose: () => release(),
  }
}

function run(engine: Engine, name: RowCommand, row: Conversation): Promise<unknown> | undefined {
  const { commands } = engine
  switch (name) {
    case 'open':
      commands.open(engine.getState().openId === row.id ? undefined : row.id)
      return row.unreadCount > 0 || row.markedUnread ? commands.markRead(row.id) : undefined
    case 'pin':
      return commands.stickTop(row.id, !row.stickTop)
    case 'read':
      return commands.markRead(row.id)
    case 'markUnread':
      return commands.markUnread(row.id, !row.markedUnread)
    case 'mute':
      return commands.mute(row.id, row.notify !== 'none')
    case 'remove':
      return commands.remove(row.id)
  }
}
