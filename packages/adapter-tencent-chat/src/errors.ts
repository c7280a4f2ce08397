import { ConvolistError, isConvolistError, type ConversationId, type ConvolistErrorCode } from '@convolist/core'
import { isRecord } from './read.js'

/**
 * What may work later without a change. Native: 6012 no answer in time. Web: 2800, 2801 and 2805 network, 2996 called too
 * often, 2999 not ready yet, 3000 still logging in.
 */
const RETRYABLE = new Set([6012, 2800, 2801, 2805, 2996, 2999, 3000])

/** Codes whose text is an empty template in the SDKs. */
const MEANING: Readonly<Record<number, string>> = {
  2024: 'nobody is logged in',
  2500: 'the SDK does not know this conversation',
  2501: 'the SDK does not know this user or group',
  2503: 'this is not an id of a conversation',
  2996: 'called too often',
  2998: 'the module for it is not registered',
  3122: 'the feature is not in the edition bought',
  6012: 'no answer in time',
  6013: 'the SDK is not initialised',
  6014: 'nobody is logged in',
  7013: 'the feature is not in the edition bought',
  51008: 'no more conversations can be grouped or marked',
}

/** Wraps what the SDK threw or rejected with. Keeps it as `cause`; the message says which call it was. */
export function toError(code: ConvolistErrorCode, what: string, cause: unknown): ConvolistError {
  if (isConvolistError(cause)) return cause
  const vendorCode = codeOf(cause)
  const why = MEANING[vendorCode ?? 0] ?? textOf(cause)
  return new ConvolistError(code, `${what} was refused by Tencent (${vendorCode ?? 'no code'}). ${why}`.trim(), {
    vendorCode,
    retryable: RETRYABLE.has(vendorCode ?? 0),
    cause,
  })
}

export const codeOf = (cause: unknown): number | undefined =>
  isRecord(cause) && typeof cause.code === 'number' ? cause.code : undefined

const textOf = (cause: unknown): string =>
  isRecord(cause) ? ([cause.desc, cause.message, cause.error].find((text) => typeof text === 'string') ?? '') : ''

export const refusedWith = (code: number, id: string, what: string): ConvolistError =>
  toError('command/rejected', `${what} of "${id}"`, { code })

export const unsupported = (what: string, why: string): ConvolistError =>
  new ConvolistError('command/unsupported', `Tencent cannot do "${what}" here: ${why}.`)

export const invalid = (what: string): ConvolistError => new ConvolistError('command/invalid', what)

/**
 * The refused ids in the answer of a batch call: V2TIM lists every id with its `resultCode`, the Web two lists (in
 * lite-chat 4.2.1 a refused id stands in both). Anything else says nothing about single ids: all went through.
 */
export function toFailed(answer: unknown, what: string): ReadonlyMap<ConversationId, ConvolistError> {
  const bad: readonly unknown[] = Array.isArray(answer)
    ? answer
    : isRecord(answer) && Array.isArray(answer.failureConversationIDList)
      ? answer.failureConversationIDList
      : []
  const failed = new Map<ConversationId, ConvolistError>()
  for (const entry of bad) {
    if (!isRecord(entry) || typeof entry.conversationID !== 'string') continue
    const code = entry.resultCode ?? entry.code
    if (code !== 0 && typeof code === 'number')
      failed.set(entry.conversationID as ConversationId, refusedWith(code, entry.conversationID, what))
  }
  return failed
}
