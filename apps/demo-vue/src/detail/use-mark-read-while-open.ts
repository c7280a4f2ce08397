import type { ConversationId } from '@convolist/core'
import { useEngine } from '@convolist/vue/composables'
import { watch, type Ref } from 'vue'
import { useSession } from '../app/demo-context.js'

/** What arrives in the open conversation is read at once. By message, so that a refusal is not tried for ever. */
export function useMarkReadWhileOpen(
  id: Readonly<Ref<ConversationId | undefined>>,
  messageId: Readonly<Ref<string | undefined>>,
): void {
  const engine = useEngine()
  const { commands } = useSession()
  watch(
    [id, messageId],
    () => {
      const row = id.value === undefined ? undefined : engine.get(id.value)
      if (row && row.unreadCount > 0) commands.markRead(row)
    },
    { flush: 'post', immediate: true },
  )
}
