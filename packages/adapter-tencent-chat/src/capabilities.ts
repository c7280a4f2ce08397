import type { Capabilities, CommandCapability, ConversationField } from '@convolist/core'

/**
 * Tencent's limits. Sources: the native header (7.x), the vendor's guides, and the Web runtime, which cuts what is above
 * the limit for deletions and mutes in silence.
 */
const PINS = 50
export const MUTES = 30
export const BATCH = 100
export const PAGE = 100
export const RECEIPTS = 30
export const CUSTOM_BYTES = 256
export const GROUP_BYTES = 32

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

type Has = (method: string) => boolean
/** What a command can do where the SDK has this method. Default: one conversation a call, an event follows, nothing without it. */
type By = (method: string, batch?: number, otherwise?: 'local' | 'none', echo?: boolean) => CommandCapability

/** Where the two families differ. */
export interface FamilyCapabilities extends Pick<Capabilities, 'vendor' | 'rowFields' | 'pageSize' | 'markReadScopes'> {
  /** Can the list be asked for a part of it? */
  readonly filters: boolean
  commands(
    by: By,
  ): Pick<
    Capabilities['commands'],
    'stickTop' | 'markRead' | 'mute' | 'remove' | 'saveDraft' | 'create' | 'sendReceipt'
  >
}

const local = (why: string): CommandCapability => ({ support: 'local', batch: 1, echo: false, why })
export const none = (why: string): CommandCapability => ({ support: 'none', batch: 1, echo: false, why })

/** What this SDK can do, by the methods it has: editions and plugins leave some of them out. */
export function tencentCapabilities(has: Has, family: FamilyCapabilities): Capabilities {
  const by: By = (method, batch = 1, otherwise = 'none', echo = true) =>
    has(method)
      ? { support: 'server', batch, echo }
      : { support: otherwise, batch: otherwise === 'local' ? 1 : batch, echo: false, why: `this SDK has no ${method}` }
  const groups = (method: string): CommandCapability => by(method, BATCH)
  return {
    vendor: family.vendor,
    rowVersions: false,
    fieldStamps: false,
    liveOrder: 'ordered',
    rowFields: [
      ...ROW_FIELDS,
      ...family.rowFields,
      ...(has('markConversation') ? (['marks', 'markedUnread'] as const) : []),
      ...(has('createConversationGroup') ? (['labels'] as const) : []),
      ...(has('setConversationCustomData') ? (['serverExtension'] as const) : []),
    ],
    list: 'complete', // as far as the SDK's own sync has come; pages say so
    pageSize: family.pageSize,
    deleteEvents: true,
    stickTopLimit: PINS,
    mentions: 'vendor',
    // For Tencent a row that the user has marked as unread is not.
    serverFilters: family.filters ? ['kinds', 'labels', 'mentioned', has('markConversation') ? 'marks' : 'unread'] : [],
    markReadScopes: family.markReadScopes,
    fetchByIds: true,
    commands: {
      ...family.commands(by),
      markUnread: by('markConversation', BATCH, 'local'),
      setMark: by('markConversation', BATCH, 'local'),
      createLabel: groups('createConversationGroup'),
      renameLabel: by('renameConversationGroup'),
      deleteLabel: by('deleteConversationGroup'),
      addToLabel: groups('addConversationsToGroup'),
      removeFromLabel: groups('deleteConversationsFromGroup'),
      updateServerExtension: groups('setConversationCustomData'),
      updateLocalExtension: local('Tencent keeps one text per conversation, and that is the server’s'),
      open: local('Tencent is not told which conversation is open'),
    },
  }
}
