import type { CommandName } from './commands.js'
import type { ConversationField } from './conversation.js'

/** What one command can do with this vendor. */
export interface CommandCapability {
  /** `server`: the vendor keeps it. `local`: only this engine does. `none`: refused at once. */
  readonly support: 'server' | 'local' | 'none'
  /** The most ids one vendor call takes; longer lists are split. 1 where the vendor takes one at a time. */
  readonly batch: number
  /** Does the vendor send an event for a change made by this device? If not, a confirm writes the truth itself. */
  readonly echo: boolean
  /** Rows may show a guess of what the command sets, where the vendor has not said: it is given even where it seems so already. */
  readonly guessed?: boolean | undefined
  /** For `local` and `none`: the reason, for the reader of the capabilities table. */
  readonly why?: string | undefined
}

/** What the vendor behind a source can do. The core picks its rules from it and never guesses. */
export interface Capabilities {
  readonly vendor: string
  /** Rows carry `version`; larger is newer. Without it, versions are never compared. */
  readonly rowVersions: boolean
  /** Patches carry a time per field (`stamps`). */
  readonly fieldStamps: boolean
  /**
   * `ordered`: live events reach us in the order in which they happened (the SDK drops stale ones itself),
   * so any live full row after a deletion is a real one. `unordered`: only a newer message revives a deleted row.
   */
  readonly liveOrder: 'ordered' | 'unordered'
  /** The fields a full row of this vendor states; every other field keeps what it was. */
  readonly rowFields: readonly ConversationField[]
  /** Does listing to the end give every row? A capped list never sweeps. */
  readonly list: 'complete' | 'capped'
  /** Rows asked for in one page. */
  readonly pageSize: number
  readonly deleteEvents: boolean
  readonly stickTopLimit?: number | undefined
  /** `vendor`: counts are in the rows. `derived`: from messages, by `mentionReceived`. */
  readonly mentions: 'vendor' | 'derived' | 'none'
  /** Filters the vendor's list call understands, so that such a view can page itself. */
  readonly serverFilters: readonly ('unread' | 'kinds' | 'labels' | 'marks' | 'mentioned')[]
  /** Scopes that one call marks as read; others are done id by id. */
  readonly markReadScopes: readonly ('all' | 'kinds' | 'label')[]
  /** Can single rows be read again by id? */
  readonly fetchByIds: boolean
  readonly commands: Readonly<Record<CommandName, CommandCapability>>
}
