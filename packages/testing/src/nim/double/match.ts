import type { V2Conversation, V2ConversationOption } from './types.js'

/** Does a conversation belong to a list or a count with this option? */
export function matches(
  conversation: V2Conversation,
  option: V2ConversationOption & { ignoreMuted?: boolean | undefined },
): boolean {
  const { conversationTypes = [], onlyUnread = false, conversationGroupIds, ignoreMuted = false } = option
  if (conversationTypes.length > 0 && !conversationTypes.includes(conversation.type)) return false
  if (onlyUnread && !conversation.unreadCount) return false
  if (ignoreMuted && conversation.mute === true) return false
  if (conversationGroupIds === undefined) return true
  const groups = conversation.groupIds ?? []
  if (conversationGroupIds.length === 0) return groups.length === 0
  return conversationGroupIds.some((id) => groups.includes(id))
}
