import { capabilityScenarios } from './capabilities.js'
import { commandScenarios } from './commands.js'
import { connectionScenarios } from './connection.js'
import { labelScenarios } from './labels.js'
import { newsScenarios } from './news.js'
import { robustnessScenarios } from './robustness.js'
import type { Scenario } from './scenario.js'
import { syncScenarios } from './sync.js'

/** Every scenario, in the order of the table. */
export const contractScenarios: readonly Scenario[] = [
  ...syncScenarios,
  ...newsScenarios,
  ...connectionScenarios,
  ...commandScenarios,
  ...labelScenarios,
  ...robustnessScenarios,
  ...capabilityScenarios,
]
