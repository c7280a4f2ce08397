import { ConvolistError, createConversation, toConversationId, toEpochMs } from '@convolist/core'
import type { Command, Conversation, Source, SourceSink } from '@convolist/core'
import { KICKED, type BackendRow, type Session } from './backend.js'

const server = { support: 'server', batch: 50, echo: true } as const
const local = { support: 'local', batch: 1, echo: false, why: 'the back end does not keep it' } as const
const none = { support: 'none', batch: 1, echo: false, why: 'the back end cannot do it' } as const
const flags = { stickTop: server, mute: server, markRead: server, remove: server, markUnread: local, setMark: local }
const texts = { saveDraft: local, updateLocalExtension: local, updateServerExtension: none }
const labels = { createLabel: local, renameLabel: local, deleteLabel: local, addToLabel: local, removeFromLabel: local }
const commands = { ...flags, ...texts, ...labels, create: none, sendReceipt: none, open: local }
const rules = { rowVersions: true, fieldStamps: false, liveOrder: 'ordered', list: 'complete' } as const
const calls = { deleteEvents: true, fetchByIds: true, mentions: 'none', serverFilters: [], markReadScopes: [] } as const
const given = ['kind', 'targetId', 'stickTop', 'notify', 'unreadCount', 'lastMessage', 'sortKey', 'activeAt'] as const
const capabilities = { vendor: 'my-back-end', ...rules, ...calls, rowFields: given, commands }

function isRow(row: unknown): row is BackendRow {
  const { id, unread, version, last } = (row ?? {}) as Partial<BackendRow>
  return typeof id === 'string' && [unread, version, last?.sentAt].every(Number.isFinite)
}

function toRow({ id, pinned: stickTop, muted, unread: unreadCount, version, last }: BackendRow): Conversation {
  const [word, targetId = ''] = id.split('/')
  const names = { id: toConversationId(id), kind: word === 'group' ? 'group' : 'direct', targetId } as const
  const notify = muted ? 'none' : 'all'
  const sentAt = toEpochMs(last.sentAt)
  const lastMessage = { ...last, sentAt, type: 'text', status: 'sent', revoked: !last.text } as const
  return createConversation({ ...names, stickTop, notify, unreadCount, version, lastMessage })
}

export function createBackendSource(url: string, session: Session, { pageSize = 100, retryMs = 1000 } = {}): Source {
  for (const [option, value] of Object.entries({ url, session }))
    if (!value) throw new ConvolistError('option/invalid', `createBackendSource: "${option}" is missing`)
  let note: SourceSink['note'] = () => undefined

  async function ask(path: string, body?: Command): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${session.current?.token}` }
    const init = { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) }
    const fail = (why: object) => Promise.reject(new ConvolistError('command/rejected', `${path} failed`, why))
    const response = await fetch(url + path, init).catch((cause: unknown) => fail({ retryable: true, cause }))
    if (!response.ok) return fail({ vendorCode: response.status, retryable: response.status >= 500 })
    return (await response.json()) as Record<string, unknown>
  }

  function toRows(rows: unknown): Conversation[] {
    const all: readonly unknown[] = Array.isArray(rows) ? rows : [rows]
    const good = all.filter(isRow)
    if (good.length < all.length) note({ code: 'vendor/malformed', path: 'rows' }) // the good ones are used
    return good.map(toRow)
  }

  function receive(sink: SourceSink, text: string): void {
    try {
      const { type, rows, ids, versions } = JSON.parse(text) as Record<string, unknown>
      if (type === 'rows') return sink.emit([{ type: 'conversationsUpserted', rows: toRows(rows) }])
      if (type !== 'removed' || !Array.isArray(ids) || !Array.isArray(versions)) throw new TypeError('no such event')
      sink.emit([{ type: 'conversationsRemoved', ids: ids.map(toConversationId), versions: versions.map(Number) }])
    } catch {
      note({ code: 'vendor/malformed', path: 'socket' }) // nothing is ever thrown at the socket
    }
  }

  let account: string | undefined
  function connect(sink: SourceSink): () => void {
    let socket: WebSocket | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    note = (diagnostic) => sink.note(diagnostic)
    function open(): void {
      socket = new WebSocket(`${url.replace('http', 'ws')}/?token=${session.current?.token}`)
      socket.onopen = () => {
        sink.emit([{ type: 'connectionChanged', connection: 'connected' }])
        sink.resync('the socket is open')
      }
      socket.onmessage = ({ data }) => receive(sink, String(data))
      socket.onerror = () => undefined // a close follows
      socket.onclose = ({ code }) => {
        if (code === KICKED) return enter(undefined, 'kicked')
        sink.emit([{ type: 'connectionChanged', connection: 'disconnected' }])
        timer = setTimeout(open, retryMs)
      }
    }
    function close(): void {
      clearTimeout(timer)
      if (socket) socket.onopen = socket.onmessage = socket.onclose = null
      socket?.close()
    }
    function enter(next: string | undefined, reason: 'logout' | 'kicked' = 'logout'): void {
      if (next === account) return
      close()
      account = next
      sink.emit([next === undefined ? { type: 'accountClosed', reason } : { type: 'accountOpened', account: next }])
      if (next !== undefined) open()
    }
    const leave = session.subscribe(() => enter(session.current?.account))
    if (session.current) account = undefined // told anew; with nobody logged in, whoever was is told to be gone
    enter(session.current?.account)
    return () => [leave, close].forEach((end) => end())
  }

  return {
    vendor: 'my-back-end',
    capabilities: { ...capabilities, pageSize },
    connect,
    async list({ cursor = '', limit }) {
      const { rows, next } = await ask(`/conversations?limit=${limit}&cursor=${cursor}`)
      return { rows: toRows(rows), cursor: next as string | undefined }
    },
    fetch: async (ids) => toRows((await ask(`/conversations?ids=${ids.map(encodeURIComponent).join()}`)).rows),
    async execute(command) {
      const { failed = [] } = (await ask('/commands', command)) as { readonly failed?: readonly string[] }
      const refused = new ConvolistError('command/rejected', `${command.type} was refused`)
      return { failed: new Map(failed.map((id) => [toConversationId(id), refused])) }
    },
    async readUnread({ type }) {
      if (type !== 'all') throw new ConvolistError('command/unsupported', 'the back end has only the total of all rows')
      return Number((await ask('/unread')).unread)
    },
  }
}
