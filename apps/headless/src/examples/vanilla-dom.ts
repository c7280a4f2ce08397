// A list in plain DOM: no framework, and no element is made or moved that need not be.
import type { Conversation, Engine, View } from '@convolist/core'

export interface MountOptions {
  readonly engine: Engine
  /** A declared name or a definition; all rows without it. */
  readonly view?: Parameters<Engine['view']>[0]
  /** How many rows are shown from the top. */
  readonly limit?: number
}

/** Shows the list in `root` until the returned function is called. */
export function mountList(root: HTMLElement, { engine, view: wanted, limit = 50 }: MountOptions): () => void {
  const view = engine.view(wanted)
  const badge = document.createElement('output')
  const list = document.createElement('ul')
  const items = new Map<string, Item>()
  root.append(badge, list)

  function draw(): void {
    const rows = view.window(0, limit)
    badge.textContent = String(view.counters.badge)
    for (const [id, item] of items) {
      if (rows.some((row) => row.id === id)) continue
      item.element.remove()
      items.delete(id)
    }
    rows.forEach((row, place) => {
      const item = items.get(row.id) ?? createItem(engine, row)
      items.set(row.id, item)
      item.show(row)
      if (list.children[place] !== item.element) list.insertBefore(item.element, list.children[place] ?? null)
    })
  }

  const stop = view.subscribe(draw)
  draw()
  return () => {
    stop()
    badge.remove()
    list.remove()
  }
}

interface Item {
  readonly element: HTMLElement
  show(row: Conversation): void
}

/** One row; what it shows is written again only when it is another object. */
function createItem(engine: Engine, first: Conversation): Item {
  const element = document.createElement('li')
  const title = document.createElement('button')
  const preview = document.createElement('span')
  let shown: Conversation | undefined
  element.dataset['id'] = first.id
  element.append(title, preview)
  title.addEventListener('click', () => {
    engine.commands.open(first.id)
    engine.commands.markRead(first.id).catch((error: unknown) => console.warn(error))
  })
  return {
    element,
    show(row) {
      if (row === shown) return
      shown = row
      title.textContent = row.title ?? row.targetId // text, never HTML: others choose it
      preview.textContent = row.lastMessage?.text ?? ''
      element.dataset['unread'] = String(row.unreadCount)
      element.classList.toggle('pinned', row.stickTop)
    },
  }
}

/** For pages that show a number and no list. */
export const watchBadge = (view: View, show: (count: number) => void): (() => void) => {
  show(view.counters.badge)
  return view.subscribe(() => show(view.counters.badge))
}
