import type { NimMessage } from './nim.js'

/**
 * Does this message name me, or everyone? NIM has no field for it; asked once for each message of others that arrives.
 * Must not keep or change the message: it is the SDK's own.
 */
export type IsMention = (message: NimMessage, account: string) => 'me' | 'all' | undefined

/** In a team or super team; one-to-one messages always concern me. */
const DIRECT = 1

/** The convention of NetEase's UIKit: `yxAitMsg` in the message's extension, keyed by account, or `ait_all`. */
export const isUikitMention: IsMention = ({ conversationType, serverExtension }, account) => {
  if (conversationType === DIRECT || !String(serverExtension).includes('yxAitMsg')) return undefined
  const named = mentionsIn(String(serverExtension))
  return Object.hasOwn(named, account) ? 'me' : Object.hasOwn(named, 'ait_all') ? 'all' : undefined
}

/** The extension is other people's JSON: it may be anything. */
function mentionsIn(extension: string): object {
  try {
    const parsed = (JSON.parse(extension) as { yxAitMsg?: unknown } | null)?.yxAitMsg
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {} // not JSON, so not a mention
  }
}
