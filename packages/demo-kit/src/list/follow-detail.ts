/**
 * The keyboard and the screen reader go where the user goes: into a conversation that covers the list (detail.css), and
 * back to the list when the button that closed it is gone.
 *
 * @param detail the part of the page that shows what is open.
 */
export function followDetail(detail: HTMLElement, isOpen: boolean): void {
  const { activeElement, body } = document
  if (isOpen) {
    if (getComputedStyle(detail).position === 'fixed') focus(detail, '[data-part=close]')
  } else if (activeElement === body || activeElement === null) focus(document, '[role=row][tabindex="0"]')
}

const focus = (within: ParentNode, selector: string): void => within.querySelector<HTMLElement>(selector)?.focus()
