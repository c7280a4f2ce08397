import { ConvolistError } from '@convolist/core'
import { toError } from './errors.js'
import type { Line, Session } from './line.js'
import { count, record } from './read.js'

/** A read of rows, of one account from its question to its answer. */
export async function read<Own extends Session, Result>(
  line: Line<Own>,
  from: (session: Own) => Promise<Result>,
): Promise<Result> {
  const { session } = line
  const failed = (why: string, retryable = false): ConvolistError =>
    new ConvolistError('sync/failed', why, { retryable })
  if (!session) throw failed('Nobody is logged in to Tencent. Connect the source and log in first.', true)
  try {
    const result = await from(session)
    if (line.session !== session) throw failed('The account changed while its conversations were read.')
    return result
  } catch (cause) {
    throw toError('sync/failed', 'Reading the conversations', cause)
  }
}

/** The unread messages of these rows, as the SDK hands them out. */
export const unreadIn = (rows: readonly unknown[]): number =>
  rows.reduce<number>((sum, row) => sum + (count(record<'unreadCount'>(row, 'row'), 'unreadCount') ?? 0), 0)
