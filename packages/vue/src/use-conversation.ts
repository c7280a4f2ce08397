import { getConversation, type Commands, type Conversation, type ConversationId } from '@convolist/core'
import { toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useEngineFor, type ComposableOptions } from './provider.js'
import { useEngineValue } from './use-engine-value.js'

/**
 * One row by id; told of only when that row changes.
 *
 * @param id a value, a ref or a getter.
 * @returns a ref of `undefined` while nobody knows the id, after its deletion, or for `undefined`.
 */
export function useConversation(
  id: MaybeRefOrGetter<ConversationId | string | undefined>,
  options?: ComposableOptions,
): ComputedRef<Conversation | undefined> {
  return useEngineValue(useEngineFor('useConversation', options), (state) => {
    const wanted = toValue(id)
    return wanted == null ? undefined : getConversation(state, wanted)
  })
}

/** `engine.commands`: always the same object. */
export function useConversationCommands(options?: ComposableOptions): Commands {
  return useEngineFor('useConversationCommands', options).commands
}
