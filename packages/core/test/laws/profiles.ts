// Vendors as the core sees them: capability profiles that make it pick different rules.
import type { Capabilities, CommandCapability, CommandName, ConversationField } from '../../src/index.js'

const COMMANDS: readonly CommandName[] = [
  'stickTop',
  'markRead',
  'markUnread',
  'mute',
  'remove',
  'saveDraft',
  'setMark',
  'createLabel',
  'renameLabel',
  'deleteLabel',
  'addToLabel',
  'removeFromLabel',
  'updateServerExtension',
  'updateLocalExtension',
  'create',
  'sendReceipt',
  'open',
]

const ALWAYS: readonly ConversationField[] = [
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
  'labels',
  'serverExtension',
]

/** Every command on the server, in batches of `batch`. */
export function commands(echo: boolean, batch = 100): Capabilities['commands'] {
  const each = COMMANDS.map((name): [CommandName, CommandCapability] => [name, { support: 'server', batch, echo }])
  return Object.fromEntries(each) as unknown as Capabilities['commands']
}

export function capabilities(over: Partial<Capabilities> = {}): Capabilities {
  return {
    vendor: 'test',
    rowVersions: false,
    fieldStamps: false,
    liveOrder: 'ordered',
    rowFields: ALWAYS,
    list: 'complete',
    pageSize: 100,
    deleteEvents: true,
    mentions: 'vendor',
    serverFilters: [],
    markReadScopes: [],
    fetchByIds: true,
    commands: commands(true),
    ...over,
  }
}

/** NIM-like: an ordered SDK without versions, mentions counted from messages. */
export const ordered = capabilities({ mentions: 'derived' })

/** A protocol with row versions whose events may arrive in any order, and no read by id. */
export const versioned = capabilities({
  rowVersions: true,
  liveOrder: 'unordered',
  rowFields: [...ALWAYS, 'mentions', 'markedUnread', 'marks', 'selfReadAt', 'peerReadAt', 'groupReceipt', 'version'],
  fetchByIds: false,
})

/** RongCloud-like: patches carry a time per field, order is not promised. */
export const stamped = capabilities({
  fieldStamps: true,
  liveOrder: 'unordered',
  rowFields: [...ALWAYS, 'mentions', 'draft'],
})

/** A list that ends before the server's does: nothing may be swept. */
export const capped = capabilities({ list: 'capped', rowFields: [...ALWAYS, 'mentions', 'markedUnread', 'marks'] })

/** Commands are answered, but this device gets no event for them, and no row states what they set. */
export const silent = capabilities({
  rowFields: ALWAYS.filter((field) => field !== 'stickTop' && field !== 'notify'),
  commands: commands(false),
  mentions: 'derived',
  fetchByIds: false,
})

export const PROFILES = { ordered, versioned, stamped, capped, silent } as const
export type ProfileName = keyof typeof PROFILES
