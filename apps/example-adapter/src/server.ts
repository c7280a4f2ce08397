import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { KICKED, type BackendEvent, type BackendRow } from './backend.js'

/** A command as the adapter posts it: the engine's own, as JSON. */
export interface PostedCommand {
  readonly type: string
  readonly ids: readonly string[]
  readonly stickTop?: boolean
  readonly clearMessages?: boolean
  readonly notify?: string
}

/** What the back end keeps for one account. */
export interface Mailbox {
  readonly rows: Map<string, BackendRow>
  readonly sockets: Set<WebSocket>
}

export interface BackendOptions {
  /** Says which ids of a command are refused, and when: a business rule. Default: none, at once. */
  readonly rule?: ((command: PostedCommand) => Promise<readonly string[]>) | undefined
  /** Whether the list can be read, asked when the answer is made and before it is sent. Default: it can, at once. */
  readonly canList?: (() => boolean | Promise<boolean>) | undefined
}

/** A chat back end in memory: rows by REST, changes by WebSocket. */
export class Backend {
  readonly #mailboxes = new Map<string, Mailbox>()
  /** Who may speak for which account. */
  readonly #tokens = new Map<string, string>()
  readonly #server: Server
  readonly #sockets: WebSocketServer
  #version = 0
  /** While it is not, sockets break and requests are refused. */
  #isUp = true

  constructor(private readonly options: BackendOptions = {}) {
    this.#server = createServer((request, response) => void this.#answer(request, response))
    this.#sockets = new WebSocketServer({ server: this.#server })
    this.#sockets.on('connection', (socket, request) => this.#welcome(socket, request))
  }

  /** @returns the address to hand to the adapter. */
  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address()
        resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
      })
    })
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#sockets.close()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  mailbox(account: string): Mailbox {
    const known = this.#mailboxes.get(account) ?? { rows: new Map(), sockets: new Set() }
    this.#mailboxes.set(account, known)
    return known
  }

  setUp(isUp: boolean): void {
    this.#isUp = isUp
    if (!isUp) for (const socket of this.#sockets.clients) socket.terminate()
  }

  /** @returns a token for this account, good until it is kicked. */
  login(account: string): string {
    const token = `${account}-${++this.#version}`
    this.#tokens.set(token, account)
    return token
  }

  kick(account: string): void {
    for (const [token, owner] of this.#tokens) if (owner === account) this.#tokens.delete(token)
    for (const socket of this.mailbox(account).sockets) socket.close(KICKED)
  }

  /** Changes a row (or makes it, where the change is whole) and tells every device. */
  write(account: string, id: string, change: Partial<BackendRow>): void {
    const { rows } = this.mailbox(account)
    const known = rows.get(id) ?? { pinned: false, muted: false, unread: 0 }
    const row = { ...known, ...change, id, version: ++this.#version } as BackendRow
    rows.set(id, row)
    this.tell(account, JSON.stringify({ type: 'rows', rows: [row] } satisfies BackendEvent))
  }

  remove(account: string, id: string): void {
    if (!this.mailbox(account).rows.delete(id)) return
    const event: BackendEvent = { type: 'removed', ids: [id], versions: [++this.#version] }
    this.tell(account, JSON.stringify(event))
  }

  /** Sends this text, whatever it is. */
  tell(account: string, text: string): void {
    for (const socket of this.mailbox(account).sockets) socket.send(text)
  }

  #welcome(socket: WebSocket, request: IncomingMessage): void {
    if (!this.#isUp) return socket.terminate()
    const account = this.#tokens.get(urlOf(request).searchParams.get('token') ?? '')
    if (account === undefined) return socket.close(KICKED)
    const { sockets } = this.mailbox(account)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const account = this.#tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
    const send = (status: number, body: object): void => void response.writeHead(status).end(JSON.stringify(body))
    if (!this.#isUp) return send(503, {})
    if (account === undefined) return send(401, {})
    const { pathname, searchParams } = urlOf(request)
    if (pathname === '/conversations') {
      const page = this.#list(account, searchParams)
      return (await this.options.canList?.()) === false ? send(500, {}) : send(200, page)
    }
    if (pathname === '/unread') return send(200, { unread: this.#unread(account) })
    if (pathname !== '/commands') return send(404, {})
    const command = JSON.parse(await bodyOf(request)) as PostedCommand
    if (command.notify === 'mentions') return send(400, {}) // a row is muted, or it is not
    const failed = (await this.options.rule?.(command)) ?? []
    if (failed.length === command.ids.length) return send(409, {})
    for (const id of command.ids) if (!failed.includes(id)) this.#carryOut(account, id, command)
    send(200, { failed })
  }

  #list(account: string, query: URLSearchParams): object {
    const { rows } = this.mailbox(account)
    const ids = query.get('ids')?.split(',')
    if (ids !== undefined) return { rows: ids.flatMap((id) => rows.get(id) ?? []) }
    const from = Number(query.get('cursor'))
    const to = from + Number(query.get('limit'))
    return { rows: [...rows.values()].slice(from, to), ...(to < rows.size && { next: String(to) }) }
  }

  #unread(account: string): number {
    return [...this.mailbox(account).rows.values()].reduce((sum, row) => sum + row.unread, 0)
  }

  #carryOut(account: string, id: string, { type, stickTop, notify }: PostedCommand): void {
    if (type === 'remove') return this.remove(account, id)
    if (!this.mailbox(account).rows.has(id)) return
    if (type === 'markRead') this.write(account, id, { unread: 0 })
    if (type === 'stickTop') this.write(account, id, { pinned: stickTop === true })
    if (type === 'mute') this.write(account, id, { muted: notify === 'none' })
  }
}

const urlOf = ({ url = '/' }: IncomingMessage): URL => new URL(url, 'http://localhost')

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
