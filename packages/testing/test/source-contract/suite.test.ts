import { describe, expect, it } from 'vitest'
import {
  contractScenarios,
  holdScenario,
  playScenario,
  runSourceContract,
  type Scenario,
  type SourceContractOptions,
} from '../../src/source-scenarios.js'
import { createToyRig, toyCapabilities } from './toy-rig.js'
import type { Fault } from './toy-source.js'

const toy = (fault?: Fault, more: Partial<SourceContractOptions> = {}): SourceContractOptions => ({
  name: 'toy',
  create: (options) => createToyRig(options, fault),
  capabilities: toyCapabilities,
  ...more,
})

function scenarioOf(name: string): Scenario {
  const found = contractScenarios.find((scenario) => scenario.name === name)
  if (found === undefined) throw new Error(`there is no scenario "${name}"`)
  return found
}

/** Each fault, the scenario whose business it is, and a word of what that says. */
const caught: readonly (readonly [fault: Fault, scenario: string, says: RegExp])[] = [
  ['pages as snapshots', 'first sync', /the list after the first sync/],
  ['never confirms', 'optimistic success', /waited in vain: stickTop ends|was refused/],
  ['leaks a listener', 'no listener left after dispose', /listeners: expected 0/],
  ['listens twice', 'disconnect and connect again', /listeners/],
  ['throws on garbage', 'malformed payloads', /rows that are none/],
  ['gives out live objects', 'live burst', /wrote into an object that the source had given/],
  ['writes into what it has emitted', 'frozen state and a still-working SDK', /thrown into the SDK: .*read only/],
  ['speaks in seconds', 'first sync', /times in milliseconds/],
  ['counts by itself', 'live burst', /the list after 18 messages/],
  ['swallows refusals', 'optimistic refusal', /expected "command\/rejected"/],
  ['takes a part for the whole', 'partial failure of one call', /expected "command\/partial"/],
  ['reads the other kind too', 'a kind marked as read leaves the others as they are: direct', /one kind is read/],
  ['does not tell of a read', 'a message right after its conversation was marked as read', /only the second message/],
  ['misses the kick', 'kick', /the account is closed/],
  ['has no groups at a later login', 'later logins', /the whole list, with what was missed/],
  ['mixes accounts', 'account switch', /waited in vain/],
  ['answers for nobody', 'nobody logged in', /went through though nobody is logged in/],
  ['does not sync after a reconnect', 'reconnect', /caught up/],
  ['drops a batch for one bad row', 'a broken row beside a good one', /the good row is applied/],
  ['skips bad rows in silence', 'malformed payloads', /a note of/],
  ['loses the last page', 'pages', /the rows of all pages/],
  ['takes a failed list for an empty one', 'failed sync', /what was there stays/],
  ['promises more than it can', 'capabilities as declared', /commands.mute/],
  ['forgets deletions', 'deletion on another device', /the row is gone/],
  ['invents rows', 'rows by id', /rows read by id/],
  ['states what it does not know', 'drafts outlive a reconnect', /the draft/],
  ['says connected while it is not', 'reconnect', /the state says that the line is cut/],
  ['gets the total wrong', 'totals agree', /own total/],
  ['gives one total to every question', 'totals agree', /own total of two chats: expected 3, found 4/],
  ['speaks another language', 'events the engine understands', /waited in vain|event\/unknown/],
  ['reuses its objects', 'reconnect', /changed after they were emitted/],
  ['takes a failed page for the last', 'failed later page', /went through|could not be read/],
  ['takes a failed page for the last', 'failed later page of the first sync', /not said to be complete/],
  ['numbers rows as they arrive', 'page against live event', /not the page asked for before it/],
  ['connects again after dispose', 'disposed while the line is cut', /no listener comes back/],
  ['signs for others', 'a first message', /"senderId":"eve"/],
  ['calls every message the same', 'live burst', /ids of different messages/],
  ['is always sending', 'a first message', /"status":"sent"/],
  ['takes every message for a picture', 'a first message', /"type":"text"/],
  ['keeps quiet about a revocation', 'a message taken back', /not said to be revoked/],
  ['takes a kick for a logout', 'why an account was closed', /why: expected "kicked"/],
  ['takes a logout for a kick', 'why an account was closed', /why: expected "logout"/],
  ['drops the vendor’s code', 'optimistic refusal', /not in vendorCode/],
  ['hopes after every refusal', 'optimistic refusal', /a refusal that is final: expected false/],
  ['gives up when the line is cut', 'an order while the line is cut', /not called retryable/],
  ['notes the words', 'a broken row beside a good one', /notes that carry the words/],
  ['never unmutes', 'levels of alerts', /direct\/ann is at "all"/],
  ['takes mentions for nothing at all', 'levels of alerts', /group\/7001 is at "mentions"/],
  ['trips over receipts', 'command sendReceipt', /sendReceipt was refused/],
  ['trips over the open row', 'command open', /calls that failed: expected 0/],
  ['clears what it removes', 'removed without its messages', /nobody had ordered/],
  ['does not see who has left', 'accounts change while nobody listens', /nobody is logged in, and nothing shown/],
  ['talks on after dispose', 'silent after dispose', /events after dispose/],
]

describe('the contract', () => {
  it('is kept by a source without a fault', async () => {
    const outcomes = await runSourceContract(toy())
    expect(outcomes.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
    expect(outcomes).toHaveLength(contractScenarios.length)
  })

  it.each(caught)('catches a source that %s: %s', async (fault, name, says) => {
    await expect(playScenario(scenarioOf(name), toy(fault))).rejects.toThrow(says)
  })

  it.each(['failed sync', 'failed first sync'])('is not taken in by a rig that fails nothing: %s', async (name) => {
    const create: SourceContractOptions['create'] = (options) => {
      const rig = createToyRig(options)
      return { ...rig, server: { ...rig.server, failNextSync: () => ({ met: false }) } }
    }
    await expect(playScenario(scenarioOf(name), toy(undefined, { create }))).rejects.toThrow(
      'waited in vain: the list is read, and cannot be',
    )
  })

  it('says what it proved in the place of what the vendor lacks', async () => {
    expect(await playScenario(scenarioOf('command create'), toy())).toBe('refused by name')
    expect(await playScenario(scenarioOf('labels'), toy())).toBe('refused by name')
    expect(await playScenario(scenarioOf('command saveDraft'), toy())).toBe('kept on this device')
  })

  it('has a name of its own for each scenario', () => {
    const names = contractScenarios.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('known gaps', () => {
  const gaps = { kick: 'the toy is never kicked' }

  it('are expected to fail', async () => {
    const outcome = await holdScenario(scenarioOf('kick'), toy('misses the kick', { knownGaps: gaps }))
    expect(outcome).toEqual({ scenario: 'kick', outcome: 'gap', note: gaps.kick })
  })

  it('fail the run once they pass', async () => {
    await expect(holdScenario(scenarioOf('kick'), toy(undefined, { knownGaps: gaps }))).rejects.toThrow(
      '"kick" is listed as a known gap (the toy is never kicked), but it passes',
    )
  })

  it('must name a scenario there is, and a reason', async () => {
    const unknown = runSourceContract(toy(undefined, { knownGaps: { kicks: 'misspelled' } }))
    await expect(unknown).rejects.toThrow('there is no scenario "kicks"')
    await expect(runSourceContract(toy(undefined, { knownGaps: { kick: '' } }))).rejects.toThrow('needs a reason')
  })

  it('do not hide what else is wrong', async () => {
    const outcomes = await runSourceContract(toy('misses the kick', { knownGaps: { labels: 'never mind' } }))
    const wrong = outcomes.filter(({ outcome }) => outcome === 'failed').map(({ scenario }) => scenario)
    expect(wrong).toEqual(['kick', 'why an account was closed', 'nobody logged in', 'labels'])
  })
})
