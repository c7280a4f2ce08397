import { createConversation, type EngineEvent, toConversationId, toEpochMs } from '@convolist/core'
import { describe, expect, it, vi } from 'vitest'
import type { Outcome } from '../src/run.js'
import { shrinkHistory } from '../src/shrink.js'

/** A core that makes a mistake: of a removal it takes the first row only. */
vi.mock('@convolist/core', async (original) => {
  const core = await original<typeof import('@convolist/core')>()
  const reduce: typeof core.reduce = (state, event) =>
    core.reduce(state, event.type === 'conversationsRemoved' ? { ...event, ids: event.ids.slice(0, 1) } : event)
  return { ...core, reduce }
})

const options = { vendor: 'rongcloud', profile: 'calm', seed: 1, conversations: 1, happenings: 1, without: [] } as const
const at = toEpochMs(1_000)
const ids = Array.from({ length: 12 }, (_, i) => toConversationId(`row ${i}`))
const upserted = (...rows: readonly (typeof ids)[number][]): EngineEvent => ({
  type: 'conversationsUpserted',
  rows: rows.map((id) => createConversation({ id, kind: 'direct', targetId: id, activeAt: at, sortKey: 1 })),
  at,
})

describe('shrinking a history', () => {
  it('leaves the events and rows without which the mistake is not seen', () => {
    const history: EngineEvent[] = [
      ...ids.map((id) => upserted(id)),
      { type: 'selfReadTo', id: ids[3]!, readAt: at, at },
      { type: 'conversationsRemoved', ids: ids.slice(2, 6), at },
      { type: 'peerReadTo', id: ids[7]!, readAt: at, at },
    ]
    expect(shrinkHistory({ options, history } as unknown as Outcome)).toMatchObject([
      { type: 'conversationsUpserted', rows: [{ id: 'row 3' }] },
      { type: 'conversationsRemoved', ids: ['row 2', 'row 3'] },
    ])
  })
})
