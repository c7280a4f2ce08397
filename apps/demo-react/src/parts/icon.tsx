import { icons, type IconName } from '@convolist/demo-kit'
import type { ReactElement } from 'react'

/** Decoration only: what it says must also stand in words nearby. */
export function Icon({ name, className }: { name: IconName; className?: string }): ReactElement {
  return (
    <svg className={className ? `icon ${className}` : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={icons[name]} />
    </svg>
  )
}

interface IconButtonProps {
  readonly icon: IconName
  readonly label: string
  readonly onClick: () => void
  readonly pressed?: boolean
  /** For a style sheet, or to find it by. */
  readonly part?: string
}

export function IconButton({ icon, label, onClick, pressed, part }: IconButtonProps): ReactElement {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      data-part={part}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
