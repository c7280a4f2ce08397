import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EngineEvent, OrderPolicy, ViewDefinition } from '../../src/index.js'
import { histories } from './history.js'
import { beginning, createContext, IDS, interpret } from './interpret.js'
import { apply, belongs, compare, createModel, rowsOf, see, type Model } from './reference/index.js'
import { runs } from './runs.js'

/** The reference is only worth something if it keeps the plainest sentences itself. */
describe('the reference', () => {
  const met = new Set<string>()

  it('orders strictly, counts what it shows, and never goes below zero', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const context = createContext(history)
        const model = createModel()
        const events = beginning(context)
        for (const step of history.steps) {
          events.splice(0).forEach((event) => take(model, event))
          context.epoch = model.epoch
          const event = interpret(context, step)
          if (event) events.push(event)
        }
      }),
      runs(300),
    )
  })

  function take(model: Model, event: EngineEvent): void {
    apply(model, event)
    met.add(event.type)
    const views: ViewDefinition[] = [{}, ...model.views]
    const seen = see(model, IDS)
    seen.views.forEach(({ ids, counters }, index) => {
      const view = views[index]!
      const policy: OrderPolicy = { ...model.policies, ...view.policy }
      const free = rowsOf(model, view).filter((row) => row.id !== model.openId)
      free.slice(1).forEach((row, at) => expect(compare(free[at]!, row, policy)).toBeLessThan(0))
      expect(free.every((row) => belongs(row, view))).toBe(true)
      expect(new Set(ids).size).toBe(counters.rows)
      expect(Object.values(counters).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true)
    })
  }

  it('meets every type of event in random histories', () => {
    expect([...met].sort()).toHaveLength(29)
  })
})
