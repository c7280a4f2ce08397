import type { CommandName, Source } from '@convolist/core'
import type { TruthKey } from '../simulator/truth-types.js'
import type { VirtualClock } from '../virtual-clock.js'

/** A conversation in nobody's words: `direct/ann` is the chat with ann, `group/team` the group team. */
export type ChatKey = Extract<TruthKey, `direct/${string}` | `group/${string}`>

/** A conversation that the account has before the story begins. */
export interface SeedChat {
  readonly chat: ChatKey
  /** Of its newest message; epoch milliseconds, whole seconds. */
  readonly sentAt: number
  /** Words of the newest message. Default: the chat's key. */
  readonly text?: string | undefined
  /** At most 5. Default 0. */
  readonly unreadCount?: number | undefined
  readonly stickTop?: boolean | undefined
}

/** A conversation as the server has it now. */
export interface ServerChat {
  readonly unreadCount: number
  readonly stickTop: boolean
}

/** Something that may take a while on the rig's side; the suite waits for it. */
export type Step = void | Promise<void>

/** A command that has reached the server and lies there, neither carried out nor answered. */
export interface HeldCommand {
  /** It did arrive. */
  readonly arrived: boolean
  /** Carries it out and answers it, however late that is. Does nothing if the line was cut meanwhile. */
  release(): Step
}

/** A failure that the next sync will meet. */
export interface FailedSync {
  /** One has met it. The suite waits for that: where nothing failed, nothing would be proven. */
  readonly met: boolean
}

/** A payload that makes no sense, such as a bad release of the vendor may send. Leaves the vendor's own memory alone. */
export interface Garbage {
  readonly name: string
  send(): Step
}

/**
 * The vendor behind a source, as the suite steers it. All of it is about the account that was logged in last, but `seed`.
 * What happens while the line is up is told to the device as the vendor would tell it; while it is cut, it happens unseen.
 */
export interface ContractServer {
  /** Puts conversations on the server of an account, before its first login or while the line is cut. */
  seed(account: string, chats: readonly SeedChat[]): Step
  /** The app logs in; another account than before: logs that one out first. */
  login(account: string): Step
  logout(): Step
  /** The vendor throws this device out, as when another one logs in. */
  kick(): Step
  /** The line breaks. */
  disconnect(): Step
  /** It is back, and the SDK catches up in its own way. */
  reconnect(): Step

  /** The vendor's id of this chat for the account logged in. */
  id(chat: ChatKey): string
  /** `undefined`: the server has no such conversation. */
  truth(chat: ChatKey): ServerChat | undefined

  /** The other side (in a group: one of its members) writes. Makes the conversation if there is none. */
  receive(chat: ChatKey, message: { readonly text: string; readonly sentAt: number }): Step
  /** The newest message is taken back by who wrote it. */
  revoke(chat: ChatKey): Step
  /** The other side of a direct chat has read up to there. Told as it is, also when a later one was told before. */
  peerRead(chat: ChatKey, readAt: number): Step
  /** Another device of this account reads the chat: nothing is unread. */
  readElsewhere(chat: ChatKey): Step
  stickTopElsewhere(chat: ChatKey, stickTop: boolean): Step
  removeElsewhere(chat: ChatKey): Step

  /** The server refuses the next such command of this device; with chats, as far as it is about one of those. */
  refuseNext(command: CommandName, chats?: readonly ChatKey[]): Step
  holdNext(command: CommandName): HeldCommand
  /** The next time the list is read from the server (at a login, a reconnect, by page: wherever this vendor does), it fails. */
  failNextSync(): FailedSync

  /**
   * The next page that the source asks its SDK for cannot be read. Only for SDKs that read their list from a memory of
   * their own; of the others `failNextSync` says the same.
   */
  failNextPage?(): FailedSync
  /** The next page that the source asks for is made as things are then, and lies on the wire until it is released. */
  holdNextPage?(): HeldCommand
  /** Messages of the other side as the SDK has them, for a receipt. */
  messagesOf?(chat: ChatKey): readonly unknown[]
  /** Did this device ask the vendor to delete the messages of this chat? */
  isCleared?(chat: ChatKey): boolean

  /** At least three payloads, each for another callback or broken in another way. */
  readonly garbage: readonly Garbage[]
  /** One event with several rows, as the vendor sends them: one that is broken, then this chat's own with this count. */
  sendBeside(chat: ChatKey, unreadCount: number): Step
}

/** One source under test, with the vendor it stands on. Made anew for every scenario. */
export interface ContractRig {
  /** Not connected yet, over an SDK that is not logged in yet. */
  readonly source: Source
  readonly server: ContractServer
  /**
   * Lets what is under way between server and source arrive, as far as it depends on real time; what depends on the
   * clock given arrives by that. The suite calls it again while it waits for something.
   */
  settle(): Step
  /** Listeners (handlers, subscriptions, sockets of the source's own) that the SDK holds now. */
  listenerCount(): number
  /** What the SDK caught from listeners that threw; empty where such errors reach the host, and so the test runner. */
  uncaught(): readonly unknown[]
  /** Closes what real SDKs and servers keep open. */
  close?(): Step
}

export interface RigOptions {
  /** The engine's clock; a simulated server runs on it too. Moves only when the suite says so. */
  readonly clock: VirtualClock
  /** Rows asked for in one page, where the source has a choice: small, so that a list has several. */
  readonly pageSize: number
}

/** What the vendor may tell of by itself; one that never does is held to that. */
export type News =
  | 'loggedOut'
  | 'revoked'
  | 'peerRead'
  | 'readElsewhere'
  | 'stickTopElsewhere'
  | 'removedElsewhere'
  /** Where it does not: such rows stay in the SDK's own list over a reconnect, and leave at the next login. */
  | 'removedWhileOffline'

/**
 * What the vendor can do, as its documents say. The source must declare the same: what it does not declare it must refuse,
 * and the suite checks that it does.
 */
export interface ContractCapabilities {
  /** Where each command is carried out. Default `server`. */
  readonly commands?: Partial<Record<CommandName, 'server' | 'local' | 'none'>> | undefined
  /** Default `true` for each. */
  readonly news?: Partial<Record<News, boolean>> | undefined
  /** Does listing to the end give every row? Default `complete`. */
  readonly list?: 'complete' | 'capped' | undefined
  /** Default `true`. */
  readonly fetchByIds?: boolean | undefined
  /** Does the source have `readUnread`? Default `true`. */
  readonly readUnread?: boolean | undefined
  /** Commands on many conversations of which the vendor can refuse a part. Default: those that take more than one. */
  readonly refusedInPart?: readonly ('markRead' | 'remove')[] | undefined
}

export interface SourceContractOptions {
  /** A column of the table: `NIM cloud, simulator`. */
  readonly name: string
  readonly create: (options: RigOptions) => ContractRig | Promise<ContractRig>
  readonly capabilities?: ContractCapabilities | undefined
  /**
   * Scenarios this source does not pass yet, each with the reason. One that passes fails the run, and so does a name the
   * suite does not have.
   */
  readonly knownGaps?: Readonly<Record<string, string>> | undefined
}
