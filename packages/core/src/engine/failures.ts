import { ConvolistError, isConvolistError } from '../model/errors.js'

export const disposed = (): ConvolistError => new ConvolistError('engine/disposed', 'the engine has been disposed')

export const noSource = (what?: string): ConvolistError =>
  new ConvolistError('engine/no-source', `${what ? `${what}: ` : ''}no source is connected`)

export const accountChanged = (): ConvolistError =>
  new ConvolistError('command/account-changed', 'the account changed meanwhile')

/** Why a sync failed whose source was taken off. */
export const DISCONNECTED = 'disconnected'

/** For rejections nobody waits for: they are in the state and the diagnostics already. */
export const noted = (): void => undefined

/** What may be said of an error in a diagnostic: codes and names, never its words. */
export function reasonOf(error: unknown): string {
  if (isConvolistError(error)) return String(error.vendorCode ?? error.code)
  return error instanceof Error ? error.name : 'unknown'
}

/** The error of a page or sync that could not be read; our own errors stay what they are. */
export function syncError(error: unknown): ConvolistError {
  if (isConvolistError(error) && /^(sync|engine)\//.test(error.code)) return error
  return new ConvolistError('sync/failed', 'the vendor list could not be read', {
    cause: error,
    retryable: true,
    vendorCode: isConvolistError(error) ? error.vendorCode : undefined,
  })
}
