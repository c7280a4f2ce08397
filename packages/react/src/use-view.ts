import type { Engine, View, ViewDefinition } from '@convolist/core'
import { useEffect } from 'react'

/** Which list: the name of a declared view, a definition (may be written inline), or a view of the same engine. */
export type ViewInput = string | ViewDefinition | View

/** The shared view, kept live while the component is mounted and visible. */
export function useView(engine: Engine, input: ViewInput | undefined): View {
  const view = isView(input) ? input : engine.view(input ?? undefined)
  // On its own, so that a moved range does not let go of the view's index for a moment.
  useEffect(() => view.retain(), [view])
  return view
}

const isView = (input: ViewInput | undefined): input is View => typeof input === 'object' && 'retain' in (input ?? {})
