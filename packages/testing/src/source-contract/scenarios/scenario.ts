import type { Stage } from '../stage.js'

/** One thing every source must do, told in the words of no vendor. */
export interface Scenario {
  readonly name: string
  /**
   * Fails by throwing. Says in a few words what it proved instead where the vendor lacks what the scenario is about.
   */
  run(stage: Stage): Promise<string | void>
}

export const scenario = (name: string, run: Scenario['run']): Scenario => ({ name, run })

/** One that begins with the usual list, logged in and synced. */
export const story = (name: string, run: Scenario['run']): Scenario =>
  scenario(name, async (stage) => {
    await stage.seed()
    await stage.begin()
    return run(stage)
  })
