import type { ConversationId } from '@convolist/core'
import type { DialogName, Point } from '@convolist/demo-kit'
import { useConversation } from '@convolist/react'
import { useCallback, useState, type ReactElement } from 'react'
import { RowDialog } from './row-dialog.js'
import { Menu } from './menu.js'

export interface RowMenu {
  readonly open: (id: ConversationId, at: Point) => void
  readonly openDialog: (id: ConversationId, dialog: DialogName) => void
  /** The row whose menu is open. */
  readonly rowId: ConversationId | undefined
  /** To be rendered somewhere. */
  readonly element: ReactElement | null
}

interface Shown {
  readonly id: ConversationId
  readonly at: Point
  readonly dialog: DialogName | undefined
}

/** The menu of a row, and the dialogs it leads to. `onClosed` gets the focus back to where it came from. */
export function useRowMenu(onClosed: (id: ConversationId) => void): RowMenu {
  const [shown, setShown] = useState<Shown>()
  const row = useConversation(shown?.id)
  const open = useCallback((id: ConversationId, at: Point) => setShown({ id, at, dialog: undefined }), [])
  const openDialog = useCallback(
    (id: ConversationId, dialog: DialogName) => setShown({ id, at: { x: 0, y: 0 }, dialog }),
    [],
  )
  const close = (): void => {
    setShown(undefined)
    if (shown) onClosed(shown.id)
  }
  return {
    open,
    openDialog,
    rowId: shown && !shown.dialog ? shown.id : undefined,
    element:
      !shown || !row ? null : shown.dialog ? (
        <RowDialog row={row} dialog={shown.dialog} onClose={close} />
      ) : (
        <Menu row={row} at={shown.at} onDialog={(dialog) => setShown({ ...shown, dialog })} onClose={close} />
      ),
  }
}
