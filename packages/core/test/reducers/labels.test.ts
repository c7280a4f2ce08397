import { describe, expect, it } from 'vitest'
import {
  createState,
  type Diagnostic,
  type EngineEvent,
  type Label,
  type ListState,
  reduceBatch,
} from '../../src/index.js'
import { ms } from '../support/words.js'

const at = ms(1)
const said = (labels: readonly Label[], more: { removed?: string[]; complete?: boolean } = {}): EngineEvent => ({
  type: 'labelsChanged',
  labels,
  ...more,
  at,
})
const [work, vip, away]: Label[] = ['work', 'vip', 'away'].map((id) => ({ id, name: id.toUpperCase() })) as never
const after = (...events: EngineEvent[]): ListState => reduceBatch(createState(), events)
const names = (state: ListState): string => state.labels.map((label) => label.name).join(' ')

describe('labels', () => {
  it.each<[string, EngineEvent[], string]>([
    ['stand in order of their ids', [said([work!, away!])], 'AWAY WORK'],
    ['are added to those that are known', [said([work!]), said([vip!])], 'VIP WORK'],
    ['are replaced by what is said of them later', [said([work!]), said([{ id: 'work', name: 'Office' }])], 'Office'],
    ['leave when they are removed', [said([work!, vip!]), said([], { removed: ['work', 'nobody'] })], 'VIP'],
    ['leave when a whole list does not have them', [said([work!, vip!]), said([away!], { complete: true })], 'AWAY'],
    ['stay when the same event removes and states them', [said([work!], { removed: ['work'] })], 'WORK'],
    ['count once when they are said twice', [said([work!, { id: 'work', name: 'Office' }])], 'Office'],
    [
      'may be called anything',
      [
        said([
          { id: '__proto__', name: 'p' },
          { id: 'constructor', name: 'c' },
        ]),
      ],
      'p c',
    ],
  ])('%s', (_, events, expected) => {
    expect(names(after(...events))).toBe(expected)
  })

  it('that are said again change nothing, and those that did not change keep their object', () => {
    const state = after(said([work!, vip!]))
    expect(reduceBatch(state, [said([work!]), said([{ ...vip! }]), said([], { removed: ['nobody'] })])).toBe(state)
    const next = reduceBatch(state, [said([away!])])
    expect(next.labels.find((label) => label.id === 'work')).toBe(state.labels.find((label) => label.id === 'work'))
  })

  it('leave with the account', () => {
    expect(names(after(said([work!]), { type: 'accountOpened', account: 'me', at }))).toBe('')
  })
})

describe('totals of the vendor', () => {
  const reported = (scope: string, unread: number): EngineEvent => ({ type: 'unreadReported', scope, unread, at })

  it('are kept by scope, whatever it is called', () => {
    const state = after(reported('unread', 3), reported('__proto__', 4), reported('unread', 5))
    expect(Object.entries(state.reported)).toEqual([
      ['unread', 5],
      ['__proto__', 4],
    ])
    expect(state.reported['toString']).toBeUndefined()
    expect(reduceBatch(state, [reported('unread', 5)])).toBe(state)
  })

  it.each([-1, 1.5, NaN, Infinity, '3'])('are refused when they are no count: %s', (unread) => {
    const notes: Diagnostic[] = []
    const state = createState()
    expect(reduceBatch(state, [reported('unread', unread as number)], (note) => notes.push(note))).toBe(state)
    expect(notes.map((note) => note.code)).toEqual(['event/malformed'])
  })
})
