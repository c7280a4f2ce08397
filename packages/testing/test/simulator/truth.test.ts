import { describe, expect, it } from 'vitest'
import { createPrng } from '../../src/prng.js'
import { hostileTitles } from '../../src/simulator/people.js'
import { defaultPopulation, populate } from '../../src/simulator/population.js'
import { createTally } from '../../src/simulator/tally.js'
import { createTraffic, defaultMix } from '../../src/simulator/traffic.js'
import { AccountTruth } from '../../src/simulator/truth.js'
import type { TruthChange } from '../../src/simulator/truth-types.js'

function account(): { truth: AccountTruth; changes: TruthChange[]; wait(ms: number): void } {
  let now = 1_000
  const truth = new AccountTruth('me', () => now)
  const changes: TruthChange[] = []
  truth.onChange((change) => changes.push(change))
  return { truth, changes, wait: (ms) => void (now += ms) }
}

const hello = { senderId: 'bob', kind: 'text', text: 'hello' } as const

describe('the server truth', () => {
  it('counts messages of others, and neither own nor silent ones', () => {
    const { truth } = account()
    truth.message('direct', 'bob', hello, 'peer')
    truth.message('direct', 'bob', { ...hello, silent: true }, 'peer')
    truth.message('direct', 'bob', { ...hello, senderId: 'me' }, 'otherDevice')
    expect(truth.row('direct/bob')).toMatchObject({ unread: 1, last: { senderId: 'me' } })
  })

  it('changes first and tells afterwards, with a version that grows', () => {
    const { truth, changes } = account()
    truth.message('direct', 'bob', hello, 'peer')
    truth.setStickTop('direct/bob', true, 'otherDevice')
    truth.clearUnread('direct/bob', 'otherDevice')
    expect(changes.map((change) => change.type)).toEqual(['messageArrived', 'rowChanged', 'rowChanged'])
    expect(truth.row('direct/bob')?.version).toBe(truth.version)
    expect(truth.pinned).toBe(1)
  })

  it('numbers the messages of each conversation, also of one that is removed and begins again', () => {
    const { truth } = account()
    const numbers = ['bob', 'bob', 'ann', 'bob'].map((user) => truth.message('direct', user, hello, 'peer').nth)
    truth.remove('direct/bob', 'otherDevice')
    expect([...numbers, truth.message('direct', 'bob', hello, 'peer').nth]).toEqual([1, 2, 1, 3, 4])
  })

  it('lets no two messages of a conversation be of one millisecond, where that is asked for', () => {
    const truth = new AccountTruth('me', () => 1_000, { strictTimes: true })
    const times = ['bob', 'ann', 'bob'].map((user) => truth.message('direct', user, hello, 'peer').sentAt)
    expect([...times, truth.now()]).toEqual([1_000, 1_000, 1_001, 1_001])
  })

  it('remembers who has read a message that is shown again', () => {
    const { truth } = account()
    const mine = truth.message('group', '7', { ...hello, senderId: 'me' }, 'otherDevice')
    truth.receipt('group/7', mine, 3, 4)
    const next = truth.message('group', '7', hello, 'peer')
    expect(truth.row('group/7')?.receipt).toBeUndefined()
    truth.deleteMessage('group/7', next.id, 'otherDevice')
    expect(truth.row('group/7')?.receipt).toEqual({ messageId: mine.id, read: 3, unread: 4 })
  })

  it('remembers the newest hundred revocations, and no messages of what is removed', () => {
    const { truth } = account()
    for (let count = 0; count < 300; count++) {
      const { id } = truth.message('direct', 'bob', hello, 'peer')
      truth.message('direct', 'bob', hello, 'peer')
      truth.revoke('direct/bob', id, 'bob', 'peer')
    }
    truth.remove('direct/bob', 'otherDevice')
    expect(truth.revocations).toHaveLength(100)
    expect(truth.revocations.flatMap(({ row }) => row.recent)).toEqual([])
  })

  it('takes an unread message out of the count when it is revoked, and keeps the revocation as the preview', () => {
    const { truth } = account()
    const first = truth.message('direct', 'bob', hello, 'peer')
    const second = truth.message('direct', 'bob', hello, 'peer')
    truth.revoke('direct/bob', second.id, 'bob', 'peer', 'sorry')
    expect(truth.row('direct/bob')).toMatchObject({ unread: 1, revocation: { by: 'bob', postscript: 'sorry' } })
    expect(truth.revoke('direct/bob', 'unknown', 'bob', 'peer')).toBe(false)
    truth.revoke('direct/bob', first.id, 'bob', 'peer')
    expect(truth.row('direct/bob')?.unread).toBe(0)
  })

  it('falls back to the message before when the newest is deleted', () => {
    const { truth, wait } = account()
    const first = truth.message('direct', 'bob', hello, 'peer')
    wait(500)
    const second = truth.message('direct', 'bob', hello, 'peer')
    truth.deleteMessage('direct/bob', second.id, 'otherDevice')
    expect(truth.row('direct/bob')).toMatchObject({ last: first, lastDeleted: true, activeAt: first.sentAt })
  })

  it('remembers removals until the conversation is back, and read marks for ever', () => {
    const { truth } = account()
    truth.message('direct', 'bob', hello, 'peer')
    truth.clearUnread('direct/bob', 'otherDevice')
    truth.remove('direct/bob', 'otherDevice')
    expect(truth.removed.get('direct/bob')).toBe(truth.version)
    truth.message('direct', 'bob', hello, 'peer')
    expect(truth.removed.size).toBe(0)
    expect(truth.row('direct/bob')).toMatchObject({ unread: 1, readAt: 1_000 })
  })

  it('clears by scope only what was unread', () => {
    const { truth } = account()
    truth.message('direct', 'bob', hello, 'peer')
    truth.message('group', '1', hello, 'peer')
    const before = truth.row('group/1')?.version
    truth.clearUnreadOf({ type: 'kinds', kinds: ['direct'] }, 'otherDevice')
    expect(truth.row('direct/bob')?.unread).toBe(0)
    expect(truth.row('group/1')).toMatchObject({ unread: 1, version: before })
  })

  it('keeps labels and their members together', () => {
    const { truth } = account()
    truth.create('direct', 'bob', 'otherDevice')
    truth.saveLabel({ id: 'l', name: 'Work' }, 'otherDevice')
    expect(truth.setLabelled('l', ['direct/bob', 'direct/nobody'], true, 'otherDevice')).toHaveLength(1)
    expect(truth.setLabelled('l', ['direct/bob'], true, 'otherDevice')).toHaveLength(0)
    truth.deleteLabel('l', 'otherDevice')
    expect(truth.row('direct/bob')?.labels).toEqual([])
    expect(truth.deleteLabel('l', 'otherDevice')).toBeUndefined()
  })

  it('never lets a read mark go back', () => {
    const { truth, changes } = account()
    truth.create('direct', 'bob', 'otherDevice')
    truth.readTo('direct/bob', 900, 'otherDevice')
    truth.readTo('direct/bob', 500, 'otherDevice')
    expect(truth.row('direct/bob')?.readAt).toBe(900)
    expect(changes.filter((change) => change.type === 'selfRead')).toHaveLength(1)
  })
})

describe('a population', () => {
  it('has the size and the shares it was asked for, with believable and (by option) hostile names', () => {
    const { truth } = account()
    populate(truth, createPrng(1), { ...defaultPopulation, conversations: 2_000, hostileTitles: 0.5, pinned: 20 })
    const rows = [...truth.rows.values()]
    expect(rows).toHaveLength(2_000)
    expect(truth.pinned).toBe(20)
    expect(rows.filter((row) => row.unread > 0).length / 2_000).toBeCloseTo(0.2 * 0.7, 1)
    expect(rows.filter((row) => row.kind === 'group').length / 2_000).toBeCloseTo(0.4, 1)
    const names = rows.map((row) => truth.profiles.get(row.targetId)?.name ?? '')
    expect(names.filter((name) => hostileTitles.includes(name)).length / 2_000).toBeCloseTo(0.5, 1)
    expect(names.every((name) => name.length > 0)).toBe(true)
    expect([...truth.profiles.values()].every(({ avatarUrl }) => avatarUrl.startsWith('data:image/svg+xml,'))).toBe(
      true,
    )
  })
})

describe('traffic', () => {
  it('lets everything in the mix happen, and the same things for the same seed', () => {
    const story = (seed: number): { kinds: Set<string>; digest: string } => {
      const { truth, changes, wait } = account()
      populate(truth, createPrng('people'), { ...defaultPopulation, conversations: 50 })
      const tally = createTally(truth.now)
      const prng = createPrng(seed)
      const mix = { ...defaultMix, readAll: 1, label: 8 }
      const traffic = createTraffic({ truth, prng, tally, mix, skew: 'uniform', send: () => tally.count('sends') })
      for (let step = 0; step < 1_500; step++) {
        traffic.step()
        wait(10)
      }
      expect(tally.counts['sends']).toBeGreaterThan(5)
      return { kinds: new Set(changes.map((change) => change.type)), digest: tally.digest }
    }
    const first = story(1)
    expect([...first.kinds].sort()).toEqual([
      'labelChanged',
      'labelMembers',
      'messageArrived',
      'messageRevoked',
      'messagesDeleted',
      'muted',
      'peerRead',
      'receiptChanged',
      'renamed',
      'rowChanged',
      'rowRemoved',
      'unreadCleared',
    ])
    expect(story(1).digest).toBe(first.digest)
    expect(story(2).digest).not.toBe(first.digest)
  })
})
