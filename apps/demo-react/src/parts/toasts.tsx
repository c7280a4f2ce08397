import type { ReactElement } from 'react'
import { useSession, useTexts } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'
import { Icon, IconButton } from './icon.js'

/** What failed. Not a live region of its own: the one there is says it too. */
export function Toasts(): ReactElement {
  const { toasts } = useSession()
  const texts = useTexts()
  return (
    <ul className="toasts" data-testid="toasts">
      {useValue(toasts).map(({ id, title, text }) => (
        <li key={id} className="toast">
          <Icon name="alert" />
          <div>
            <strong>{title}</strong>
            <p>{text}</p>
          </div>
          <IconButton icon="close" label={texts.failure.dismiss} onClick={() => toasts.dismiss(id)} />
        </li>
      ))}
    </ul>
  )
}
