import type { ConversationId, View } from '@convolist/core'
import { createLongPress, intentOf, moveFocus, type ListIntent, type Point } from '@convolist/demo-kit'
import { useEngine } from '@convolist/vue/composables'
import type { Ref } from 'vue'
import { useSession } from '../app/demo-context.js'
import type { RowMenu } from '../menu/use-row-menu.js'
import type { RowFocus } from './use-row-focus.js'

interface ListEventsOptions {
  readonly view: View
  readonly pageRows: Readonly<Ref<number>>
  readonly focus: RowFocus
  readonly menu: RowMenu
  /** Typing on a row goes to the search box. */
  readonly onType: (text: string) => void
}

/** For `v-on`, by the browser's names. */
export interface ListEvents {
  readonly click: (event: MouseEvent) => void
  readonly contextmenu: (event: MouseEvent) => void
  readonly keydown: (event: KeyboardEvent) => void
  readonly focusin: (event: FocusEvent) => void
  readonly pointerdown: (event: PointerEvent) => void
  readonly pointermove: (event: PointerEvent) => void
  readonly pointerup: () => void
  readonly pointercancel: () => void
}

/** One set of listeners for all rows, on the list itself. */
export function useListEvents(options: ListEventsOptions): ListEvents {
  const { view, pageRows, focus, menu, onType } = options
  const engine = useEngine()
  const { commands } = useSession()
  const { open: openMenu } = menu
  const press = createLongPress<RowPoint>((at) => openMenu(at.id, at))

  const perform = (intent: ListIntent, id: ConversationId, row: Element): void => {
    switch (intent.type) {
      case 'open':
        return commands.open(engine.get(id))
      case 'menu':
        return openMenu(id, below(row))
      case 'remove':
        return menu.openDialog(id, 'remove')
      case 'enterRow':
        return row.querySelector<HTMLElement>('[data-part=more]')?.focus()
      case 'leaveRow':
        return focus.toRow(id)
      case 'search':
        return onType(intent.text)
      case 'move':
      case 'first':
      case 'last':
      case 'nextUnread': {
        const next = moveFocus(view, focus.tabStop.value, intent)
        if (next) focus.moveTo(next)
      }
    }
  }

  return {
    click: (event) => {
      const hit = rowAt(event)
      if (!hit || press.swallowsClick()) return
      const more = (event.target as Element).closest('[data-part=more]')
      if (more) openMenu(hit.id, below(more))
      else commands.open(engine.get(hit.id))
    },
    contextmenu: (event) => {
      const hit = rowAt(event)
      if (!hit) return
      event.preventDefault()
      press.end() // a browser that turns a long press into this event has told us already
      openMenu(hit.id, { x: event.clientX, y: event.clientY })
    },
    keydown: (event) => {
      const hit = rowAt(event)
      const isButton = event.target instanceof HTMLButtonElement
      const intent =
        isButton && (event.key === 'Enter' || event.key === ' ') ? undefined : intentOf(event, pageRows.value)
      if (!hit || !intent) return
      event.preventDefault()
      perform(intent, hit.id, hit.row)
    },
    focusin: (event) => {
      const hit = rowAt(event)
      if (hit) focus.onFocused(hit.id)
    },
    pointerdown: (event) => {
      const hit = rowAt(event)
      if (hit) press.down({ id: hit.id, x: event.clientX, y: event.clientY }, event.pointerType)
    },
    pointermove: (event) => press.move({ x: event.clientX, y: event.clientY }),
    pointerup: press.end,
    pointercancel: press.end,
  }
}

type RowPoint = Point & { readonly id: ConversationId }

function rowAt(event: Event): { id: ConversationId; row: HTMLElement } | undefined {
  const row = (event.target as Element).closest<HTMLElement>('[role=row]')
  return row ? { id: row.dataset['id'] as ConversationId, row } : undefined
}

function below(element: Element): Point {
  const { left, bottom } = element.getBoundingClientRect()
  return { x: left + 8, y: bottom }
}
