import type { ConversationId, ConversationPatch, EpochMs, SourceEvent, SourceSink } from '@convolist/core'
import { applyDeltas, remember, whileShown } from './changes.js'
import { identify, isListed } from './ids.js'
import { ULTRA } from './im.js'
import type { Session } from './line.js'
import type { Parts } from './parts.js'
import { count, list, record, string, text, time, wrong, type Fields } from './read.js'
import { readTags } from './tags.js'
import { toDelta } from './to-row.js'
import { contentOf, isErased, RECALL, toLastMessage } from './to-message.js'

/** One line per event: what it means to the list. Returned events are emitted; a throw is noted and goes no further. */
type Table = Readonly<Record<string, (payload: unknown, session: Session) => readonly SourceEvent[] | void>>

/** After this the list is read although the SDK has not said that it is ready. */
const AWAIT_MS = 10_000
const PULLED = 'PULL_OFFLINE_MESSAGE_FINISHED'
const SYNCED = 'CONVERSATIONS_SYNCED'
const ULTRA_READY = 'ULTRA_GROUP_ENABLE'
/**
 * The app's own `disconnect()`; a token that is wrong, ran out or was used up; a user who is blocked or deleted, and
 * another device of the same kind, which came later (31010) or may not be thrown out (31023).
 */
const CLOSED: Readonly<Record<number, 'kicked' | 'expired' | 'logout'>> = {
  2: 'logout',
  31004: 'expired',
  31009: 'kicked',
  31010: 'kicked',
  31011: 'kicked',
  31020: 'expired',
  31023: 'kicked',
  31027: 'expired',
  31029: 'kicked',
}
/** A public channel became private, and this account is not in it. */
const LOCKED_OUT = 6
/** The SDKs that had a login: where one keeps the list in memory, it pulls the next one's from where that one's ended. */
const used = new WeakSet<object>()

/** Adds the listeners and opens the account if somebody is connected. Returns what removes exactly those listeners. */
export function connectRongCloud(parts: Parts, sink: SourceSink): () => void {
  const { sdk, line, profiles, watches } = parts
  line.sink = sink
  let stopWaiting = (): void => {}

  const table: Table = {
    CONNECTED: () => opened(!used.has(sdk.im)),
    DISCONNECT: closed,
    CONNECTING: () => [{ type: 'connectionChanged', connection: 'connecting' }],
    SUSPEND: cut,
    [PULLED]: () => arrived(PULLED),
    [SYNCED]: (_code, session) => {
      session.isPartial &&= !session.isFirst
      arrived(SYNCED)
    },
    [ULTRA_READY]: () => arrived(ULTRA_READY),
    CONVERSATION: (event, session) => {
      applyDeltas(
        parts,
        line.each(record(event, 'event').conversationList, (one) => toDelta(one, session)),
      )
      watches.changed(true)
    },
    // Of all messages only orders matter here: CONVERSATION says what the others do to the list.
    MESSAGES: (event) => line.each(record(event, 'event').messages, toOrder),
    ULTRA_GROUP_MESSAGE_RECALLED: (messages) => line.each(messages, toOrder),
    MESSAGE_MODIFIED: (messages, session) => {
      line.each(messages, (message) => {
        const lastMessage = toLastMessage(message)
        const { id } = identify(message)
        whileShown(session, 'edit', id, lastMessage.id, () => show({ id, lastMessage }))
      })
    },
    READ_RECEIPT_RECEIVED: (event, session) => {
      const from = record(event, 'event')
      const isMine = from.sendUserId === session.account // read on another device of mine
      return readTo(isMine ? 'selfReadTo' : 'peerReadTo', from.conversation, from, 'sentTime')
    },
    SYNC_READ_STATUS: (event) => readTo('selfReadTo', event, record(event, 'event'), 'timestamp'),
    MESSAGE_RECEIPT_RESPONSE_V5: (receipts, session) =>
      line.each(receipts, (receipt): SourceEvent | undefined => {
        const from = record(receipt, 'receipt')
        const { id, kind } = identify(from.identifier)
        const messageId = string(from, 'messageUId')
        const read = count(from, 'readCount') ?? 0
        if (kind !== 'direct')
          return { type: 'groupReceiptChanged', id, messageId, read, unread: count(from, 'unreadCount') ?? 0 }
        if (read) ofMine(session, id, messageId, (readAt) => line.emit({ type: 'peerReadTo', id, readAt }))
        return undefined
      }),
    // Each reader comes in an event of its own, without a count.
    MESSAGE_RECEIPT_RESPONSE: (event, session) => {
      const from = record(event, 'event')
      const { id, targetId, channelId } = identify(from.conversation)
      const method = 'getMessageReader'
      const ask = (messageId: string): Promise<void> =>
        line.ask(
          method,
          () => sdk.call(method, targetId, messageId, channelId),
          (answer) => {
            const readers = record(answer, method)
            const read = list(readers.list, method).length
            const unread = Math.max(0, (count(readers, 'totalMemberCount') ?? 0) - read)
            line.emit({ type: 'groupReceiptChanged', id, messageId, read, unread })
          },
        )
      for (const messageId of list(from.messageUIdList, 'messageUIdList') as readonly string[])
        ofMine(session, id, messageId, () => void ask(messageId))
    },
    TAG: () => void readTags(sdk, line),
    USER_SETTINGS_SYNCED: () => void readTags(sdk, line),
    // The counts were zeroed and filled again without an event.
    SYNC_SERVER_SAVE_UNREAD_COMPLETED: () => line.resync('unread counts'),
    ULTRA_GROUP_CHANNEL_DELETE: (channels) => removed(channels, () => true),
    ULTRA_GROUP_CHANNEL_USER_KICKED: (channels, session) =>
      removed(channels, (from) => from.userId === session.account),
    ULTRA_GROUP_CHANNEL_TYPE_CHANGE: (channels) => removed(channels, (from) => from.changeType === LOCKED_OUT),
    // CONVERSATIONS_SETTINGS_SYNCED, CONVERSATION_TAG: CONVERSATION came before them and said what changed.
    // EXPANSION, MESSAGE_RECEIPT_REQUEST, TYPING_STATUS, CHATROOM, profiles: no part of a row.
  }

  const handlers = Object.entries(table).map(([event, translate]) => {
    const handler = (payload: unknown): void => {
      const session = line.session as Session
      if (line.sink && (session || event === 'CONNECTED')) line.during(event, () => translate(payload, session))
    }
    sdk.im.addEventListener(event as never, handler as never)
    return () => sdk.im.removeEventListener(event as never, handler as never)
  })
  line.during('getCurrentUserId', () => {
    if (sdk.user()) {
      opened(false)
      read('connected before') // what the SDK has said already cannot be waited for
    } else if (line.account && sdk.isOut()) {
      line.emit({ type: 'accountClosed', reason: 'logout', account: line.account })
      line.account = undefined
    }
  })

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

  function opened(isFirst: boolean): void {
    const account = sdk.user()
    if (!account) return
    const isNew = line.session?.account !== account
    if (isNew) {
      end()
      const inMemory = parts.ultraGroupsInList ?? sdk.settings().isConversationListIncludeUltraGroup === true
      line.begin({ account, inMemory, isFirst })
      used.add(sdk.im)
      line.emit({ type: 'accountOpened', account })
    }
    line.emit({ type: 'connectionChanged', connection: 'connected' })
    const { awaited, inMemory } = line.session!
    awaited.clear()
    awaited.add(inMemory ? ULTRA_READY : PULLED)
    if (inMemory && isNew) awaited.add(SYNCED) // said once per login, and never if the line breaks before
    stopWaiting()
    stopWaiting = line.after(AWAIT_MS, () => {
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
    const reason = CLOSED[+(code as number)] // a number, and no name of the prototype's
    if (!reason) return cut()
    end()
    line.account = undefined
    return [{ type: 'accountClosed', reason }]
  }

  function cut(): readonly SourceEvent[] {
    stopWaiting() // nothing can be read now
    return [{ type: 'connectionChanged', connection: 'disconnected' }]
  }

  function toOrder(message: unknown): SourceEvent | undefined {
    const from = record(message, 'message')
    const type = isListed(from.conversationType) ? text(from, 'messageType') : undefined
    if (type === 'RC:SRSMsg') return readTo('selfReadTo', from, contentOf(from), 'lastMessageSendTime')[0]
    if (type !== RECALL) return undefined
    const { id: messageId, revokedBy } = toLastMessage(from)
    const { id } = identify(from)
    if (!isErased(from)) return { type: 'messageRevoked', id, messageId, revokedBy }
    whileShown(line.session!, 'erase', id, messageId, () => show({ id, lastMessage: undefined }))
    return undefined
  }

  function show(patch: ConversationPatch): void {
    line.patch([patch])
    remember(line.session!, patch)
  }

  /** Channels that are gone, or that this account may no longer see. */
  function removed(channels: unknown, isGone: (from: Fields) => boolean): readonly SourceEvent[] {
    const ids = line.each(channels, (channel) => {
      const from = record(channel, 'channel')
      return isGone(from) ? identify({ ...from, conversationType: ULTRA }).id : undefined
    })
    ids.forEach((id) => line.session!.known.delete(id))
    profiles.drop(ids)
    watches.changed(true)
    return ids.length > 0 ? [{ type: 'conversationsRemoved', ids }] : []
  }

  function readTo(type: 'selfReadTo' | 'peerReadTo', of: unknown, from: Fields, key: string): SourceEvent[] {
    const readAt = from[key] == null ? wrong(key) : time(from, key)
    return readAt ? [{ type, id: identify(of).id, readAt }] : []
  }
}

/** A receipt says nothing of when its message was sent: of the one that is shown, the row does. */
function ofMine(session: Session, id: ConversationId, messageId: string, run: (sentAt: EpochMs) => void): void {
  whileShown(session, 'receipt', id, messageId, ({ senderId, sentAt }) => {
    if (senderId === session.account) run(sentAt)
  })
}
