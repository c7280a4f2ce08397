import type { Capabilities, CommandCapability, ConversationField } from '@convolist/core'
import type { Services } from './services.js'

// NIM's limits, per call, from NetEase's guides; the Web client checks few of them.
const PINS = 100
const CLEAR = 10
const CLEAR_LOCAL = 50
const REMOVE = 100
const GROUP = 100
export const RECEIPTS = 50
export const NATIVE_PAGE = 100
/** On the Web the whole list is in memory: one call costs what one page does. */
const EVERYTHING = 2 ** 31 - 1

const ROW_FIELDS: readonly ConversationField[] = [
  'kind',
  'targetId',
  'title',
  'avatarUrl',
  'stickTop',
  'notify',
  'unreadCount',
  'lastMessage',
  'sortKey',
  'activeAt',
  'selfReadAt',
  'localExtension',
  'createdAt',
  'updatedAt',
]

const server = (batch: number, echo = true): CommandCapability => ({ support: 'server', batch, echo })
const local = (why: string): CommandCapability => ({ support: 'local', batch: 1, echo: false, why })

/** What NIM can do, given the service in use and what the app registered. */
export function nimCapabilities(services: Services, pageSize?: number): Capabilities {
  const { cloud, conversation, group, message, setting, user } = services
  const given = (service: unknown, why: string, batch = 1, echo = true): CommandCapability =>
    service ? server(batch, echo) : { support: 'none', batch, echo: false, why }
  const unregistered = 'its service is not registered'
  const label = (batch: number): CommandCapability =>
    given(group, cloud ? unregistered : 'only the cloud has groups', batch)
  return {
    vendor: 'netease-nim',
    rowVersions: false, // the SDK compares them and keeps them to itself
    fieldStamps: false,
    liveOrder: 'ordered',
    rowFields: cloud ? [...ROW_FIELDS, 'labels', 'serverExtension'] : ROW_FIELDS,
    list: 'complete', // a local list that hit its cap says so page by page
    pageSize: pageSize ?? (services.native ? NATIVE_PAGE : EVERYTHING),
    deleteEvents: true,
    stickTopLimit: PINS,
    mentions: 'derived',
    serverFilters: cloud ? ['unread', 'kinds', 'labels'] : ['unread', 'kinds'],
    // Local: clearUnreadCountByTypes stops after 1,000 conversations, so kinds are done id by id.
    markReadScopes: cloud ? ['all', 'kinds', 'label'] : ['all'],
    fetchByIds: true,
    commands: {
      stickTop: server(1),
      markRead: server(cloud ? CLEAR : CLEAR_LOCAL),
      markUnread: local('NIM has no such flag'),
      mute: { ...given(setting, unregistered), guessed: !user }, // which is where rows have it from
      remove: server(REMOVE),
      saveDraft: local('NIM keeps no drafts'),
      setMark: local('NIM has no marks'),
      createLabel: label(GROUP),
      renameLabel: label(1),
      deleteLabel: label(1),
      addToLabel: label(GROUP),
      removeFromLabel: label(GROUP),
      updateServerExtension: given(cloud, 'only the cloud has it'),
      updateLocalExtension: { ...server(1), why: 'kept on this device; on the Web in memory' },
      create: server(1),
      sendReceipt: given(message, unregistered, 1, false),
      open: conversation.setCurrentConversation
        ? server(1, false)
        : local('needs setCurrentConversation (local service, 10.9.40)'),
    },
  }
}
