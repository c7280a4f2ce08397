import type { RongTopic } from './topics.js'
import type { RongPushedMessage, RongWireMessage, RongWireRow, RongWireState } from './wire.js'

/** What the server says to one question. A `code` other than 0 refuses it. */
export interface RongAnswer {
  readonly code?: number | undefined
  /** The answer's content, in the field names of RongCloud's protocol. */
  readonly data?: object | undefined
}

/** A question the SDK asked, or a message it sent (`send`), with its content decoded. */
export interface RongSent {
  readonly topic: RongTopic | 'send' | 'unknown'
  /** Of a message: RongCloud's own topic, such as `ppMsgP`. Of an unknown question: its number. */
  readonly wire: string
  readonly target: string
  readonly body: Readonly<Record<string, unknown>>
}

/** `'silent'` never answers while the line stands; when it breaks, the SDK is told so (30001). */
export type RongAnswerer = (
  body: Readonly<Record<string, unknown>>,
  sent: RongSent,
) => RongAnswer | 'silent' | undefined | Promise<RongAnswer | 'silent' | undefined>

export interface RongHarnessOptions {
  readonly appkey?: string | undefined
  /**
   * The server's feature switches: `ugMsg: 1` ultra groups; with `sessionCfg: 1` also the list that includes them;
   * `supportRecallRefactor: 1` the newer recall; `serverSaveUnread: 1` unread counts on the server; `grpRRVer` the version
   * of read receipts (4 is V5).
   */
  readonly navi?: Readonly<Record<string, number>> | undefined
  /** The server's clock, epoch milliseconds. Default: the host's. What was read at a time is compared with messages' times. */
  readonly now?: (() => number) | undefined
}

/** What the server knows. */
export interface RongServerData {
  /** Its list, in any order. Listed newest first, as the real one is; deletions take rows out. */
  rows: RongWireRow[]
  /** Pins, mutes and tags it tells at the next connect. */
  settings: RongWireState[]
  /** Messages missed while offline, told at the next connect. */
  offline: RongWireMessage[]
}

/** The real SDK with a server of our own behind its protocol layer. */
export interface RongHarness<Im> extends RongServerData {
  /** Hand this to the app under test: the package's own functions, with the listeners counted. */
  readonly im: Im
  /** By topic: what to answer. Without an entry the server below answers, or plain success. */
  readonly answers: Partial<Record<RongTopic | 'send', RongAnswerer>>
  /** Everything the SDK asked or sent, oldest first. */
  readonly sent: RongSent[]
  /** Who is connected, `''` for nobody. */
  readonly account: string
  /** Connects as this user, as a successful `connect(token)` would. Disconnects another one first. */
  connectAs(account: string): Promise<void>
  /** The line breaks; the SDK keeps what it knows and waits for {@link RongHarness.reconnect}. */
  suspend(code?: number): void
  reconnect(): Promise<void>
  /** The SDK gives up for good: 31010 is another device of the kind, 31020 a token that ran out. */
  kick(code?: number): void
  /** The app's own `disconnect()`. */
  logout(): Promise<void>
  /** Live messages, each in a packet of its own: of others, of this account's other devices, of ultra groups. */
  push(...messages: readonly RongPushedMessage[]): Promise<void>
  /** Settings made on another device, live. */
  pushSettings(...states: readonly RongWireState[]): void
  /** Receipts of version 5, live. */
  pushReceiptsV5(receipts: readonly object[]): void
  /** An event as the SDK would raise it, past everything that makes it: for payloads that make no sense. */
  raise(event: string, ...payload: readonly unknown[]): void
  /** Lets the promises and short timers of the SDK run. */
  settle(ms?: number): Promise<void>
  /** Listeners added through `im` and not removed. */
  listenerCount(): number
  /** Frees the package for the next start: it is one per process. */
  stop(): Promise<void>
}
