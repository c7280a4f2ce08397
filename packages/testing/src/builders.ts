import {
  createConversation,
  toConversationId,
  toEpochMs,
  type Conversation,
  type ConversationId,
  type ConversationKind,
  type ConversationPatch,
  type EngineEvent,
  type EpochMs,
  type Label,
  type LastMessage,
  type NotifyLevel,
} from '@convolist/core'

/** What a test says about a row; the rest gets the neutral value. Times are epoch milliseconds. */
export interface RowSpec {
  /** Activity time, sort key and time of the last message at once. */
  readonly at?: number | undefined
  readonly unread?: number | undefined
  readonly pinned?: boolean | undefined
  readonly muted?: boolean | undefined
  readonly kind?: ConversationKind | undefined
  readonly text?: string | undefined
  readonly version?: number | undefined
  /** Any other field of the row, as it is. */
  readonly more?: Partial<Conversation> | undefined
}

/** A full row called `id`: `row('a', { at: 1, unread: 3 })`. */
export function row(id: string, spec: RowSpec = {}): Conversation {
  const at = toEpochMs(spec.at ?? 0)
  return createConversation({
    id: toConversationId(id),
    kind: spec.kind ?? 'direct',
    targetId: id,
    title: id,
    activeAt: at,
    sortKey: at,
    unreadCount: spec.unread ?? 0,
    stickTop: spec.pinned ?? false,
    notify: spec.muted === true ? 'none' : 'all',
    version: spec.version,
    lastMessage: spec.text === undefined ? undefined : message({ at, text: spec.text }),
    ...spec.more,
  })
}

export interface MessageSpec extends Partial<Omit<LastMessage, 'sentAt'>> {
  readonly at?: number | undefined
}

/** A last message for a row: `message({ at: 5, text: 'hi' })`. */
export function message({ at = 0, ...known }: MessageSpec = {}): LastMessage {
  return {
    id: `message-${at}`,
    sentAt: toEpochMs(at),
    senderId: 'peer',
    type: 'text',
    status: 'sent',
    revoked: false,
    ...known,
  }
}

/** The fields a vendor mentioned of one row: `patch('a', { unreadCount: 0 })`. */
export const patch = (id: string, fields: Omit<ConversationPatch, 'id'> = {}): ConversationPatch => ({
  id: toConversationId(id),
  ...fields,
})

type Timed<Type extends EngineEvent['type']> = Omit<Extract<EngineEvent, { type: Type }>, 'type' | 'at'>

/** Any event by its name, at time 0: `event('syncFailed', { syncId: 's', reason: 'offline' })`. */
export function event<Type extends EngineEvent['type']>(
  type: Type,
  fields: Timed<Type>,
): Extract<EngineEvent, { type: Type }> {
  return { type, at: toEpochMs(0), ...fields } as unknown as Extract<EngineEvent, { type: Type }>
}

/** The same event at another time: `at(500, removed('a'))`. */
export const at = <Event extends EngineEvent>(ms: number, of: Event): Event => ({ ...of, at: toEpochMs(ms) })

const ids = (names: readonly string[]): ConversationId[] => names.map(toConversationId)

/** Live full rows. */
export const upserted = (...rows: Conversation[]): EngineEvent => event('conversationsUpserted', { rows })

/** What a vendor mentioned of some rows; a full row is a patch that mentions everything. */
export const patched = (...patches: ConversationPatch[]): EngineEvent => event('conversationsPatched', { patches })

export const removed = (...names: string[]): EngineEvent => event('conversationsRemoved', { ids: ids(names) })

/** The whole list as it is now: other rows are gone. */
export const snapshot = (...rows: Conversation[]): EngineEvent => event('snapshotReceived', { rows, complete: true })

export const stickTopSet = (id: string, stickTop: boolean): EngineEvent => patched(patch(id, { stickTop }))

export const notifySet = (id: string, notify: NotifyLevel): EngineEvent => patched(patch(id, { notify }))

export const unreadSet = (id: string, unreadCount: number): EngineEvent => patched(patch(id, { unreadCount }))

export const markedUnreadSet = (id: string, markedUnread: boolean): EngineEvent => patched(patch(id, { markedUnread }))

export const selfReadTo = (id: string, ms: number): EngineEvent =>
  event('selfReadTo', { id: toConversationId(id), readAt: toEpochMs(ms) })

export const peerReadTo = (id: string, ms: number): EngineEvent =>
  event('peerReadTo', { id: toConversationId(id), readAt: toEpochMs(ms) })

export const mentioned = (id: string, messageId: string, ms: number, scope: 'me' | 'all' = 'me'): EngineEvent =>
  event('mentionReceived', { id: toConversationId(id), messageId, sentAt: toEpochMs(ms), scope })

export const revoked = (id: string, messageId: string, revokedBy?: string): EngineEvent =>
  event('messageRevoked', { id: toConversationId(id), messageId, revokedBy })

export const draftSaved = (id: string, text: string | undefined, ms = 0): EngineEvent =>
  at(ms, event('draftSaved', { id: toConversationId(id), draft: text === undefined ? undefined : draftOf(text, ms) }))

const draftOf = (text: string, ms: number): { text: string; at: EpochMs } => ({ text, at: toEpochMs(ms) })

/** The user reads this one now; without an id, none. */
export const opened = (id?: string): EngineEvent =>
  event('conversationOpened', { id: id === undefined ? undefined : toConversationId(id) })

export const labelled = (...labels: Label[]): EngineEvent => event('labelsChanged', { labels })

export const accountOpened = (account = 'me'): EngineEvent => event('accountOpened', { account })

/** A whole sync in one page: started, asked, received, finished. */
export function synced(...rows: Conversation[]): EngineEvent[] {
  return [
    event('syncStarted', { syncId: 'sync' }),
    event('pageRequested', { requestId: 'page', syncId: 'sync' }),
    event('pageReceived', { requestId: 'page', rows }),
    event('syncFinished', { syncId: 'sync', complete: true }),
  ]
}
