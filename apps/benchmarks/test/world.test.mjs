import { createConversation } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { compareRows, copyRow, sameRow } from '../src/work/row.mjs'
import { World } from '../src/work/world.mjs'

describe('the world', () => {
  it('is decided by its seed', () => {
    expect(new World(200, 5).rows).toEqual(new World(200, 5).rows)
    expect(new World(200, 5).rows).not.toEqual(new World(200, 6).rows)
  })

  it('has the mixture the work items name', () => {
    const { rows } = new World(20_000)
    const share = (test) => rows.filter(test).length / rows.length
    expect(share((row) => row.unreadCount > 0)).toBeCloseTo(0.2, 1)
    expect(share((row) => row.mentions.me > 0)).toBeCloseTo(0.01, 2)
    expect(share((row) => row.kind === 'group')).toBeCloseTo(0.4, 1)
    expect(share((row) => row.labels.length > 0)).toBeCloseTo(0.1, 1)
    expect(rows.filter((row) => row.stickTop)).toHaveLength(20)
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
  })

  it('hands rows out in the order of the list, some of equal time among them', () => {
    const { rows } = new World(2_000)
    expect(rows.every((row, at) => at === 0 || compareRows(rows[at - 1], row) < 0)).toBe(true)
    expect(rows.some((row, at) => at > 0 && rows[at - 1].sortKey === row.sortKey)).toBe(true)
  })

  it('makes snapshots of fresh objects that say the same but for the changed share', () => {
    const world = new World(1_000)
    const before = new Map(world.rows.map((row) => [row.id, row]))
    const snapshot = world.snapshot(0.01)
    expect(snapshot.some((row) => row === before.get(row.id))).toBe(false)
    const changed = snapshot.filter((row) => !sameRow(row, before.get(row.id)))
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.length).toBeLessThanOrEqual(10)
  })
})

describe('the copy of a row', () => {
  it('has every field that core has', () => {
    const row = createConversation({ id: 'a', kind: 'direct', targetId: 'a', title: 'A', version: 3 })
    expect(copyRow(row)).toStrictEqual(row)
    expect(Object.keys(copyRow(row))).toEqual(Object.keys(row))
  })

  it('differs from another that says something else in any one field', () => {
    const row = createConversation({ id: 'a', kind: 'direct', targetId: 'a' })
    const plain = Object.keys(row).filter((name) => !['id', 'mentions', 'marks', 'labels'].includes(name))
    expect(plain.filter((field) => sameRow(row, { ...row, [field]: 'other' }))).toEqual([])
    expect(sameRow(row, { ...row, mentions: { me: 1, all: 0 } })).toBe(false)
    expect(sameRow(row, { ...row, labels: ['x'] })).toBe(false)
    expect(sameRow(row, { ...row, marks: ['x'] })).toBe(false)
  })
})
