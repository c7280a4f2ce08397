import { describe, it } from 'vitest'
import type { SourceContractOptions } from './rig.js'
import { checkGaps, holdScenario, type ScenarioOutcome } from './run.js'
import { contractScenarios } from './scenarios/index.js'

declare module 'vitest' {
  interface TaskMeta {
    /** A cell of the contract's table; `npm run contract` reads it from the report. */
    contract?: ScenarioOutcome & { readonly source: string }
  }
}

/** Long enough for a scenario whose SDK is on a real socket. */
const TIMEOUT_MS = 60_000

/**
 * Declares one vitest test for each scenario of the contract that every source keeps.
 *
 * @param options the source's name, a maker of rigs, what its vendor can do, and scenarios it does not pass yet.
 * @throws ContractFailure if `knownGaps` names a scenario there is not.
 *
 * @example
 * describeSourceContract({ name: 'my back end', create: createMyRig, capabilities: { commands: { mute: 'none' } } })
 */
export function describeSourceContract(options: SourceContractOptions): void {
  checkGaps(options)
  describe(`source contract: ${options.name}`, () => {
    for (const scenario of contractScenarios) {
      // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- a scenario has its name and checks by itself
      it(scenario.name, { timeout: TIMEOUT_MS }, async ({ task }) => {
        task.meta.contract = { source: options.name, scenario: scenario.name, outcome: 'failed', note: undefined }
        task.meta.contract = { source: options.name, ...(await holdScenario(scenario, options)) }
      })
    }
  })
}
