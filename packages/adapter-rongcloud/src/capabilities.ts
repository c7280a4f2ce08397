import type { Capabilities, CommandCapability } from '@convolist/core'

// RongCloud's limits, per call, from its documents; the SDK checks them before it asks.
const PINS = 20
const REMOVE = 100
const TAGGED = 100
/** The server keeps no more conversations, and no longer than their messages (6 months). */
export const LIST = 1000

const server = (batch: number): CommandCapability => ({ support: 'server', batch, echo: false })
const local = (why: string): CommandCapability => ({ support: 'local', batch: 1, echo: false, why })
const none = (why: string): CommandCapability => ({ support: 'none', batch: 1, echo: false, why })

const NO_SUCH = 'RongCloud has no such thing'

/** What this version of the SDK can do. Nothing it does for itself comes back as an event. */
export function rongCloudCapabilities(has: (method: string) => boolean, pageSize: number): Capabilities {
  const by = (method: string, batch: number, otherwise = none): CommandCapability =>
    has(method) ? server(batch) : otherwise(`this SDK has no ${method}`)
  const many = (method: string, batch: number): CommandCapability => server(has(method) ? batch : 1)
  /** Rows show a guess until the SDK has its settings, and of the level also after: 0 is the group's or the app's own. */
  const setting = (method: string): CommandCapability => ({ ...many(method, PINS), guessed: true })
  const tags = (batch: number): CommandCapability => by('addTag', batch)
  return {
    vendor: 'rongcloud',
    rowVersions: false,
    fieldStamps: true, // of settings; messages are told apart by their own time, and counts come in order
    liveOrder: 'unordered', // an older message is told like a new one
    rowFields: [
      'kind',
      'targetId',
      'channelId',
      'title',
      'avatarUrl',
      'stickTop',
      'notify',
      'unreadCount',
      'mentions',
      'lastMessage',
      'sortKey',
      'activeAt',
      'labels',
    ],
    list: 'capped',
    pageSize,
    deleteEvents: false, // but for channels of ultra groups
    mentions: 'vendor',
    serverFilters: [
      'unread',
      ...(has('getConversationListByTimestamp') ? ['kinds' as const] : []),
      ...(has('createConversationListLoader') ? ['labels' as const] : []),
    ],
    markReadScopes: ['all'],
    fetchByIds: true,
    commands: {
      stickTop: setting('batchSetConversationToTop'),
      markRead: server(1),
      markUnread: local(NO_SUCH),
      mute: setting('batchSetConversationNotificationLevel'),
      remove: many('batchDeleteConversations', REMOVE),
      saveDraft: { why: 'kept by the SDK in memory, until the page is left', ...by('saveTextMessageDraft', 1, local) },
      setMark: local(NO_SUCH),
      createLabel: tags(TAGGED),
      renameLabel: tags(1),
      deleteLabel: tags(1),
      addToLabel: tags(TAGGED),
      removeFromLabel: tags(TAGGED),
      updateServerExtension: none(NO_SUCH),
      updateLocalExtension: local(NO_SUCH),
      create: none('a conversation begins with its first message'),
      sendReceipt: server(1),
      open: local(NO_SUCH),
    },
  }
}
