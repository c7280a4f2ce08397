import {
  ConvolistError,
  isConvolistError,
  toConversationId,
  type ConversationId,
  type ConvolistErrorCode,
} from '@convolist/core'
import type { NimFailure } from './nim.js'
import { CLOUD_OFF } from './services.js'

/**
 * What may work later without a change: not connected (190002), timeouts and network (191005, 19200x), a busy server,
 * and the rate limits.
 */
const RETRYABLE = new Set([
  399, 416, 500, 503, 511, 514, 107304, 107317, 107323, 190002, 191005, 192001, 192002, 192003, 192004, 192005,
])

const MISUSE = 191001

/** Wraps what the SDK threw, rejected with or returned. Keeps it as `cause`; the message says which call it was. */
export function toError(code: ConvolistErrorCode, what: string, cause: unknown): ConvolistError {
  if (isConvolistError(cause)) return cause
  const { code: vendorCode, desc, detail } = describe(cause)
  const reason = /CloudConversation is not enabled/.test(detail) ? CLOUD_OFF : `${desc}${detail && `: ${detail}`}`
  return new ConvolistError(code, `${what} was refused by NIM (${vendorCode ?? 'no code'}). ${reason}`.trim(), {
    vendorCode,
    retryable: vendorCode !== undefined && RETRYABLE.has(vendorCode),
    cause,
  })
}

function describe(cause: unknown): { code: number | undefined; desc: string; detail: string } {
  const { code, desc, message, detail } = (typeof cause === 'object' && cause !== null ? cause : {}) as Record<
    string,
    unknown
  >
  const reason = (detail as { reason?: unknown } | undefined | null)?.reason
  const number = typeof code === 'number' ? code : undefined
  return {
    code: number,
    desc: [desc, message].find((text): text is string => typeof text === 'string') ?? '',
    detail: number === MISUSE && typeof reason === 'string' ? reason : '',
  }
}

/** Calls the SDK, which throws at once for some mistakes and rejects for others. */
export async function attempt<Result>(call: () => Result | Promise<Result>): Promise<Result> {
  return unlessError(await call())
}

/** node-nim returns the errors of some calls that the Web throws. */
export function unlessError<Result>(result: Result): Result {
  if (isNimError(result)) throw result // eslint-disable-line @typescript-eslint/only-throw-error -- wrapped by the caller
  return result
}

const isNimError = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'code' in value && 'desc' in value

/** The refused ids of a batch call. The Web's d.ts promises a list; some versions resolve with nothing. */
export function toFailed(failures: unknown, what: string): ReadonlyMap<ConversationId, ConvolistError> {
  const entries = (Array.isArray(failures) ? (failures as readonly NimFailure[]) : [])
    .filter((failure) => typeof failure?.conversationId === 'string')
    .map(({ conversationId = '', error }) => {
      const id = toConversationId(conversationId)
      return [id, toError('command/rejected', `${what} of "${id}"`, error)] as const
    })
  return new Map(entries)
}
