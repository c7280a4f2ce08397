import { ConvolistError, isConvolistError, type ConversationId, type ConvolistErrorCode } from '@convolist/core'
import { fieldsOf } from './read.js'

/**
 * What may work later without a change. Native: 6012 no answer in time, 9506 and 9507 too much at once, the others of
 * 95xx the network (`ERR_SDK_NET_*` of the native SDK). Web: 2800, 2801 and 2805 network, 2996 called too often, 2999 not
 * ready yet, 3000 still logging in.
 */
const RETRYABLE = new Set([
  6012, 9506, 9507, 9508, 9510, 9511, 9512, 9518, 9519, 9520, 9521, 9523, 9524, 9525, 2800, 2801, 2805, 2996, 2999,
  3000,
])

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

export function codeOf(cause: unknown): number | undefined {
  const { code } = fieldsOf(cause)
  return typeof code === 'number' ? code : undefined
}

function textOf(cause: unknown): string {
  const { desc, message, error } = fieldsOf(cause)
  return [desc, message, error].find((text) => typeof text === 'string') ?? ''
}

export const refusedWith = (code: number, id: string, what: string): ConvolistError =>
  toError('command/rejected', `${what} of "${id}"`, { code })

export const unsupported = (what: string, why: string): ConvolistError =>
  new ConvolistError('command/unsupported', `Tencent cannot do "${what}" here: ${why}.`)

export const invalid = (what: string): ConvolistError => new ConvolistError('command/invalid', what)

/**
 * The refused ids in the answer of a batch call: V2TIM lists every id with its `resultCode`, the Web two lists (in
 * lite-chat 4.2.1 a refused id stands in both). Anything else says nothing about single ids: all went through.
 */
export const toFailed = (answer: unknown, what: string): ReadonlyMap<ConversationId, ConvolistError> =>
  new Map(refusals<ConversationId>(answer, 'conversationID', 'failureConversationIDList', what))

/** The same by any id. @param list where the Web puts what it refused. */
export function refusals<Id extends string>(
  answer: unknown,
  key: string,
  list: string,
  what: string,
): readonly (readonly [Id, ConvolistError])[] {
  const bad: unknown = Array.isArray(answer) ? answer : fieldsOf(answer)[list]
  return (Array.isArray(bad) ? (bad as unknown[]) : []).map(fieldsOf).flatMap((from) => {
    const id = from[key] as Id | undefined
    const code = from.resultCode ?? from.code
    if (typeof id !== 'string' || typeof code !== 'number' || code === 0) return []
    return [[id, refusedWith(code, id, what)] as const]
  })
}
