/** A row as the back end sends it, by the socket and by REST alike. */
export interface BackendRow {
  /** `direct/ann`, `group/7001`. */
  readonly id: string
  readonly pinned: boolean
  readonly muted: boolean
  readonly unread: number
  /** Grows with every change of the row, and with its removal. */
  readonly version: number
  /** The newest message; one that was taken back has no text. Times are epoch milliseconds. */
  readonly last: { readonly id: string; readonly senderId: string; readonly sentAt: number; readonly text?: string }
}

/** What comes by the socket. */
export type BackendEvent =
  | { readonly type: 'rows'; readonly rows: readonly BackendRow[] }
  | { readonly type: 'removed'; readonly ids: readonly string[]; readonly versions: readonly number[] }

/** Who is logged in: the app's own business. */
export interface Session {
  readonly current: { readonly account: string; readonly token: string } | undefined
  /** @returns stops telling. */
  subscribe(listener: () => void): () => void
}

/** With this code the back end closes a socket for good: another device has logged in. */
export const KICKED = 4001
