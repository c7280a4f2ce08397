import { createNimSource } from '@convolist/adapter-netease-nim'
import type { Backends, Credentials, Login, Simulation, SimulationOptions } from '@convolist/demo-kit'
import { createNimSimulator, linkNimSdk, startNim, type NimSimulator } from '@convolist/testing'

/** The demo's own server, or NetEase's. What the page knows of either is a `Source`. */
export const backends: Backends = {
  simulate: ({ kind, ...options }) => (kind === 'sdk' ? simulateWithSdk(options) : simulate(options)),
  login,
}

/** Other people's titles are mostly harmless; with this on, a good part of them is not. */
const HOSTILE_SHARE = 0.3

type Options = Omit<SimulationOptions, 'kind'>

const createSimulator = ({ rows, seed, rate, hostile }: Options): NimSimulator =>
  createNimSimulator({
    seed,
    conversations: rows,
    eventsPerSecond: rate,
    population: { hostileTitles: hostile ? HOSTILE_SHARE : 0 },
  })

/** A double of the SDK on a simulated server: everything is ours. */
async function simulate(options: Options): Promise<Simulation> {
  const simulator = createSimulator(options)
  const source = createNimSource(simulator.nim, { service: 'cloud' })
  simulator.start()
  return { ...steer(simulator, async () => {}), source }
}

/** NetEase's own SDK, from its protocol layer up, on the same simulated server. */
async function simulateWithSdk(options: Options): Promise<Simulation> {
  const NIM = await loadSdk()
  const simulator = createSimulator(options)
  const harness = startNim(NIM)
  const { login, logout } = linkNimSdk(harness, simulator.server)
  const source = createNimSource(harness.nim, { service: 'cloud' })
  simulator.start()
  await login(simulator.account)
  const controls = steer(simulator, login)
  return {
    ...controls,
    source,
    dispose: () => {
      controls.dispose()
      void logout()
    },
  }
}

/** The panel's buttons. `alsoLogin` takes whatever else is on the server along to an account. */
function steer(simulator: NimSimulator, alsoLogin: (account: string) => Promise<void>): Omit<Simulation, 'source'> {
  let accounts = 1
  return {
    account: simulator.account,
    setRate: (eventsPerSecond) => simulator.setRate(eventsPerSecond),
    setFaults: ({ drop, delayMs, refuseAll, silent }) =>
      simulator.setFaults({
        drop,
        delay: delayMs > 0 ? 0.5 : 0,
        delayMs,
        refuse: refuseAll ? 1 : 0,
        unanswered: silent ? 1 : 0,
      }),
    refuseNext: (command) => simulator.refuseNext(command),
    disconnect: () => simulator.disconnect(),
    reconnect: () => {
      if (simulator.online) void alsoLogin(simulator.account) // it was kicked, not cut off
      simulator.reconnect()
      simulator.start() // logs in again after a kick
    },
    kick: () => simulator.kick(),
    switchAccount: () => {
      const next = `account-${++accounts}`
      void simulator.switchAccount(next)
      void alsoLogin(next)
    },
    deleteElsewhere: (count) => simulator.deleteWhileOffline(count).length,
    dispose: () => simulator.stop(),
  }
}

async function login({ appKey, account, token, service }: Credentials): Promise<Login> {
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
  return { source, logout: () => nim.V2NIMLoginService.logout() }
}

/** The SDK is downloaded by those who use it. Bundlers disagree on what its default export is: the class, or what holds it. */
async function loadSdk(): Promise<typeof import('nim-web-sdk-ng').default> {
  const { default: exported } = await import('nim-web-sdk-ng')
  return 'default' in exported ? (exported.default as typeof exported) : exported
}
