import { createState, readView, reduce } from '@convolist/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryHistory, arbitraryPatch, arbitraryRow } from '../src/arbitraries.js'
import { deepFreeze } from '../src/deep-freeze.js'

describe('generated histories', () => {
  it('are well formed: the engine refuses nothing in them but patches of rows nobody knows', () => {
    fc.assert(
      fc.property(arbitraryHistory(), (history) => {
        const codes = new Set<string>()
        let state = createState()
        for (const event of history) state = reduce(state, deepFreeze(event), (note) => void codes.add(note.code))
        codes.delete('row/unknown')
        expect([...codes]).toEqual([])
        const all = readView(state)
        const unread = all.window(0, all.size).reduce((sum, row) => sum + row.unreadCount, 0)
        expect(all.counters).toMatchObject({ rows: all.size, unread })
      }),
      { numRuns: 60 },
    )
  })

  it('come in order of time', () => {
    fc.assert(
      fc.property(arbitraryHistory(), (history) => {
        const times = history.map((event) => event.at)
        expect(times).toEqual(times.slice().sort((a, b) => a - b))
      }),
      { numRuns: 50 },
    )
  })

  it('hold rows that state everything, and patches that state any part', () => {
    const rows = fc.sample(arbitraryRow(), { numRuns: 100, seed: 1 })
    const patches = fc.sample(arbitraryPatch(), { numRuns: 100, seed: 1 })
    const width = Object.keys(rows[0] ?? {}).length
    expect(rows.every((row) => Object.keys(row).length === width)).toBe(true)
    expect(new Set(patches.map((patch) => Object.keys(patch).length)).size).toBeGreaterThan(3)
    expect(new Set(rows.map((row) => row.id)).has('__proto__' as never)).toBe(true)
  })
})
