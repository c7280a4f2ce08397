import { ConvolistError, isConvolistError, type CommandAnswer, type ConversationId } from '@convolist/core'
import type { RongCloudIM } from './im.js'
import { isRecord, record, text } from './read.js'

/**
 * What may work later without a change: line gone, no answer in time, not connected (30001 to 30003), called too often
 * (20604, 20607), the list not pulled (33302), busy (33103), ultra groups not synchronised yet (35011).
 */
const RETRYABLE = new Set([20604, 20607, 30001, 30002, 30003, 30007, 33103, 33302, 35011])
/** Ultra groups are off, or not synchronised yet; their own event says when. */
export const NO_ULTRA = 35011

/** The SDK by the names of its methods. */
export interface Sdk {
  readonly im: RongCloudIM
  has(method: string): boolean
  /** Gives the `data` of the answer. Whatever is not a success (`code` 0) rejects with a `ConvolistError`. */
  call(method: string, ...args: readonly unknown[]): Promise<unknown>
  /** The same for something else of the SDK's that answers so. */
  settled(what: string, question: () => unknown): Promise<unknown>
  /** Switches the server has set for the app; empty until the SDK knows them. */
  settings(): Readonly<Record<string, unknown>>
  /** `''` for nobody, also before the SDK's `init`. @throws TypeError for an id that is no text. */
  user(): string
  /** Nobody is logged in, nor is about to be again. */
  isOut(): boolean
}

type Methods = Readonly<Record<string, ((...args: readonly unknown[]) => unknown) | undefined>>

const LOGGED_OUT = 2

export function openSdk(im: RongCloudIM): Sdk {
  const methods = im as unknown as Methods
  const status = (): number => {
    try {
      return im.getConnectionStatus()
    } catch {
      return LOGGED_OUT // before init
    }
  }
  return {
    im,
    has: (method) => typeof methods[method] === 'function',
    call: (method, ...args) => settled(method, () => methods[method]?.(...args)),
    settled,
    settings: () => Object(methods.getAppSettings?.()) as Record<string, unknown>,
    user: () => (status() === 0 && text({ user: im.getCurrentUserId() }, 'user')) || '',
    isOut: () => status() === LOGGED_OUT,
  }
}

async function settled(what: string, question: () => unknown): Promise<unknown> {
  try {
    const answer = record(await question(), what)
    if (answer.code === 0) return answer.data
    throw answer as unknown // a refusal resolves, with its code
  } catch (cause) {
    throw toError(what, cause)
  }
}

export function toError(what: string, cause: unknown): ConvolistError {
  if (isConvolistError(cause)) return cause
  const { code, message } = isRecord(cause) ? cause : {}
  const vendorCode = typeof code === 'number' ? code : undefined
  return new ConvolistError('command/rejected', `RongCloud refused ${what} (${vendorCode ?? String(message)})`, {
    vendorCode,
    retryable: RETRYABLE.has(vendorCode ?? 0),
    cause,
  })
}

/** Calls that take one id at a time. One id rejects as a whole; of several (`all`), each failure is reported by id. */
export async function each(
  ids: readonly ConversationId[],
  run: (id: ConversationId) => Promise<unknown>,
  all: number = ids.length,
): Promise<CommandAnswer> {
  const failed = new Map<ConversationId, ConvolistError>()
  for (const id of ids) {
    try {
      await run(id)
    } catch (cause) {
      if (all === 1) throw cause
      failed.set(id, toError(id, cause))
    }
  }
  return { failed }
}
