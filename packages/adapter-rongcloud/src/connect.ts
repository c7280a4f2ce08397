import type { SourceEvent, SourceSink } from '@convolist/core'
import type { Sdk } from './call.js'
import { applyDeltas } from './changes.js'
import { isListed, parseRongCloudId, toRongCloudId } from './ids.js'
import { GROUP, PRIVATE, ULTRA } from './im.js'
import type { Line, Session } from './line.js'
import type { Profiles } from './profiles.js'
import { count, list, record, string, text, time, type Fields } from './read.js'
import { readTags } from './tags.js'
import { idOf, toDelta } from './to-row.js'
import { contentOf, RECALL, toLastMessage } from './to-message.js'
import type { Watches } from './unread.js'

/** One line per event: what it means to the list. Returned events are emitted; a throw is noted and goes no further. */
type Table = Readonly<Record<string, (payload: unknown, session: Session) => readonly SourceEvent[] | void>>

/** After this the list is read although the SDK has not said that it is ready. */
const AWAIT_MS = 10_000
const PULLED = 'PULL_OFFLINE_MESSAGE_FINISHED'
const SYNCED = 'CONVERSATIONS_SYNCED'
const ULTRA_READY = 'ULTRA_GROUP_ENABLE'
/** Another device of the same kind, or a blocked user; a token that is wrong or ran out; the app's own `disconnect()`. */
const CLOSED: Readonly<Record<number, 'kicked' | 'expired' | 'logout'>> = {
  2: 'logout',
  31004: 'expired',
  31009: 'kicked',
  31010: 'kicked',
  31011: 'kicked',
  31020: 'expired',
}
/** A public channel became private, and this account is not in it. */
const LOCKED_OUT = 6

/** What a source is made of. */
export interface Parts {
  readonly sdk: Sdk
  readonly line: Line
  readonly profiles: Profiles
  readonly watches: Watches
  /** Does the SDK's list include ultra groups? `undefined`: as the server says. */
  readonly ultraGroupsInList: boolean | undefined
}

/** Adds the listeners and opens the account if somebody is connected. Returns what removes exactly those listeners. */
export function connectRongCloud(parts: Parts, sink: SourceSink): () => void {
  const { sdk, line, profiles, watches } = parts
  line.sink = sink

  const table: Table = {
    CONNECTED: () => opened(),
    DISCONNECT: closed,
    CONNECTING: () => [{ type: 'connectionChanged', connection: 'connecting' }],
    SUSPEND: () => [{ type: 'connectionChanged', connection: 'disconnected' }],
    [PULLED]: () => arrived(PULLED),
    [SYNCED]: () => arrived(SYNCED),
    [ULTRA_READY]: () => arrived(ULTRA_READY),
    CONVERSATION: (event, session) => {
      applyDeltas(
        parts,
        line.each(record(event, 'event').conversationList, 'CONVERSATION', (one) => toDelta(one, session)),
      )
      watches.changed()
    },
    // Of all messages only orders matter here: CONVERSATION says what the others do to the list.
    MESSAGES: (event) => line.each(record(event, 'event').messages, 'MESSAGES', toOrder),
    ULTRA_GROUP_MESSAGE_RECALLED: (messages) => line.each(messages, 'ULTRA_GROUP_MESSAGE_RECALLED', toOrder),
    MESSAGE_MODIFIED: (messages, session) => {
      const patches = line.each(messages, 'MESSAGE_MODIFIED', (message) => {
        const id = idOf(message)
        const lastMessage = toLastMessage(message)
        return session.known.get(id)?.last?.id === lastMessage.id ? { id, lastMessage } : undefined
      })
      return patches.length > 0 ? [{ type: 'conversationsPatched', patches, unknown: 'ignore' }] : []
    },
    READ_RECEIPT_RECEIVED: (event, session) => {
      const from = record(event, 'event')
      const isMine = from.sendUserId === session.account // read on another device of mine
      return readTo(isMine ? 'selfReadTo' : 'peerReadTo', from.conversation, from, 'sentTime')
    },
    SYNC_READ_STATUS: (event) => readTo('selfReadTo', event, record(event, 'event'), 'timestamp'),
    MESSAGE_READ_RECEIPT_V4: (event) => {
      const { privateReadReceipt: one, groupReadReceipt: group } = record(event, 'event')
      return [
        ...(one ? readTo('peerReadTo', one, record(one, 'receipt'), 'endMsgTime') : []),
        ...(group ? [readers(group, group, 'readedCount', undefined)] : []),
      ]
    },
    MESSAGE_RECEIPT_RESPONSE_V5: (receipts, session) =>
      line.each(receipts, 'MESSAGE_RECEIPT_RESPONSE_V5', (receipt): SourceEvent | undefined => {
        const from = record(receipt, 'receipt')
        const id = idOf(from.identifier)
        if (parseRongCloudId(id).conversationType !== PRIVATE)
          return readers(from.identifier, from, 'readCount', 'unreadCount')
        // It carries no time: only of my newest message do we know when it was sent.
        const { last } = session.known.get(id) ?? {}
        if (last?.id !== from.messageUId || last?.senderId !== session.account || !count(from, 'readCount'))
          return undefined
        return { type: 'peerReadTo', id, readAt: last.sentAt }
      }),
    MESSAGE_RECEIPT_RESPONSE: (event, session) => {
      const from = record(event, 'event')
      const last = session.known.get(idOf(from.conversation))?.last
      if (last?.senderId === session.account && list(from.messageUIdList, 'messageUIdList').includes(last.id))
        void askReaders(session, from.conversation, last.id)
    },
    TAG: () => void readTags(sdk, line),
    USER_SETTINGS_SYNCED: () => void readTags(sdk, line),
    // The counts were zeroed and filled again without an event.
    SYNC_SERVER_SAVE_UNREAD_COMPLETED: () => line.resync('unread counts'),
    ULTRA_GROUP_CHANNEL_DELETE: (channels) => removed(channels, 'ULTRA_GROUP_CHANNEL_DELETE', () => true),
    ULTRA_GROUP_CHANNEL_USER_KICKED: (channels, session) =>
      removed(channels, 'ULTRA_GROUP_CHANNEL_USER_KICKED', (from) => from.userId === session.account),
    ULTRA_GROUP_CHANNEL_TYPE_CHANGE: (channels) =>
      removed(channels, 'ULTRA_GROUP_CHANNEL_TYPE_CHANGE', (from) => from.changeType === LOCKED_OUT),
    // Names, where the app lets RongCloud keep them.
    GROUP_INFO_CHANGED: (event) => renamed(GROUP, record(record(event, 'event').groupInfo, 'groupInfo'), 'groupId'),
    GROUP_REMARK_CHANGED_SYNC: (event) => renamed(GROUP, record(event, 'event'), 'groupId'),
    FRIEND_INFO_CHANGED_SYNC: (event) => renamed(PRIVATE, record(event, 'event'), 'userId'),
    // CONVERSATIONS_SETTINGS_SYNCED, CONVERSATION_TAG: CONVERSATION came before them and said what changed.
    // EXPANSION, MESSAGE_RECEIPT_REQUEST, TYPING_STATUS, CHATROOM, profiles of strangers: no part of a row.
  }

  const handlers = Object.entries(table).map(([event, translate]) => {
    const handler = (payload: unknown): void => {
      const isLogin = event === 'CONNECTED'
      if (!line.sink || (!line.session && !isLogin)) return
      try {
        line.emit(...(translate(payload, line.session as Session) ?? []))
      } catch (cause) {
        line.note('vendor/malformed', event, cause) // the SDK would only write it to its log
      }
    }
    sdk.im.addEventListener(event as never, handler as never)
    return () => sdk.im.removeEventListener(event as never, handler as never)
  })
  if (sdk.user()) {
    opened()
    read('connected before') // what the SDK has said already cannot be waited for
  }

  return () => {
    handlers.splice(0).forEach((remove) => remove())
    if (line.sink !== sink) return
    end()
    line.sink = undefined
  }

  function end(): void {
    line.begin()
    profiles.clear()
  }

  function opened(): void {
    const account = sdk.user()
    if (!account) return
    const isNew = line.session?.account !== account
    if (isNew) {
      end()
      const inMemory = parts.ultraGroupsInList ?? sdk.settings().isConversationListIncludeUltraGroup === true
      line.begin({ account, inMemory })
      line.emit({ type: 'accountOpened', account })
    }
    line.emit({ type: 'connectionChanged', connection: 'connected' })
    const { awaited, inMemory } = line.session!
    awaited.clear()
    awaited.add(inMemory ? ULTRA_READY : PULLED)
    if (inMemory && isNew) awaited.add(SYNCED) // said once per login
    line.after(AWAIT_MS, () => {
      if (awaited.size > 0) read('the SDK took too long')
    })
  }

  /** Two ways the SDK can work, by the server's choice: it asks for the list when it is asked, or keeps it in memory. */
  function arrived(event: string): void {
    const { awaited, inMemory } = line.session!
    awaited.delete(event)
    if (awaited.size === 0 && !(inMemory && event === PULLED)) read(event)
  }

  function read(reason: string): void {
    line.session?.awaited.clear()
    line.resync(reason)
  }

  function closed(code: unknown): readonly SourceEvent[] {
    if (!line.session) return []
    const reason = CLOSED[code as number]
    if (!reason) return [{ type: 'connectionChanged', connection: 'disconnected' }]
    end()
    return [{ type: 'accountClosed', reason }]
  }

  function toOrder(message: unknown): SourceEvent | undefined {
    const from = record(message, 'message')
    const type = isListed(from.conversationType) ? text(from, 'messageType') : undefined
    if (type === 'RC:SRSMsg') return readTo('selfReadTo', from, contentOf(from), 'lastMessageSendTime')[0]
    if (type !== RECALL) return undefined
    const { id, revokedBy } = toLastMessage(from)
    return { type: 'messageRevoked', id: idOf(from), messageId: id, revokedBy }
  }

  /** Channels that are gone, or that this account may no longer see. */
  function removed(channels: unknown, event: string, isGone: (from: Fields) => boolean): readonly SourceEvent[] {
    const ids = line.each(channels, event, (channel) => {
      const from = record(channel, 'channel')
      return isGone(from) ? idOf({ ...from, conversationType: ULTRA }) : undefined
    })
    ids.forEach((id) => line.session!.known.delete(id))
    profiles.drop(ids)
    return ids.length > 0 ? [{ type: 'conversationsRemoved', ids }] : []
  }

  function renamed(conversationType: number, from: Fields, key: string): void {
    profiles.refresh([toRongCloudId({ conversationType, targetId: string(from, key) })])
  }

  function readTo(type: 'selfReadTo' | 'peerReadTo', of: unknown, from: Fields, key: string): SourceEvent[] {
    const readAt = time(from, key)
    return readAt ? [{ type, id: idOf(of), readAt }] : []
  }

  function readers(of: unknown, receipt: unknown, readKey: string, unreadKey: string | undefined): SourceEvent {
    const from = record(receipt, 'receipt')
    const read = count(from, readKey) ?? 0
    const unread = unreadKey ? (count(from, unreadKey) ?? 0) : Math.max(0, (count(from, 'totalCount') ?? 0) - read)
    return { type: 'groupReceiptChanged', id: idOf(of), messageId: string(from, 'messageUId'), read, unread }
  }

  /** Each reader comes in an event of its own, without a count. */
  async function askReaders(session: Session, conversation: unknown, messageId: string): Promise<void> {
    const id = idOf(conversation)
    const { targetId, channelId } = parseRongCloudId(id)
    try {
      const answer = record(await sdk.call('getMessageReader', targetId, messageId, channelId), 'readers')
      const read = list(answer.list, 'readers').length
      const unread = Math.max(0, (count(answer, 'totalMemberCount') ?? 0) - read)
      if (line.session === session) line.emit({ type: 'groupReceiptChanged', id, messageId, read, unread })
    } catch (cause) {
      if (line.session === session) line.note('vendor/failed', 'getMessageReader', cause)
    }
  }
}
