import type { BindingDriver } from './driver.js'
import { accountScenarios } from './scenarios/account.js'
import { commandScenarios } from './scenarios/commands.js'
import { listScenarios } from './scenarios/list.js'
import { renderScenarios } from './scenarios/renders.js'
import type { BindingScenario } from './scenarios/scenario.js'
import { singleScenarios } from './scenarios/single.js'
import { syncScenarios } from './scenarios/sync.js'

export type { BindingScenario } from './scenarios/scenario.js'

export const bindingScenarios: readonly BindingScenario[] = [
  ...listScenarios,
  ...renderScenarios,
  ...singleScenarios,
  ...syncScenarios,
  ...commandScenarios,
  ...accountScenarios,
]

/** Plays one scenario. @throws ContractFailure saying what was expected, and what was found. */
export const playBinding = (scenario: BindingScenario, driver: BindingDriver): Promise<void> => scenario.run(driver)
