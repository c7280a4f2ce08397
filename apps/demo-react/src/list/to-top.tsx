import type { ReactElement, RefObject } from 'react'
import { useTexts } from '../app/demo-context.js'
import { Icon } from '../parts/icon.js'

/** The way back to what is new, offered once the user is far down. */
export function ToTop({
  scroller,
  visible,
}: {
  scroller: RefObject<HTMLElement | null>
  visible: boolean
}): ReactElement | null {
  const texts = useTexts()
  if (!visible) return null
  return (
    <button
      type="button"
      className="icon-button to-top"
      aria-label={texts.list.toTop}
      title={texts.list.toTop}
      onClick={() => scroller.current?.scrollTo({ top: 0 })}
    >
      <Icon name="up" />
    </button>
  )
}
