import { createNimSource } from '@convolist/adapter-netease-nim'
import { createNimSimulator, linkNimSdk, startNim } from '@convolist/testing'
import type { Simulation, SimulationOptions } from '../session/backends.js'
import { populationOf, steer } from './simulate.js'

/** NetEase's own SDK, from its protocol layer up, on a simulated server. */
export async function simulateWithSdk({ rows, seed, rate, hostile }: SimulationOptions): Promise<Simulation> {
  const NIM = await loadNim()
  const simulator = createNimSimulator({
    seed,
    conversations: rows,
    eventsPerSecond: rate,
    population: populationOf(hostile),
  })
  const harness = startNim(NIM)
  const { login, logout } = linkNimSdk(harness, simulator.server)
  const source = createNimSource(harness.nim, { service: 'cloud' })
  simulator.start()
  await login(simulator.account)
  const controls = steer([simulator], login)
  return {
    ...controls,
    parts: [{ name: 'netease-nim-cloud', vendor: 'netease-nim-cloud', source }],
    dispose: () => {
      controls.dispose()
      void logout()
    },
  }
}

/** The SDK is downloaded by those who use it. Bundlers disagree on what its default export is: the class, or what holds it. */
export async function loadNim(): Promise<typeof import('nim-web-sdk-ng').default> {
  const { default: exported } = await import('nim-web-sdk-ng')
  return 'default' in exported ? (exported.default as typeof exported) : exported
}
