import { describe, expect, it } from 'vitest'
import { beginLongLife, boundsOf, type Memories } from '../src/long-life.js'
import { failuresOf, failuresOfCrowd } from '../src/soak-failures.js'

const CONVERSATIONS = 10
const NOTHING_LEFT = { listeners: 0, timers: 0, rows: 0 }
const memories: Memories = { ...beginLongLife('rongcloud', CONVERSATIONS).memories(), ...boundsOf(CONVERSATIONS) }

describe('the verdict of a soak', () => {
  it('lets growth and memories go up to their bounds', () => {
    expect(failuresOf(0.05, NOTHING_LEFT, memories, CONVERSATIONS)).toEqual([])
  })

  it.each(['listeners', 'timers', 'rows'] as const)('names %s that are left', (name) => {
    const left = { ...NOTHING_LEFT, [name]: 2 }
    expect(failuresOf(0, left, memories, CONVERSATIONS)).toEqual([`2 ${name} are left`])
  })

  it('says by how much the heap grew', () => {
    expect(failuresOf(0.051, NOTHING_LEFT, memories, CONVERSATIONS)).toEqual(['the heap grew by 5.1 %'])
  })

  it.each(Object.entries(boundsOf(CONVERSATIONS)))('names more %s than %i', (name, most) => {
    const more = { ...memories, [name]: most + 1 }
    expect(failuresOf(0, NOTHING_LEFT, more, CONVERSATIONS)).toEqual([`${most + 1} ${name}, of at most ${most}`])
  })

  it('names what went beyond its bound in a crowd', () => {
    const crowd = {
      vendor: 'rongcloud',
      events: 1,
      most: { ...memories, tombstones: 7 },
      beyond: ['tombstones'],
    } as const
    expect(failuresOfCrowd(crowd)).toEqual(['rongcloud, rows coming and going: 7 tombstones'])
  })
})
