import { conversationSync, kickPush, wireCode, type NimPacket, type WireObject } from './wire.js'

/** What the server says to one command. */
export interface NimAnswer {
  /** Default 200. Error codes in their readable form, such as 110303. */
  readonly code?: number | undefined
  readonly r?: readonly unknown[] | undefined
}

/** A command the SDK sent. `query` holds its arguments, an object argument as `{ position: value }`. */
export interface NimSent {
  readonly cmd: string
  readonly sid: number
  readonly cid: number
  readonly query: readonly unknown[]
}

/** `'silent'` never answers; the SDK gives up by itself after 8 s. Nothing returned means success without content. */
export type NimAnswerer = (
  query: readonly unknown[],
  sent: NimSent,
) => NimAnswer | 'silent' | undefined | Promise<NimAnswer | 'silent' | undefined>

/** What the server's conversation sync brings. */
export interface NimSync {
  readonly rows?: readonly WireObject[] | undefined
  /** A full sync, or (default) what changed since the last. */
  readonly full?: boolean | undefined
  /** Fails the sync with this code. */
  readonly code?: number | undefined
}

export interface NimHarnessOptions {
  readonly appkey?: string | undefined
  /** More init options for the SDK. Cloud conversations are on unless said otherwise here. */
  readonly init?: Readonly<Record<string, unknown>> | undefined
}

/** The real SDK with a server of our own behind its protocol layer. */
export interface NimHarness<Nim> {
  readonly nim: Nim
  /** Hands the SDK a packet, as if its socket had received it. */
  feed(packet: NimPacket): void
  /** By command name (`v2ConversationSetTop`): what to answer. Commands without an entry succeed. */
  readonly answers: Record<string, NimAnswerer>
  /** Every command the SDK sent, oldest first. */
  readonly sent: NimSent[]
  /** What the next conversation syncs bring; read at each sync. Default: nothing new. */
  nextSync: NimSync
  /** Packets that come with the main sync at login: roaming messages, read times, receipts. */
  mainSync: readonly NimPacket[]
  /** Logs in, as a successful login would, and lets the syncs that follow it run. Logs out another account first. */
  loginAs(account: string): Promise<void>
  /** Runs the cloud conversation sync again. */
  sync(sync?: NimSync): Promise<void>
  /** Another device took over. */
  kick(reason?: 1 | 2 | 3 | 4): void
  /** The connection breaks; the SDK waits for {@link NimHarness.reconnect} instead of dialling. */
  disconnect(): void
  reconnect(): Promise<void>
  logout(): Promise<void>
  /** Lets the promises under way run, without any timer. */
  settle(): Promise<void>
  /** How many listeners the SDK's public services have in all. */
  listenerCount(): number
}

type NimClass<Nim> = abstract new (...args: never[]) => Nim

/** The parts of the SDK's inside that are driven here. Named in 10.8.1 and 10.9.77-alpha.4; pin the version. */
interface Inside {
  readonly clientSocket: {
    onMessage(text: string): void
    doDisconnect(type: number, reason: string): void
    readonly sendingCmdMap: ReadonlyMap<number, { readonly cmd: string }>
    socket: unknown
  }
  readonly V2NIMLoginService: {
    account: string
    previousLoginAccount: string
    kickedDetail: unknown
    getLoginStatus(): number
    logout(): Promise<void>
    readonly lifeCycle: { processEvent(name: string, error?: unknown, more?: object): void }
    readonly dataSync: { reset(): void }
    readonly authenticator: { loginClientOfThisConnection: object }
    readonly reconnect: { attempToReLogin(): boolean }
  }
  readonly V2NIMConversationService: { readonly versionCache: { doSync(): Promise<void> } }
  _clearModuleData(): void
}

/** The SDK's own name for "the network went away". */
const OFFLINE = 3

/**
 * Starts the real `nim-web-sdk-ng` without a network: its socket is ours, everything above it is the SDK's own code.
 * The class is handed in, so this package needs no SDK. Works in a browser, and in Node under happy-dom or jsdom.
 *
 * @param NIM the SDK's default export (or the class of its Node build).
 */
export function startNim<Nim>(NIM: NimClass<Nim>, options: NimHarnessOptions = {}): NimHarness<Nim> {
  const nim = create(NIM, options)
  const inside = nim as unknown as Inside
  const { clientSocket, V2NIMLoginService: login } = inside
  const sent: NimSent[] = []
  let cursor = 1

  login.reconnect.attempToReLogin = () => true

  const feed = (packet: NimPacket): void => {
    const { sid, cid, ser = 0, code = 200, r = [] } = packet
    clientSocket.onMessage(JSON.stringify({ sid, cid, ser, code: sid >= 26 ? wireCode(code) : code, r }))
  }

  const harness: NimHarness<Nim> = {
    nim,
    feed,
    sent,
    nextSync: {},
    mainSync: [],
    answers: {
      getServerTime: () => ({ r: [String(Date.now())] }),
      v2GetUserList: () => ({ r: [[]] }),
      v2ConversationSync: () => answerSync(harness.nextSync),
      v2NIMSync: () => {
        const packets = harness.mainSync
        harness.mainSync = []
        packets.forEach(feed)
        return { r: [1] }
      },
    },
    async loginAs(account) {
      if (login.getLoginStatus() !== 0) await harness.logout()
      if (login.previousLoginAccount !== account) inside._clearModuleData()
      Object.assign(login, { account, previousLoginAccount: account, kickedDetail: null })
      await connect(false)
    },
    async sync(sync) {
      if (sync) harness.nextSync = sync
      await inside.V2NIMConversationService.versionCache.doSync()
      await settle()
    },
    kick: (reason) => feed(kickPush(reason)),
    disconnect: () => clientSocket.doDisconnect(OFFLINE, 'harness'),
    reconnect: () => connect(true),
    logout: () => login.logout(),
    settle,
    listenerCount: () => countListeners(nim as object),
  }
  return harness

  function answerSync(sync: NimSync): NimAnswer {
    if (sync.code !== undefined) return { code: sync.code }
    const tag = { cursor: ++cursor, full: sync.full ?? false }
    harness.nextSync = {}
    if (sync.rows?.length) feed(conversationSync(sync.rows, tag))
    return { r: [{ 1: tag.cursor, 2: tag.full ? 0 : 1 }] }
  }

  async function connect(isReconnect: boolean): Promise<void> {
    clientSocket.socket = { send, close: ignore, removeAllListeners: ignore }
    login.lifeCycle.processEvent('connect')
    login.lifeCycle.processEvent('connectSucc')
    login.dataSync.reset()
    login.authenticator.loginClientOfThisConnection = { loginType: 1 }
    login.lifeCycle.processEvent('loginSucc', undefined, { isReconnect })
    await settle()
  }

  /** The binary transport passes its parts one by one, the older one a line of JSON. */
  function send(...packet: unknown[]): void {
    const parts = packet.length === 1 ? fromJson(String(packet[0])) : packet
    const [sid, cid, ser] = parts.map(Number) as [number, number, number]
    const query = (parts.at(-1) as { v: unknown }[]).map((argument) => argument.v)
    const cmd = clientSocket.sendingCmdMap.get(ser)?.cmd ?? String(packet.length === 1 ? `${sid}_${cid}` : packet[3])
    const command: NimSent = { cmd, sid, cid, query }
    sent.push(command)
    void reply(command, ser, clientSocket.socket)
  }

  async function reply(command: NimSent, ser: number, socket: unknown): Promise<void> {
    await Promise.resolve()
    const answer = await harness.answers[command.cmd]?.(command.query, command)
    if (answer === 'silent' || clientSocket.socket !== socket) return
    feed({ sid: command.sid, cid: command.cid, ser, ...answer })
  }
}

function create<Nim>(NIM: NimClass<Nim>, options: NimHarnessOptions): Nim {
  const Constructor = NIM as unknown as new (options: object, other: object) => Nim
  return new Constructor(
    {
      appkey: options.appkey ?? 'offline',
      apiVersion: 'v2',
      debugLevel: 'off',
      enableV2CloudConversation: true,
      ...options.init,
    },
    // Else the constructor reports itself to a statistics host.
    { reporterConfig: { enableCompass: false, isDataReportEnable: false } },
  )
}

/** Enough turns for the longest chain of promises inside the SDK; no timer, so a virtual clock does not matter. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve()
}

function fromJson(text: string): unknown[] {
  const { SID, CID, SER, Q } = JSON.parse(text) as { SID: number; CID: number; SER: number; Q: unknown }
  return [SID, CID, SER, Q]
}

interface Emitter {
  eventNames(): (string | symbol)[]
  listenerCount(name: string | symbol): number
}

function countListeners(nim: object): number {
  return Object.entries(nim)
    .filter(([name]) => /^V2NIM\w+Service$/.test(name))
    .map(([, service]) => service as Partial<Emitter> | undefined)
    .filter((service): service is Emitter => typeof service?.eventNames === 'function')
    .reduce((sum, service) => sum + service.eventNames().reduce((all, name) => all + service.listenerCount(name), 0), 0)
}

const ignore = (): void => {}
