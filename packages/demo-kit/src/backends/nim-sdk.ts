import { createNimSource } from '@convolist/adapter-netease-nim'
import { createNimSimulator, linkNimSdk, startNim } from '@convolist/testing'
import type { Credentials, Login, Simulation, SimulationOptions } from '../session/backends.js'
import { populationOf, steer } from './simulate.js'

/** NetEase's own SDK, from its protocol layer up, on a simulated server. */
export async function simulateWithSdk({ rows, seed, rate, hostile }: SimulationOptions): Promise<Simulation> {
  const NIM = await loadSdk()
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
    parts: [{ vendor: 'netease-nim-cloud', source }],
    dispose: () => {
      controls.dispose()
      void logout()
    },
  }
}

/** A real account, on NetEase's own servers. */
export async function login({ appKey, account, token, service }: Credentials): Promise<Login> {
  const NIM = await loadSdk()
  // Not NIM.getInstance(), which is one for the whole page and refuses a second app key.
  const nim = new NIM({ appkey: appKey, apiVersion: 'v2', debugLevel: 'off' })
  const source = createNimSource(nim, { service })
  try {
    await nim.V2NIMLoginService.login(account, token)
  } catch (error) {
    await nim.V2NIMLoginService.logout().catch(() => {}) // or it goes on trying
    throw error
  }
  const vendor = service === 'local' ? 'netease-nim-local' : 'netease-nim-cloud'
  return { part: { vendor, source }, logout: () => nim.V2NIMLoginService.logout() }
}

/** The SDK is downloaded by those who use it. Bundlers disagree on what its default export is: the class, or what holds it. */
async function loadSdk(): Promise<typeof import('nim-web-sdk-ng').default> {
  const { default: exported } = await import('nim-web-sdk-ng')
  return 'default' in exported ? (exported.default as typeof exported) : exported
}
