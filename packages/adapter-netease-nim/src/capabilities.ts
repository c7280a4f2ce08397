import type { Capabilities, CommandCapability, CommandName, ConversationField } from '@convolist/core'
import type { Services } from './services.js'

/** NIM's limits, per call. Sources: NetEase's conversation and receipt guides; the Web client checks few of them. */
export const LIMIT = { pins: 100, clear: 10, clearLocal: 50, remove: 100, group: 100, receipts: 50, page: 100 } as const

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

/** What NIM can do, given the service in use and what the app registered. */
export function nimCapabilities(services: Services, pageSize?: number): Capabilities {
  const cloud = services.mode === 'cloud'
  return {
    vendor: 'netease-nim',
    rowVersions: false, // the SDK compares them itself and keeps them to itself
    fieldStamps: false,
    liveOrder: 'ordered',
    rowFields: cloud ? [...ROW_FIELDS, 'labels', 'serverExtension'] : ROW_FIELDS,
    list: 'complete', // a local list that hit its cap says so page by page
    pageSize: pageSize ?? (services.native ? LIMIT.page : EVERYTHING),
    deleteEvents: true,
    stickTopLimit: LIMIT.pins,
    mentions: 'derived',
    serverFilters: cloud ? ['unread', 'kinds', 'labels'] : ['unread', 'kinds'],
    // Local: clearUnreadCountByTypes stops after 1,000 conversations, so kinds are done id by id.
    markReadScopes: cloud ? ['all', 'kinds', 'label'] : ['all'],
    fetchByIds: true,
    commands: commandsOf(services, cloud),
  }
}

function commandsOf(services: Services, cloud: boolean): Record<CommandName, CommandCapability> {
  const server = (batch: number, echo = true, why?: string): CommandCapability => ({
    support: 'server',
    batch,
    echo,
    why,
  })
  const local = (why: string): CommandCapability => ({ support: 'local', batch: 1, echo: false, why })
  const only = (available: unknown, batch: number, why: string, echo = true): CommandCapability =>
    available ? server(batch, echo) : { support: 'none', batch, echo: false, why }

  const labels = cloud ? services.group : undefined
  const noLabels = cloud ? 'the conversation group service is not registered' : 'local conversations have no groups'
  const noSetCurrent = 'only the local conversation service has setCurrentConversation, from 10.9.40 on'
  return {
    stickTop: server(1),
    markRead: server(cloud ? LIMIT.clear : LIMIT.clearLocal),
    markUnread: local('NIM has no flag for it'),
    mute: only(services.setting, 1, 'the setting service is not registered'),
    remove: server(LIMIT.remove),
    saveDraft: local('NIM keeps no drafts'),
    setMark: local('NIM has no marks'),
    createLabel: only(labels, LIMIT.group, noLabels),
    renameLabel: only(labels, 1, noLabels),
    deleteLabel: only(labels, 1, noLabels),
    addToLabel: only(labels, LIMIT.group, noLabels),
    removeFromLabel: only(labels, LIMIT.group, noLabels),
    updateServerExtension: only(cloud, 1, 'local conversations have no serverExtension'),
    updateLocalExtension: server(1, true, 'kept by the SDK on this device; on the Web in memory only'),
    create: server(1),
    sendReceipt: only(services.message, 1, 'the message service is not registered', false),
    open: services.conversation.setCurrentConversation ? server(1, false) : local(noSetCurrent),
  }
}
