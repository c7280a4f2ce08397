import type { Conversation } from '@convolist/core'
import { colourOf, initialsOf, safeImageUrl } from '@convolist/demo-kit'
import { useState, type ReactElement } from 'react'

/** The picture, or initials while there is none or it cannot be loaded. */
export function Avatar({ row, title }: { row: Conversation; title: string }): ReactElement {
  const [broken, setBroken] = useState<string>()
  const url = safeImageUrl(row.avatarUrl)
  return (
    <span
      className={row.kind === 'direct' ? 'avatar' : 'avatar square'}
      data-colour={colourOf(row.id)}
      aria-hidden="true"
    >
      {initialsOf(title)}
      {url && url !== broken && (
        <img src={url} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(url)} />
      )}
    </span>
  )
}
