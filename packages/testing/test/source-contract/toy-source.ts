import {
  ConvolistError,
  createConversation,
  toConversationId,
  toEpochMs,
  type Capabilities,
  type Command,
  type CommandCapability,
  type Connection,
  type Conversation,
  type Source,
  type SourceEvent,
  type SourceSink,
} from '@convolist/core'
import type { ChatKey } from '../../src/source-scenarios.js'
import type { ToyPush, ToyRow, ToyVendor } from './toy-vendor.js'

/** What an author may get wrong, one at a time. */
export type Fault =
  | 'pages as snapshots'
  | 'never confirms'
  | 'leaks a listener'
  | 'listens twice'
  | 'throws on garbage'
  | 'gives out live objects'
  | 'writes into what it has emitted'
  | 'speaks in seconds'
  | 'counts by itself'
  | 'swallows refusals'
  | 'takes a part for the whole'
  | 'reads the other kind too'
  | 'does not tell of a read'
  | 'misses the kick'
  | 'mixes accounts'
  | 'answers for nobody'
  | 'does not sync after a reconnect'
  | 'drops a batch for one bad row'
  | 'skips bad rows in silence'
  | 'loses the last page'
  | 'takes a failed list for an empty one'
  | 'promises more than it can'
  | 'forgets deletions'
  | 'invents rows'
  | 'states what it does not know'
  | 'says connected while it is not'
  | 'gets the total wrong'
  | 'gives one total to every question'
  | 'speaks another language'
  | 'talks on after dispose'
  | 'reuses its objects'
  | 'has no groups at a later login'
  | 'takes a failed page for the last'
  | 'numbers rows as they arrive'
  | 'connects again after dispose'
  | 'signs for others'
  | 'calls every message the same'
  | 'is always sending'
  | 'takes every message for a picture'
  | 'keeps quiet about a revocation'
  | 'takes a kick for a logout'
  | 'takes a logout for a kick'
  | 'drops the vendor’s code'
  | 'hopes after every refusal'
  | 'gives up when the line is cut'
  | 'notes the words'
  | 'never unmutes'
  | 'takes mentions for nothing at all'
  | 'trips over receipts'
  | 'trips over the open row'
  | 'clears what it removes'
  | 'does not see who has left'

const server = (batch: number): CommandCapability => ({ support: 'server', batch, echo: true })
const local = (why: string): CommandCapability => ({ support: 'local', batch: 1, echo: false, why })
const none = (why: string): CommandCapability => ({ support: 'none', batch: 1, echo: false, why })

function capabilitiesOf(fault: Fault | undefined): Capabilities {
  const noLabels = none('the toy has no labels')
  return {
    vendor: 'toy',
    rowVersions: fault === 'numbers rows as they arrive',
    fieldStamps: false,
    liveOrder: 'ordered',
    rowFields: [
      ...(['kind', 'targetId', 'title', 'stickTop', 'notify', 'unreadCount', 'lastMessage'] as const),
      ...(['sortKey', 'activeAt', 'peerReadAt', 'serverExtension'] as const),
      ...(fault === 'states what it does not know' ? (['draft'] as const) : []),
    ],
    list: 'complete',
    pageSize: 2,
    deleteEvents: true,
    mentions: 'none',
    serverFilters: [],
    markReadScopes: [],
    fetchByIds: true,
    commands: {
      stickTop: server(1),
      markRead: server(10),
      mute: fault === 'promises more than it can' ? none('an oversight') : server(1),
      remove: server(10),
      updateServerExtension: server(1),
      markUnread: none('the toy has no such flag'),
      setMark: none('the toy has no marks'),
      saveDraft: local('the toy keeps no drafts'),
      updateLocalExtension: local('the toy keeps one text, and that is the server’s'),
      create: none('a conversation begins with a message'),
      createLabel: noLabels,
      renameLabel: noLabels,
      deleteLabel: noLabels,
      addToLabel: noLabels,
      removeFromLabel: noLabels,
      sendReceipt: { ...server(1), echo: false },
      open: { ...server(1), echo: false },
    },
  }
}

/** A source over the toy vendor: right, but for the fault given. */
export function createToySource(vendor: ToyVendor, fault?: Fault): Source {
  const has = (one: Fault): boolean => fault === one
  const own = new Map<ChatKey, number>()
  const reused = { type: 'connectionChanged' as const, connection: 'unknown' as Connection }
  let emitted: Conversation[] = []
  let logins = 0
  let version = 0
  let connectAgain: (() => void) | undefined
  let isKnown = false
  let emit: (events: readonly SourceEvent[]) => void = () => undefined

  function toRow(row: ToyRow): Conversation {
    const { chat, last } = row
    const sentAt = toEpochMs(has('speaks in seconds') ? last.sentAt / 1000 : last.sentAt)
    const message = {
      id: has('calls every message the same') ? 'message' : last.id,
      sentAt,
      senderId: has('signs for others') ? 'me' : last.from,
      type: has('takes every message for a picture') ? 'image' : 'text',
      status: has('is always sending') ? 'sending' : 'sent',
      revoked: last.text === '' && !has('keeps quiet about a revocation'),
    } as const
    return createConversation({
      id: toConversationId(chat),
      kind: chat.startsWith('group/') ? 'group' : 'direct',
      targetId: chat.slice(chat.indexOf('/') + 1),
      title: chat,
      stickTop: row.pinned,
      notify: row.muted ? 'none' : 'all',
      unreadCount: row.unread,
      lastMessage: has('gives out live objects') ? Object.assign(last, message) : { ...message, text: last.text },
      activeAt: sentAt,
      peerReadAt: row.peerReadAt > 0 ? toEpochMs(row.peerReadAt) : undefined,
      serverExtension: row.extension === '' ? undefined : row.extension,
      version: has('numbers rows as they arrive') ? ++version : undefined,
    })
  }

  function isRow(row: unknown): row is ToyRow {
    const { chat, unread, last } = (row ?? {}) as Partial<ToyRow>
    return (
      typeof chat === 'string' && chat.includes('/') && Number.isInteger(unread) && typeof last?.sentAt === 'number'
    )
  }

  const lineIs = (connection: Connection): SourceEvent =>
    has('reuses its objects') ? Object.assign(reused, { connection }) : { type: 'connectionChanged', connection }

  function receive(push: ToyPush, sink: SourceSink): void {
    switch (push.type) {
      case 'account':
        return hearAccount(push, sink)
      case 'line':
        if (push.isUp) return
        if (has('connects again after dispose')) vendor.clock.setTimeout(() => connectAgain?.(), 10_000)
        return emit([lineIs(has('says connected while it is not') ? 'connected' : 'disconnected')])
      case 'synced':
        emit([lineIs('connected')])
        if (!(has('does not sync after a reconnect') && emitted.length > 0)) sink.resync('synced')
        return
      case 'rows':
        return hearRows(push.rows, sink)
      case 'gone':
        if (has('forgets deletions')) return
        if (!Array.isArray(push.chats)) return sink.note({ code: 'vendor/malformed', path: 'gone' })
        return emit([{ type: 'conversationsRemoved', ids: push.chats.map(toConversationId) }])
      case 'peerRead':
        return emit([{ type: 'peerReadTo', id: toConversationId(push.chat), readAt: toEpochMs(push.at) }])
      default:
        return sink.note({ code: 'vendor/malformed', path: 'push' })
    }
  }

  function hearAccount({ account, kicked }: Extract<ToyPush, { type: 'account' }>, sink: SourceSink): void {
    if (account !== undefined) {
      logins++
      if (!has('mixes accounts') || emitted.length === 0) emit([{ type: 'accountOpened', account }])
      sink.resync('login')
    } else if (!has('mixes accounts') && !(has('misses the kick') && kicked === true)) {
      const isKick = has('takes a logout for a kick') || (kicked === true && !has('takes a kick for a logout'))
      emit([{ type: 'accountClosed', reason: isKick ? 'kicked' : 'logout' }])
    }
  }

  function hearRows(rows: readonly unknown[], sink: SourceSink): void {
    if (has('throws on garbage')) return emitRows(rows as readonly ToyRow[])
    if (!Array.isArray(rows)) return sink.note({ code: 'vendor/malformed', path: 'rows' })
    const good = rows.filter(isRow)
    if (good.length < rows.length && !has('skips bad rows in silence'))
      sink.note({
        code: 'row/malformed',
        path: 'rows',
        ...(has('notes the words') && { detail: JSON.stringify(rows) }),
      })
    if (good.length < rows.length && has('drops a batch for one bad row')) return
    emitRows(has('does not tell of a read') ? good.filter(({ unread }) => unread > 0) : good)
  }

  function emitRows(rows: readonly ToyRow[]): void {
    const next = rows.map(toRow)
    if (has('writes into what it has emitted')) {
      for (const row of next) Object.assign(emitted.find(({ id }) => id === row.id) ?? {}, row)
    }
    emitted = [...emitted.filter(({ id }) => next.every((row) => row.id !== id)), ...next]
    if (has('counts by itself')) {
      for (const { chat } of rows) own.set(chat, (own.get(chat) ?? 0) + 1)
      const patches = rows.map(({ chat }) => ({ id: toConversationId(chat), unreadCount: own.get(chat) ?? 0 }))
      return emit([
        { type: 'conversationsUpserted', rows: next },
        { type: 'conversationsPatched', patches },
      ])
    }
    if (has('speaks another language')) return emit([{ type: 'rowsChanged', rows: next } as unknown as SourceEvent])
    emit([{ type: 'conversationsUpserted', rows: next }])
  }

  const editOf =
    (command: Command) =>
    (row: ToyRow): void => {
      if (command.type === 'stickTop') row.pinned = command.stickTop
      if (command.type === 'mute') row.muted = command.notify === 'none' || has('never unmutes')
      if (command.type === 'markRead') row.unread = 0
      if (command.type === 'updateServerExtension') row.extension = command.text
    }

  return {
    vendor: 'toy',
    capabilities: capabilitiesOf(fault),

    connect(sink) {
      let isOver = false
      emit = (events) => sink.emit(events)
      const listener = (push: ToyPush): void => receive(push, sink)
      vendor.listeners.add(listener)
      connectAgain = () => vendor.listeners.add(listener)
      if (has('listens twice')) vendor.listeners.add((push) => receive(push, sink))
      if (vendor.account !== undefined) {
        emit([{ type: 'accountOpened', account: vendor.account }])
        emit([{ type: 'connectionChanged', connection: 'connected' }])
        sink.resync('connected')
      } else if (isKnown && !has('does not see who has left')) emit([{ type: 'accountClosed', reason: 'logout' }])
      isKnown = vendor.account !== undefined
      return () => {
        if (isOver) return
        isOver = true
        isKnown = vendor.account !== undefined
        if (has('talks on after dispose')) {
          vendor.listeners.delete(listener)
          vendor.clock.setTimeout(() => emit([{ type: 'connectionChanged', connection: 'unknown' }]), 100)
        } else if (!has('leaks a listener')) vendor.listeners.delete(listener)
      }
    },

    async list({ cursor = '0', limit }) {
      await Promise.resolve()
      if (vendor.isStale && has('takes a failed list for an empty one')) return { rows: [], cursor: undefined }
      if (vendor.isStale || !vendor.isUp) throw new ConvolistError('sync/failed', 'the list could not be read')
      const lacksGroups = logins > 1 && has('has no groups at a later login')
      const from = Number(cursor)
      const isLast = from + limit >= vendor.memory.size - (has('loses the last page') ? 1 : 0)
      const read = vendor.page(from, from + limit).catch(() => {
        if (from > 0 && has('takes a failed page for the last')) return undefined
        throw new ConvolistError('sync/failed', 'the page could not be read', { retryable: true })
      })
      const page = await read
      if (page === undefined) return { rows: [], cursor: undefined }
      const rows = page.filter(({ chat }) => !lacksGroups || !chat.startsWith('group/')).map(toRow)
      emitted.push(...rows)
      if (has('pages as snapshots')) emit([{ type: 'snapshotReceived', rows, complete: true }])
      return { rows, cursor: isLast ? undefined : String(from + limit) }
    },

    async fetch(ids) {
      await Promise.resolve()
      const rows = ids.flatMap((id) => vendor.memory.get(id as string as ChatKey) ?? []).map(toRow)
      if (!has('invents rows')) return rows
      return ids.map(
        (id) => rows.find((row) => row.id === id) ?? createConversation({ id, kind: 'other', targetId: id }),
      )
    },

    async execute(command) {
      const ids = ('ids' in command ? command.ids : []).map((id) => id as string as ChatKey)
      const isTooMuch = has('reads the other kind too') && command.type === 'markRead'
      const chats = isTooMuch ? [...vendor.memory.keys()] : ids
      if (has('never confirms')) return new Promise(() => undefined)
      if (command.type === 'mute' && command.notify === 'mentions' && !has('takes mentions for nothing at all'))
        throw new ConvolistError('command/invalid', 'the toy knows loud and quiet')
      if (command.type === 'sendReceipt' && has('trips over receipts')) throw new TypeError('no such message')
      if (command.type === 'open' && has('trips over the open row')) throw new TypeError('no such row')
      if (!vendor.isUp && has('gives up when the line is cut')) throw new ConvolistError('command/rejected', 'no line')
      if (vendor.account === undefined) {
        if (has('answers for nobody')) return {}
        throw new ConvolistError('command/rejected', 'nobody is logged in')
      }
      const clears = command.type === 'remove' && (command.clearMessages || has('clears what it removes'))
      const refused = await vendor.command({ name: command.type, chats, edit: editOf(command), clears })
      const error = new ConvolistError('command/rejected', `the toy refused ${command.type}`, {
        vendorCode: has('drops the vendor’s code') ? undefined : 403,
        retryable: has('hopes after every refusal'),
      })
      if (refused.length === 0 || has('swallows refusals')) return {}
      if (refused.length === chats.length || has('takes a part for the whole')) throw error
      return { failed: new Map(refused.map((chat) => [toConversationId(chat), error])) }
    },

    readUnread: (query) => {
      const asked = has('gives one total to every question') ? { type: 'all' as const } : query
      const isMeant = ({ chat }: ToyRow): boolean =>
        asked.type === 'ids' ? asked.ids.some((id) => id === chat) : asked.type === 'all'
      if (asked.type === 'filter')
        return Promise.reject(new ConvolistError('command/unsupported', 'no total by filter'))
      const sum = [...vendor.memory.values()].filter(isMeant).reduce((all, row) => all + row.unread, 0)
      return Promise.resolve(has('gets the total wrong') ? sum + 1 : sum)
    },
  }
}
