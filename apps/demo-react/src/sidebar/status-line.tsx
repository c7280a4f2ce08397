import type { ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'

/** Connection and sync in one word: whichever the user should know of. */
export function StatusLine(): ReactElement {
  const texts = useTexts()
  // Somebody who was logged out is not connected, whatever the line says.
  const connection = useEngineState((state) => (state.account === undefined ? 'unknown' : state.connection))
  const phase = useEngineState((state) => state.sync.phase)
  const online = connection === 'connected'
  return (
    <p className="status-line" data-state={online && phase !== 'synced' ? phase : connection}>
      <span className="dot" />
      {online ? texts.sync[phase] : texts.connection[connection]}
    </p>
  )
}
