import { getConversation, type Commands, type Conversation, type ConversationId, type ListState } from '@convolist/core'
import { useEngineFor, type HookOptions } from './provider.js'
import { useEngineValue } from './use-engine-value.js'

/**
 * One row by id; renders again only when that row changes.
 *
 * @returns `undefined` while nobody knows the id, after its deletion, or for `undefined`.
 */
export function useConversation(
  id: ConversationId | string | undefined,
  options?: HookOptions,
): Conversation | undefined {
  const engine = useEngineFor('useConversation', options)
  return useEngineValue(engine, (state: ListState) => (id == null ? undefined : getConversation(state, id)))
}

/** `engine.commands`: always the same object, so it never renders again and is safe in dependency lists. */
export function useConversationCommands(options?: HookOptions): Commands {
  return useEngineFor('useConversationCommands', options).commands
}
