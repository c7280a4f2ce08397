import type { Core } from './core.js'
import type { V2Conversation } from './types.js'

/** The fields the SDK looks up whenever it hands a conversation out, and does not keep up to date otherwise. */
export class Names {
  constructor(
    private readonly core: Core,
    /** Does the sender of a revoked message lend its name, too? */
    private readonly options: { readonly lendsRevoked: boolean },
  ) {}

  of(conversation: V2Conversation): Partial<V2Conversation> {
    const { ids, people } = this.core
    const { conversationId, lastMessage } = conversation
    const type = ids.parseConversationType(conversationId)
    const target = ids.parseConversationTargetId(conversationId)
    const mute = type === 1 ? people.mutedPeers.has(target) : (people.muteMode(target, type - 1) ?? 0) !== 0
    if (type !== 1) {
      const team = people.team(target, type - 1)
      return { mute, name: team?.name || target, avatar: team?.avatar || '' }
    }
    const lends = this.options.lendsRevoked || lastMessage?.lastMessageState !== 1
    const isOwn = lastMessage?.messageRefer.conversationId === conversationId
    const sender = isOwn && lends ? lastMessage.senderName : undefined // else a stranger's name falls back to the id
    const name = this.core.aliasOf(target) || this.core.userNameOf(target) || sender || target
    return { mute, name, avatar: people.users.get(target)?.avatar || '' }
  }
}
