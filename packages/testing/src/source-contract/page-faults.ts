import type { ContractServer } from './rig.js'

type Method = (...args: unknown[]) => unknown

/** As across the bridge of a native SDK. */
const copyOf = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer))

/**
 * Pages that fail or are late, for rigs whose SDK reads its list from a memory of its own, or whose server has no such
 * words. A late answer is a copy: it has what the SDK had when it was asked.
 *
 * @param sdk the object whose method the source calls for a page.
 * @param fail how that method fails.
 */
export function createPageFaults<Sdk extends object>(
  sdk: Sdk,
  method: keyof Sdk & string,
  fail: () => unknown,
): Required<Pick<ContractServer, 'failNextPage' | 'holdNextPage'>> {
  function meetNext(meet: (answer: () => unknown) => unknown): void {
    const whole = sdk[method] as Method
    const met: Method = (...args) => {
      Object.assign(sdk, { [method]: whole })
      return meet(() => whole.apply(sdk, args))
    }
    Object.assign(sdk, { [method]: met })
  }

  return {
    failNextPage() {
      const failure = { met: false }
      meetNext(() => {
        failure.met = true
        return fail()
      })
      return failure
    },
    holdNextPage() {
      let release = (): void => undefined
      const gate = new Promise<void>((resolve) => (release = resolve))
      const page = { arrived: false, release: () => release() }
      meetNext(async (answer) => {
        const asItWas = copyOf(await answer())
        page.arrived = true
        await gate
        return asItWas
      })
      return page
    },
  }
}
