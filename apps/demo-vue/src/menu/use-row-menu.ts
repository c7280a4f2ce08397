import type { Conversation, ConversationId } from '@convolist/core'
import type { DialogName, Point } from '@convolist/demo-kit'
import { useConversation } from '@convolist/vue/composables'
import { computed, shallowRef, type Ref } from 'vue'

export interface RowMenu {
  readonly open: (id: ConversationId, at: Point) => void
  readonly openDialog: (id: ConversationId, dialog: DialogName) => void
  readonly close: () => void
  /** The row whose menu is open. */
  readonly menuId: Readonly<Ref<ConversationId | undefined>>
  /** For `<RowMenu>`, to be rendered somewhere. */
  readonly shown: Readonly<Ref<Shown | undefined>>
  readonly row: Readonly<Ref<Conversation | undefined>>
}

interface Shown {
  readonly id: ConversationId
  readonly at: Point
  readonly dialog: DialogName | undefined
}

/** The menu of a row, and the dialogs it leads to. `onClosed` gets the focus back to where it came from. */
export function useRowMenu(onClosed: (id: ConversationId) => void): RowMenu {
  const shown = shallowRef<Shown>()
  return {
    open: (id, at) => (shown.value = { id, at, dialog: undefined }),
    openDialog: (id, dialog) => (shown.value = { id, at: { x: 0, y: 0 }, dialog }),
    close: () => {
      const closed = shown.value
      shown.value = undefined
      if (closed) onClosed(closed.id)
    },
    menuId: computed(() => (shown.value?.dialog ? undefined : shown.value?.id)),
    shown,
    row: useConversation(() => shown.value?.id),
  }
}
