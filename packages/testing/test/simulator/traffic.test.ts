import { expect, it } from 'vitest'
import { createPrng } from '../../src/prng.js'
import { createTally } from '../../src/simulator/tally.js'
import { createTraffic, defaultMix, type TrafficMix } from '../../src/simulator/traffic.js'
import { AccountTruth } from '../../src/simulator/truth.js'

const none = Object.fromEntries(Object.keys(defaultMix).map((what) => [what, 0])) as unknown as TrafficMix

it('somebody reads one message after the other, and says so of each', () => {
  let now = 1_000
  const truth = new AccountTruth('me', () => now)
  const own = { senderId: 'me', kind: 'text', text: 'words' } as const
  const write = (): number => {
    now += 1_000
    return truth.message('direct', 'bob', own, 'otherDevice').sentAt
  }
  const [first, second] = [write(), write()]
  const told: number[] = []
  truth.onChange((change) => void (change.type === 'peerRead' && told.push(change.at)))
  const mix = { ...none, peerReceipt: 1 }
  const traffic = createTraffic({ truth, prng: createPrng(1), tally: createTally(() => now), mix, skew: 'uniform' })
  traffic.step()
  expect(told).toEqual([first, second])
  traffic.step()
  expect(told).toEqual([first, second, second])
})

it('readers of a message come one by one, too', () => {
  const truth = new AccountTruth('me', () => 1_000)
  truth.message('group', 'team', { senderId: 'me', kind: 'text', text: 'words', receiptWanted: true }, 'otherDevice')
  const told: number[] = []
  truth.onChange((change) => void (change.type === 'receiptChanged' && told.push(change.row.receipt!.read)))
  const mix = { ...none, groupReceipt: 1 }
  const traffic = createTraffic({ truth, prng: createPrng(1), tally: createTally(() => 0), mix, skew: 'uniform' })
  for (let times = 0; times < 12; times++) traffic.step()
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(told.some((read, i) => i > 0 && read === told[i - 1]! + 1)).toBe(true)
  expect(told.at(-1)).toBe(20)
})
