/** Why a call of ours failed; switch on it. */
export type ConvolistErrorCode =
  /** An option is missing or wrong; thrown at creation. */
  | 'option/invalid'
  /** The object handed over is not the SDK, or a version whose service is off; thrown at creation. */
  | 'source/wrong-instance'
  /** A hook was used outside its provider. */
  | 'binding/no-provider'
  /** A store's state was written to; the message names the command to use. */
  | 'binding/read-only'
  /** The vendor has no such command and it cannot be done locally. */
  | 'command/unsupported'
  /** A command's own argument is wrong. */
  | 'command/invalid'
  /** The vendor refused; everything optimistic was rolled back. */
  | 'command/rejected'
  /** Some ids of a batch were refused; those were rolled back. See `failed`. */
  | 'command/partial'
  /** No answer in time; the row was rolled back and is read again. */
  | 'command/timeout'
  /** The account was closed or changed while the command was under way. */
  | 'command/account-changed'
  /** The engine has been disposed, or no source is connected. */
  | 'engine/disposed'
  | 'engine/no-source'
  /** A page or a sync could not be read from the vendor. */
  | 'sync/failed'

export interface ConvolistErrorDetail {
  /** The vendor's own code, as a number or text. */
  readonly vendorCode?: number | string | undefined
  /** May the same call succeed later without a change (network, rate limit)? */
  readonly retryable?: boolean | undefined
  readonly cause?: unknown
  /** For `command/partial`: which ids were refused, and why. */
  readonly failed?: ReadonlyMap<string, ConvolistError> | undefined
}

/** The one error type thrown or rejected by convolist. */
export class ConvolistError extends Error {
  override readonly name = 'ConvolistError'
  readonly vendorCode: number | string | undefined
  readonly retryable: boolean
  readonly failed: ReadonlyMap<string, ConvolistError> | undefined

  constructor(
    readonly code: ConvolistErrorCode,
    message: string,
    detail: ConvolistErrorDetail = {},
  ) {
    super(`[${code}] ${message}`, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.vendorCode = detail.vendorCode
    this.retryable = detail.retryable ?? false
    this.failed = detail.failed
  }
}

/** Recognises our error across module copies (ESM and CJS), where `instanceof` would fail. */
export const isConvolistError = (value: unknown): value is ConvolistError =>
  value instanceof Error && value.name === 'ConvolistError'
