import { isConvolistError } from '@convolist/core'
import type { Texts } from '../texts/index.js'

/** Says why a command failed, and what became of the row. */
export function describeFailure(error: unknown, texts: Texts): string {
  const { failure } = texts
  if (!isConvolistError(error)) return error instanceof Error ? error.message : String(error)
  switch (error.code) {
    case 'command/rejected':
      return `${failure.rejected(String(error.vendorCode ?? ''))} ${failure.rolledBack}`
    case 'command/partial':
      return `${failure.partial(error.failed?.size ?? 0)} ${failure.rolledBack}`
    case 'command/timeout':
      return `${failure.timeout} ${failure.rolledBack}`
    case 'command/unsupported':
      return failure.unsupported
    case 'command/account-changed':
      return failure.accountChanged
    case 'engine/no-source':
      return failure.noSource
    case 'sync/failed':
      return failure.sync
    case 'command/invalid':
    case 'engine/disposed':
    case 'option/invalid':
    case 'source/wrong-instance':
    case 'binding/no-provider':
    case 'binding/read-only':
      return error.message
  }
}
