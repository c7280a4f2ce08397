import fc from 'fast-check'
import { it } from 'vitest'
import { histories } from './history.js'
import { walk } from './follow.js'
import { runs } from './runs.js'

for (const profile of ['ordered', 'versioned', 'stamped', 'capped', 'silent'] as const)
  it(`smoke ${profile}`, () => {
    fc.assert(
      fc.property(histories({ profile }), (history) => void walk(history)),
      runs(200),
    )
  })
