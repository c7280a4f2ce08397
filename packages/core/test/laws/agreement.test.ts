import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createState, getConversation, type EngineEvent } from '../../src/index.js'
import { walk } from './follow.js'
import { histories } from './history.js'
import { PROFILES, type ProfileName } from './profiles.js'
import { apply, createModel, LIMITS } from './reference/index.js'
import { runs } from './runs.js'
import { after, event, id, ms, removed, row, setting, upserted } from './support.js'

it.each(Object.keys(PROFILES) as ProfileName[])(
  'the core and the reference read the same after every step of random histories: %s',
  (profile) => {
    fc.assert(
      fc.property(histories({ profile, steps: 60 }), (history) => void walk(history)),
      runs(50),
    )
  },
)

it('the core and the reference forget the same of too many mentions that wait for a row', () => {
  const tombstoneLimit = 20
  const names = Array.from({ length: 40 }, (_, index) => `x${index}`)
  const mentionOf = (name: string, sentAt: number): EngineEvent =>
    event({ type: 'mentionReceived', id: id(name), messageId: `m${sentAt}`, sentAt: ms(sentAt), scope: 'me' })
  const aName = fc.constantFrom(...names)
  const aFact = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ name: aName, sentAt: fc.nat({ max: 9 }) }).map((of) => mentionOf(of.name, of.sentAt)),
    },
    { weight: 2, arbitrary: aName.map((name) => upserted(row(name, { on: 9, unread: 9 }))) },
    { weight: 1, arbitrary: aName.map((name) => removed(name)) },
    { weight: 1, arbitrary: aName.map((name) => event({ type: 'selfReadTo', id: id(name), readAt: ms(4) })) },
  )
  let forgotten = 0
  fc.assert(
    fc.property(fc.array(aFact, { minLength: 60, maxLength: 150 }), (facts) => {
      const model = createModel({ ...LIMITS, tombstoneLimit })
      const inTurn = facts.map((fact, turn) => ({ ...fact, at: ms(turn) }))
      const events = [...setting(), ...inTurn, ...names.map((name) => upserted(row(name, { on: 10, unread: 9 })))]
      const state = after(createState({ tombstoneLimit }), ...events)
      for (const taken of events) apply(model, taken)
      const told = new Set(facts.flatMap((fact) => (fact.type === 'mentionReceived' ? [fact.id] : [])))
      const counts = names.map((name) => getConversation(state, id(name))!.mentions.me)
      expect(counts).toEqual(names.map((name) => model.truth.get(id(name))!.mentions.me))
      if (told.size > counts.filter(Boolean).length) forgotten += 1
    }),
    runs(100),
  )
  expect(forgotten).toBeGreaterThan(0)
})
