import { ConvolistError } from '@convolist/core'
import type { Dialect } from '../commands.js'
import type { WebLine } from './session.js'

/** The engine's own `operationTimeoutMs`, unless the app sets it. */
const TURN_MS = 30_000

/**
 * The Web SDKs answer a pin by what they remember, and they remember only once the server has answered: an unpin right
 * after a pin would be said to be done without having been sent. So each waits for the one before it, as long as the
 * engine does.
 */
export function createPins(call: Dialect['call'], line: WebLine): Dialect['pin'] {
  return (conversationID, isPinned) => {
    const { session } = line
    const due = line.now() + TURN_MS
    const run = (): Promise<unknown> => {
      if (line.now() < due) return call('pinConversation', { conversationID, isPinned })
      throw new ConvolistError('command/timeout', 'The pin before it had no answer.', { retryable: true })
    }
    if (!session) return run()
    const { pins } = session
    const answer = pins.get(conversationID)?.then(run) ?? run()
    const turn = new Promise<void>((resolve) => {
      const leave = (): void => {
        stop()
        resolve()
        if (pins.get(conversationID) === turn) pins.delete(conversationID)
      }
      const stop = line.later(TURN_MS, leave)
      answer.then(leave, leave)
    })
    pins.set(conversationID, turn)
    return answer
  }
}
