import type { EpochMs } from './ids.js'

/** What went wrong with input from outside. The list never changes because of it. */
export type DiagnosticCode =
  /** An event of a type nobody knows. */
  | 'event/unknown'
  /** An event whose own fields are malformed. */
  | 'event/malformed'
  /** It belongs to an account that is no longer open. */
  | 'event/stale-account'
  /** A page of a request that was superseded or never made. */
  | 'page/stale'
  /** One row or patch was skipped; its neighbours were applied. */
  | 'row/malformed'
  /** A patch for a row nobody knows; the row is read from the vendor where that is possible. */
  | 'row/unknown'
  /** A vendor total that disagrees with ours. */
  | 'unread/drift'
  /** A vendor callback carried something we do not understand. */
  | 'vendor/malformed'
  /** A vendor call failed outside a command (paging, reading a row, a listener). */
  | 'vendor/failed'
  /** A subscriber, hook or policy of the app threw, or gave what we do not understand. */
  | 'app/threw'
  /** An operation had no answer in time. */
  | 'operation/timeout'
  /** The vendor confirmed, but no echo came in time; the row is read again. */
  | 'operation/no-echo'

/** One note for the developer. Carries codes and places, never the text of a message. */
export interface Diagnostic {
  readonly code: DiagnosticCode
  /** Where in the input: `rows[3].sortKey`, `onConversationChanged[0]`. */
  readonly path: string
  /** What was found, in words, without user content. */
  readonly detail?: string | undefined
  readonly vendor?: string | undefined
  readonly at?: EpochMs | undefined
}

/** Takes a note; given to the pure reducer so that refused input leaves the state itself alone. */
export type Report = (diagnostic: Diagnostic) => void
