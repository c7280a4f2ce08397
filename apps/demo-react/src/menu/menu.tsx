import type { Conversation } from '@convolist/core'
import { menuItems, placeMenu, roveTo, titleOf, type DialogName, type MenuItem, type Point } from '@convolist/demo-kit'
import { Fragment, useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactElement } from 'react'
import { useSession, useTexts } from '../app/demo-context.js'

interface MenuProps {
  readonly row: Conversation
  readonly at: Point
  readonly onDialog: (dialog: DialogName) => void
  readonly onClose: () => void
}

export function Menu({ row, at, onDialog, onClose }: MenuProps): ReactElement {
  const texts = useTexts()
  const { commands, capabilitiesOf } = useSession()
  const menu = useRef<HTMLDivElement>(null)
  const items = menuItems(row, capabilitiesOf(row.id), texts)

  useLayoutEffect(() => {
    const element = menu.current
    if (!element) return
    const place = placeMenu(at, element.getBoundingClientRect(), { width: innerWidth, height: innerHeight })
    element.style.left = `${place.x}px`
    element.style.top = `${place.y}px`
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus()
  }, [at])
  useClickOutside(menu, onClose)

  const choose = ({ action, disabled }: MenuItem): void => {
    if (disabled) return
    if (action.type === 'dialog') return onDialog(action.dialog)
    onClose()
    commands.run(row, action)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    event.stopPropagation()
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      return onClose()
    }
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
    const to = roveTo(event.key, buttons.indexOf(document.activeElement as HTMLElement), buttons.length)
    if (to === undefined) return
    event.preventDefault()
    buttons[to]?.focus()
  }

  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      aria-label={texts.menu.label(titleOf(row, texts))}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <Fragment key={item.key}>
          {item.startsGroup && <hr />}
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            data-key={item.key}
            className={item.danger ? 'danger' : undefined}
            aria-disabled={item.disabled || undefined}
            onClick={() => choose(item)}
          >
            {item.text}
            {item.hint && <span className="hint">{item.hint}</span>}
          </button>
        </Fragment>
      ))}
    </div>
  )
}

function useClickOutside(element: React.RefObject<HTMLElement | null>, onClickOutside: () => void): void {
  useEffect(() => {
    const look = (event: PointerEvent): void => {
      if (!element.current?.contains(event.target as Node)) onClickOutside()
    }
    document.addEventListener('pointerdown', look)
    return () => document.removeEventListener('pointerdown', look)
  }, [element, onClickOutside])
}
