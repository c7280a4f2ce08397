import type { Capabilities, CommandCapability, CommandName, ConversationField } from '@convolist/core'
import type { TencentFamily } from './ids.js'

/**
 * Tencent's limits. Sources: the native header (7.x), the vendor's guides, and the Web runtime, which cuts what is above
 * the limit for deletions and mutes in silence.
 */
export const LIMIT = {
  pins: 50,
  mute: 30,
  batch: 100,
  page: 100,
  receipts: 30,
  customBytes: 256,
  groupBytes: 32,
} as const

const ROW_FIELDS: readonly ConversationField[] = [
  'kind',
  'targetId',
  'title',
  'avatarUrl',
  'stickTop',
  'notify',
  'unreadCount',
  'mentions',
  'lastMessage',
  'sortKey',
  'activeAt',
  'selfReadAt',
  'peerReadAt',
]

/** What this SDK can do, by the methods it has: editions and plugins leave some of them out. */
export function tencentCapabilities(family: TencentFamily, has: (method: string) => boolean): Capabilities {
  const v2tim = family === 'v2tim'
  const fields: ConversationField[] = [...ROW_FIELDS]
  if (v2tim) fields.push('draft') // on the Web a reconnect empties it: there it comes by patches
  if (has('markConversation')) fields.push('marks', 'markedUnread')
  if (has('createConversationGroup')) fields.push('labels')
  if (has('setConversationCustomData')) fields.push('serverExtension')
  const filters = !v2tim || has('getConversationListByFilter')
  return {
    vendor: v2tim ? 'tencent-v2tim' : 'tencent-web',
    rowVersions: false,
    fieldStamps: false,
    liveOrder: 'ordered',
    rowFields: fields,
    list: 'complete', // as far as the SDK's own sync has come; pages say so
    pageSize: LIMIT.page,
    deleteEvents: true,
    stickTopLimit: LIMIT.pins,
    mentions: 'vendor',
    serverFilters: filters ? ['unread', 'kinds', 'labels'] : [],
    markReadScopes: scopesOf(has),
    fetchByIds: true,
    commands: commandsOf(v2tim, has),
  }
}

function scopesOf(has: (method: string) => boolean): Capabilities['markReadScopes'] {
  if (has('cleanConversationUnreadMessageCount') || has('setAllMessageRead')) return ['all', 'kinds']
  return has('markAllMessageAsRead') ? ['all'] : []
}

function commandsOf(v2tim: boolean, has: (method: string) => boolean): Record<CommandName, CommandCapability> {
  const local = (why: string): CommandCapability => ({ support: 'local', batch: 1, echo: false, why })
  const by = (method: string, batch: number, otherwise: 'local' | 'none', echo = true): CommandCapability =>
    has(method)
      ? { support: 'server', batch, echo }
      : { support: otherwise, batch: otherwise === 'local' ? 1 : batch, echo: false, why: `this SDK has no ${method}` }

  const muting = v2tim ? 'setC2CReceiveMessageOpt' : 'setMessageRemindType'
  const draft = by('setConversationDraft', 1, 'local', v2tim)
  return {
    stickTop: by('pinConversation', 1, 'none'),
    markRead: by(
      v2tim && !has('markC2CMessageAsRead')
        ? 'cleanConversationUnreadMessageCount'
        : v2tim
          ? 'markC2CMessageAsRead'
          : 'setMessageRead',
      1,
      'none',
    ),
    markUnread: by('markConversation', LIMIT.batch, 'local'),
    mute: by(muting, LIMIT.mute, 'none'),
    // Before 7.1 there is neither a call for many nor an event.
    remove: { support: 'server', batch: LIMIT.batch, echo: !v2tim || has('deleteConversationList') },
    saveDraft: { ...draft, why: draft.why ?? 'kept by the SDK on this device; on the Web in memory only' },
    setMark: by('markConversation', LIMIT.batch, 'local'),
    createLabel: by('createConversationGroup', LIMIT.batch, 'none'),
    renameLabel: by('renameConversationGroup', 1, 'none'),
    deleteLabel: by('deleteConversationGroup', 1, 'none'),
    addToLabel: by('addConversationsToGroup', LIMIT.batch, 'none'),
    removeFromLabel: by('deleteConversationsFromGroup', LIMIT.batch, 'none'),
    updateServerExtension: by('setConversationCustomData', LIMIT.batch, 'none'),
    updateLocalExtension: local('Tencent keeps one text per conversation, and that is the server’s'),
    create: v2tim
      ? { support: 'none', batch: 1, echo: false, why: 'a conversation begins with its first message' }
      : by('getConversationProfile', 1, 'none'),
    sendReceipt: by(v2tim ? 'sendMessageReadReceipts' : 'sendMessageReadReceipt', 1, 'none', false),
    open: local('Tencent is not told which conversation is open'),
  }
}
