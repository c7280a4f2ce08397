import { ConvolistError, isConvolistError, toConversationId, type ConversationId } from '@convolist/core'
import type { NimFailure } from './nim.js'

/**
 * What may work later without a change: not connected (190002), timeouts and network (191005, 19200x), a busy server,
 * and the rate limits.
 */
const RETRYABLE = new Set([
  399, 416, 500, 503, 511, 514, 107304, 107317, 107323, 190002, 191005, 192001, 192002, 192003, 192004, 192005,
])

type Method = (...args: never[]) => unknown
export type Args<Service, Name extends keyof Service> = Parameters<Extract<Service[Name], Method>>
export type Answer<Service, Name extends keyof Service> = Awaited<ReturnType<Extract<Service[Name], Method>>>

/**
 * Calls a method of the SDK. The Web throws some mistakes at once and rejects for others; node-nim returns some errors.
 * Here each of them rejects with a `ConvolistError`, and so does a method or service that is not there.
 */
export async function call<Service extends object, Name extends keyof Service & string>(
  service: Service | undefined,
  name: Name,
  ...args: Args<Service, Name>
): Promise<Answer<Service, Name>> {
  const method = service?.[name] as Method | undefined
  if (!method) throw new ConvolistError('command/unsupported', `this NIM SDK has no ${name}`)
  try {
    const answer = await method.apply(service, args as never[])
    if (isNimError(answer)) throw answer
    return answer as Answer<Service, Name>
  } catch (cause) {
    throw toError(name, cause)
  }
}

const isNimError = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'code' in value && 'desc' in value

function toError(name: string, cause: unknown): ConvolistError {
  if (isConvolistError(cause)) return cause
  const { code, desc, message, detail } = Object(cause) as Record<string, unknown>
  const vendorCode = typeof code === 'number' ? code : undefined
  const reason = (detail as { reason?: unknown } | undefined)?.reason ?? ''
  return new ConvolistError('command/rejected', `NIM refused ${name} (${vendorCode}): ${desc ?? message} ${reason}`, {
    vendorCode,
    retryable: RETRYABLE.has(vendorCode ?? 0),
    cause,
  })
}

/** The refused ids of a batch call. The Web's d.ts promises a list; some versions resolve with nothing. */
export function toFailed(name: string, failures: unknown): ReadonlyMap<ConversationId, ConvolistError> {
  const list = Array.isArray(failures) ? (failures as readonly NimFailure[]) : []
  return new Map(list.map(({ conversationId = '', error }) => [toConversationId(conversationId), toError(name, error)]))
}
