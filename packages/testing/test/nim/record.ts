/** The events a conversation list depends on, by service. */
const watched: Readonly<Record<string, readonly string[]>> = {
  V2NIMLoginService: ['onLoginStatus', 'onConnectStatus', 'onDisconnected', 'onKickedOffline', 'onDataSync'],
  V2NIMConversationService: conversationEvents(),
  V2NIMLocalConversationService: conversationEvents(),
  V2NIMConversationGroupService: [
    'onConversationGroupCreated',
    'onConversationGroupDeleted',
    'onConversationGroupChanged',
    'onConversationsAddedToGroup',
    'onConversationsRemovedFromGroup',
  ],
  V2NIMMessageService: [
    'onSendMessage',
    'onReceiveMessages',
    'onReceiveP2PMessageReadReceipts',
    'onReceiveTeamMessageReadReceipts',
    'onMessageRevokeNotifications',
    'onMessageDeletedNotifications',
  ],
  V2NIMSettingService: ['onP2PMessageMuteModeChanged', 'onTeamMessageMuteModeChanged'],
  V2NIMUserService: ['onUserProfileChanged'],
  V2NIMFriendService: ['onFriendInfoChanged'],
  V2NIMTeamService: ['onTeamInfoUpdated', 'onTeamLeft'],
}

function conversationEvents(): string[] {
  return [
    'onSyncStarted',
    'onSyncFinished',
    'onSyncFailed',
    'onConversationCreated',
    'onConversationDeleted',
    'onConversationChanged',
    'onTotalUnreadCountChanged',
    'onUnreadCountChangedByFilter',
    'onConversationReadTimeUpdated',
  ]
}

interface Emitter {
  on(name: string, listener: (...args: unknown[]) => void): unknown
}

/** Writes down what an SDK instance emits, one line each: `Conversation.onConversationDeleted [["me|1|bob"]]`. */
export function record(nim: object, services: readonly string[] = Object.keys(watched)): string[] {
  const lines: string[] = []
  for (const name of services) {
    const service = (nim as Record<string, Emitter>)[name] as Emitter
    const short = name.replace('V2NIM', '').replace('Service', '')
    for (const event of watched[name] ?? [])
      service.on(event, (...args) => lines.push(`${short}.${event} ${canonical(args)}`))
  }
  return lines
}

/** JSON with sorted keys, without what differs by chance or means nothing to a list. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => (hidden.has(key) ? undefined : sorted(inner)))
}

/** Telemetry, defaults of configurations a list does not read, and wording of errors. */
const hidden: ReadonlySet<string> = new Set([
  '__clientExt',
  'messageConfig',
  'pushConfig',
  'routeConfig',
  'antispamConfig',
  'robotConfig',
  'resend',
  'clientAntispamHit',
  'detail',
  'desc',
  'message',
  'stack',
])

function sorted(value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, code: (value as unknown as { code: number }).code }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
