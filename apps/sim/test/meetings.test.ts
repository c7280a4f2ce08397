import { toConversationId, toEpochMs } from '@convolist/core'
import type { Simulator } from '@convolist/testing'
import { expect, it } from 'vitest'
import { createModel } from '../../../packages/core/test/laws/reference/index.js'
import { createMeetings } from '../src/meetings.js'

it('a fault meets a tombstone where it strikes what is said of that row, and of no other', () => {
  const counts: Record<string, number> = {}
  let strike: (fault: string, chats: readonly string[]) => void = () => undefined
  const tally = { counts, onStrike: (listener: typeof strike) => (strike = listener) }
  const meetings = createMeetings({ server: { tally }, idOf: (chat: string) => chat } as unknown as Simulator)
  const model = createModel()
  const at = toEpochMs(0)
  model.tombstones.set(toConversationId('gone'), { version: undefined, activeAt: undefined, tick: 1, at })
  const drop = (chat: string): Readonly<Record<string, number>> => {
    counts['dropped'] = (counts['dropped'] ?? 0) + 1
    strike('dropped', [chat])
    meetings.meet({ type: 'clockTicked', at }, model)
    return { ...meetings.counts() }
  }
  expect(drop('there')).toEqual({ 'dropped × any tombstone': 1 })
  expect(drop('gone')).toEqual({ 'dropped × any tombstone': 2, 'dropped × tombstone': 1 })
  expect(drop('there')).toEqual({ 'dropped × any tombstone': 3, 'dropped × tombstone': 1 })
})
