import type { Core } from './core.js'
import { NimEmitter } from './emitter.js'
import { clientCodes, NimDoubleError, raise, refuseArgument } from './error.js'

export interface LoginEvents {
  onLoginStatus: (status: number) => void
  onConnectStatus: (status: number) => void
  onLoginFailed: (error: Error) => void
  onDisconnected: (error?: Error) => void
  onConnectFailed: (error: Error) => void
  onKickedOffline: (detail: KickedOffline) => void
  onLoginClientChanged: (change: number, clients: unknown[]) => void
  onDataSync: (type: number, state: number, error?: Error) => void
}

export interface KickedOffline {
  readonly clientType: number
  readonly reason: number
  readonly reasonDesc: string
  readonly customClientType: number
}

/** What the other services do when somebody logs in or out. */
export interface LoginHooks {
  /** Connects this device with the server; says whether there is a network. */
  connect(): boolean
  /** The syncs that follow a login, on the first or a later connection. */
  sync(): void
  /** Everything of the account is forgotten. */
  forget(): void
}

/** `V2NIMLoginService`: who is logged in, and how the connection stands. Any account and token will do. */
export class LoginService extends NimEmitter<LoginEvents> {
  readonly name = 'V2NIMLoginService'
  #connectStatus = 0
  #previousAccount = ''
  #kicked: KickedOffline | null = null
  /** `null` before the first sync. */
  #dataSync: number | null = null

  constructor(
    private readonly core: Core,
    private readonly hooks: LoginHooks,
  ) {
    super(core)
  }

  /** Another account's data is forgotten first. Logged in as somebody else: logs out before. */
  async login(accountId: string, _token = '', _option: object = {}): Promise<void> {
    if (accountId === '') refuseArgument('Empty account')
    if (this.core.loginStatus !== 0) {
      if (this.core.account === accountId) return
      await this.logout()
    }
    if (this.#previousAccount !== '' && this.#previousAccount !== accountId) this.hooks.forget()
    this.core.account = accountId
    this.#previousAccount = accountId
    this.#kicked = null
    this.connect()
  }

  /** The steps of a connection, whose statuses the app sees one after the other. */
  connect(): void {
    this.#setLoginStatus(2)
    this.#setConnectStatus(2)
    if (!this.hooks.connect()) return this.#failToConnect()
    this.#setConnectStatus(1)
    this.#setLoginStatus(1)
    this.hooks.sync()
  }

  #failToConnect(): void {
    this.#setLoginStatus(3)
    this.#setConnectStatus(0, new NimDoubleError(clientCodes.connectFailed))
    this.#setConnectStatus(3)
  }

  async logout(): Promise<void> {
    if (this.core.loginStatus === 0) {
      this.hooks.forget()
      raise(clientCodes.illegalState, 'Illegal logout.')
    }
    this.core.close()
    this.#forget()
    this.#setLoginStatus(0)
    this.#setConnectStatus(0)
  }

  getLoginUser(): string {
    return this.core.account
  }

  getLoginStatus(): number {
    return this.core.loginStatus
  }

  getConnectStatus(): number {
    return this.#connectStatus
  }

  getKickedOfflineDetail(): KickedOffline | null {
    return this.#kicked
  }

  getDataSync(): { type: number; state: number }[] | null {
    return this.#dataSync === null ? null : [{ type: 1, state: this.#dataSync }]
  }

  dataSyncStarted(): void {
    this.#dataSync = 2
    this.emit('onDataSync', 1, 2)
  }

  dataSyncEnded(error?: Error): void {
    this.#dataSync = 3
    this.emit('onDataSync', 1, 3, error)
  }

  /** The connection broke: memory stays, reads work, writes are refused until it is back. */
  broken(): void {
    this.core.cut('broken')
    this.#setLoginStatus(3)
    this.#setConnectStatus(
      0,
      new NimDoubleError(clientCodes.disconnect, { reason: 'connection broken due to internal reasons' }),
    )
    this.#setConnectStatus(3)
  }

  /** Thrown out: everything is forgotten before anybody is told. */
  kicked(reason: number): void {
    this.core.cut('kicked')
    this.#forget()
    this.#kicked = { clientType: 16, reason, reasonDesc: '', customClientType: 0 }
    this.#setLoginStatus(0)
    this.#setConnectStatus(0, new NimDoubleError(clientCodes.disconnect, { reason: 'disconnect due to kicked' }))
    this.emit('onKickedOffline', this.#kicked)
  }

  #forget(): void {
    this.hooks.forget()
    this.core.account = ''
    this.#dataSync = null
  }

  #setLoginStatus(status: 0 | 1 | 2 | 3): void {
    if (this.core.loginStatus === status) return
    this.core.loginStatus = status
    this.emit('onLoginStatus', status)
  }

  #setConnectStatus(status: number, error?: Error): void {
    if (this.#connectStatus === status) return
    const before = this.#connectStatus
    this.#connectStatus = status
    this.emit('onConnectStatus', status)
    if (status !== 0 || error === undefined) return
    if (before === 1) this.emit('onDisconnected', error)
    if (before === 2) this.emit('onConnectFailed', error)
  }
}
