import TencentCloudChat from '@tencentcloud/chat'
import TIM from 'tim-js-sdk'
import type { WebChat } from '@convolist/adapter-tencent-chat'
import { createServer, kick, type Server } from './server.js'

interface Socket {
  open?(): void
  onopen?(event: object): void
  onmessage?(event: { data: string }): void
  onclose?(event: object): void
}

/** What the packages have in common, as the tests drive them. */
interface Driven extends WebChat {
  login(options: object): Promise<unknown>
  logout(): Promise<unknown>
  setLogLevel(level: number): unknown
  getTotalUnreadMessageCount(): number
  getConversationList(options?: unknown): Promise<{ data: { conversationList: LiveRow[]; isSyncCompleted: boolean } }>
  setConversationDraft(options: object): Promise<unknown>
  setAllMessageRead(options: object): Promise<unknown>
  on(event: string, handler: (event: never) => void): unknown
}

/** A row as the SDK holds it: live and mutable. */
export interface LiveRow {
  conversationID: string
  unreadCount: number
  draftText: string
  [field: string]: unknown
}

interface Package {
  create(options: object): unknown
}

/** A real SDK on a socket of ours. */
export interface Sdk {
  readonly chat: Driven
  readonly server: Server
  push(...events: object[]): void
  /** Another device of this account logged in. */
  kick(type?: 1 | 2 | 3): void
  login(user?: string): Promise<void>
  /** The line drops; the SDK connects again by itself. */
  drop(): void
  /** The line drops, and nothing opens until it is restored. */
  cut(): void
  restore(): void
  /** Calls the handlers of an event as the SDK would, with any payload. @returns what they threw. */
  emit(event: string, data: unknown): unknown[]
  /** Lets the SDK's own timers run. */
  settle(ms?: number): Promise<void>
  /** The SDK's own objects, in its own order. */
  rows(): Promise<LiveRow[]>
  listenerCount(): number
}

const sockets = new Map<string, Socket[]>()
/** Apps whose line is cut. */
const cutOff = new Set<string>()
const servers = new Map<string, Server>()

class FakeSocket implements Socket {
  onopen?(event: object): void
  onmessage?(event: { data: string }): void
  onclose?(event: object): void
  readyState = 1
  private readonly app: string
  private isOpen = false

  constructor(url: string) {
    this.app = /sdkappid=(\d+)/.exec(url)?.[1] ?? ''
    sockets.get(this.app)?.push(this)
    setTimeout(() => this.open(), 0)
  }

  /** Once, as soon as the line is there. */
  open(): void {
    if (this.isOpen || cutOff.has(this.app)) return
    this.isOpen = true
    this.onopen?.({})
  }

  send(text: string): void {
    const { head, body } = JSON.parse(text) as { head: { servcmd: string }; body: Record<string, never> }
    void this.answer(head, body)
  }

  private async answer(head: { readonly servcmd: string }, body: Record<string, never>): Promise<void> {
    const answer = await servers.get(this.app)?.answer(head.servcmd, body)
    if (answer === 'silent') return
    const data = JSON.stringify({ head, body: { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...answer } })
    setTimeout(() => this.onmessage?.({ data }), 0)
  }

  close(): void {
    // The SDK closes what it replaces.
  }
}

interface Host {
  getBuiltinModule(name: 'node:module'): {
    createRequire(from: string): ((name: string) => unknown) & {
      resolve(name: string): string
      readonly cache: Record<string, unknown>
    }
  }
}

/** lite-chat makes one instance per process, whatever the app id; so each gets a module of its own. */
function fresh(name: string): unknown {
  const { process } = globalThis as unknown as { process: Host }
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
  delete require.cache[require.resolve(name)]
  return require(name)
}

/** lite-chat and tim-js-sdk also send plain requests, for statistics. */
class PlainRequest {
  readyState = 0
  status = 200
  responseText = '{}'
  response = '{}'
  onreadystatechange?: (event: object) => void
  onload?: (event: object) => void
  open(): void {}
  abort(): void {}
  setRequestHeader(): void {}
  getAllResponseHeaders(): string {
    return ''
  }
  send(): void {
    setTimeout(() => {
      this.readyState = 4
      this.onreadystatechange?.({})
      this.onload?.({})
    }, 0)
  }
}

let nextApp = 1_400_000_000

function start(sdk: unknown, options: object): Sdk {
  const host = { WebSocket: FakeSocket, XMLHttpRequest: PlainRequest }
  Object.assign(globalThis, host)
  if (typeof window !== 'undefined') Object.assign(window, host)
  const app = String(++nextApp) // one instance per app id and process
  const own: Socket[] = []
  const server = createServer()
  sockets.set(app, own)
  servers.set(app, server)
  const { create } = ((sdk as { default?: Package }).default ?? sdk) as Package
  const { log, info, debug } = console
  const silent = (): void => undefined
  Object.assign(console, { log: silent, info: silent, debug: silent }) // they speak before their log level can be set
  const chat = create({ SDKAppID: Number(app), devMode: true, eventThrottling: false, ...options }) as Driven
  chat.setLogLevel(4)
  Object.assign(console, { log, info, debug })
  const listeners: { readonly event: string; readonly handler: (event: never) => void }[] = []
  const { on, off } = chat
  chat.on = (...args) => {
    const [event, handler] = args
    listeners.push({ event, handler })
    return on.apply(chat, args)
  }
  chat.off = (...args) => {
    const place = listeners.findIndex(({ event, handler }) => event === args[0] && handler === args[1])
    if (place !== -1) listeners.splice(place, 1)
    return off.apply(chat, args)
  }
  const pushed = (servcmd: string, EventArray: readonly object[]): void =>
    own.at(-1)?.onmessage?.({ data: JSON.stringify({ head: { servcmd, seq: 1 }, body: { EventArray } }) })
  const settle = (ms = 25): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  const drop = (): void => own.at(-1)?.onclose?.({ code: 1006, reason: '' })
  return {
    chat,
    server,
    push: (...events) => pushed('im_open_push.msg_push', events),
    kick(type) {
      pushed('im_open_push.msg_push', [kick(type)])
      pushed('im_open_status.stat_forceoffline', [kick(type)]) // lite-chat
    },
    async login(user = 'me') {
      await chat.login({ userID: user, userSig: 'any' })
      await settle(60)
    },
    drop,
    cut: () => {
      cutOff.add(app)
      drop()
    },
    restore: () => {
      cutOff.delete(app)
      own.at(-1)?.open?.()
    },
    emit: (name, data) =>
      listeners.flatMap(({ event, handler }) => {
        try {
          if (event === name) handler({ name, data } as never)
          return []
        } catch (error) {
          return [error]
        }
      }),
    settle,
    rows: async () => (await chat.getConversationList()).data.conversationList,
    listenerCount: () => listeners.length,
  }
}

export const startChat = (options: object = {}): Sdk => start(TencentCloudChat, options)
export const startLite = (options: object = {}): Sdk => start(fresh('@tencentcloud/lite-chat/professional'), options)
export const startTim = (options: object = {}): Sdk => start(TIM, options)

export const PACKAGES = [
  ['@tencentcloud/chat 3.6.6', startChat],
  ['lite-chat 4.2.1', startLite],
  ['tim-js-sdk 2.27.6', startTim],
] as const
