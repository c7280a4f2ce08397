import type { ReactElement } from 'react'
import { useSession } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'

/** The one place from which a screen reader is told of things that happen by themselves. */
export function LiveRegion(): ReactElement {
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {useValue(useSession().announcer)}
    </div>
  )
}
