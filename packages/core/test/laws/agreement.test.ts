import fc from 'fast-check'
import { it } from 'vitest'
import { walk } from './follow.js'
import { histories } from './history.js'
import { PROFILES, type ProfileName } from './profiles.js'
import { runs } from './runs.js'

it.each(Object.keys(PROFILES) as ProfileName[])(
  'the core and the reference read the same after every step of random histories: %s',
  (profile) => {
    fc.assert(
      fc.property(histories({ profile, steps: 60 }), (history) => void walk(history)),
      runs(50),
    )
  },
)
