import { describe, it } from 'vitest'
import type { BindingDriver } from './driver.js'
import { bindingScenarios, playBinding } from './scenarios.js'

declare module 'vitest' {
  interface TaskMeta {
    /** A cell of the table of bindings and scenarios; `npm run contract:bindings` reads it from the report. */
    binding?: { readonly binding: string; readonly scenario: string }
  }
}

export interface BindingContractOptions extends BindingDriver {
  /** As it stands in the table. */
  readonly name: string
}

/**
 * Declares one vitest test for each thing that every binding does in the same way.
 *
 * @param options the binding's name, how it shows a list, and how one waits for it.
 *
 * @example
 * describeBindingContract({ name: 'my framework', mount: mountMyList, settle: flushMyFramework })
 */
export function describeBindingContract(options: BindingContractOptions): void {
  describe(`binding contract: ${options.name}`, () => {
    for (const scenario of bindingScenarios) {
      // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- a scenario has its name and checks by itself
      it(scenario.name, async ({ task }) => {
        task.meta.binding = { binding: options.name, scenario: scenario.name }
        await playBinding(scenario, options)
      })
    }
  })
}
