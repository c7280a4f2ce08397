import type { BindingDriver } from '../driver.js'
import { openStage, type Stage, type StageOptions } from '../stage.js'

/** Something every binding does in the same way, in a sentence; and how it is seen. */
export interface BindingScenario {
  readonly name: string
  run(driver: BindingDriver): Promise<void>
}

/** A scenario on a stage of its own, which is cleared away whatever happens. */
export const scenario = (
  name: string,
  options: StageOptions,
  run: (stage: Stage) => Promise<void>,
): BindingScenario => ({
  name,
  async run(driver) {
    const stage = await openStage(driver, options)
    try {
      await run(stage)
    } finally {
      await stage.close()
    }
  },
})
