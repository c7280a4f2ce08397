import { createNimSource } from '@convolist/adapter-netease-nim'
import type { Backends, Credentials, Login, Simulation, SimulationOptions } from '@convolist/demo-kit'
import { createNimSimulator } from '@convolist/testing'

/** The demo's own server, or NetEase's. What the page knows of either is a `Source`. */
export const backends: Backends = { simulate, login }

/** Other people's titles are mostly harmless; with this on, a good part of them is not. */
const HOSTILE_SHARE = 0.3

async function simulate({ rows, seed, rate, hostile }: SimulationOptions): Promise<Simulation> {
  const simulator = createNimSimulator({
    seed,
    conversations: rows,
    eventsPerSecond: rate,
    population: { hostileTitles: hostile ? HOSTILE_SHARE : 0 },
  })
  const source = createNimSource(simulator.nim, { service: 'cloud' })
  simulator.start()
  let accounts = 1
  return {
    source,
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
      simulator.reconnect()
      simulator.start() // logs in again after a kick
    },
    kick: () => simulator.kick(),
    switchAccount: () => void simulator.switchAccount(`account-${++accounts}`),
    deleteElsewhere: (count) => simulator.deleteWhileOffline(count).length,
    dispose: () => simulator.stop(),
  }
}

/** The SDK is loaded here, and only here: a page without an account never downloads it. */
async function login({ appKey, account, token, service }: Credentials): Promise<Login> {
  const { default: NIM } = await import('nim-web-sdk-ng')
  // Not NIM.getInstance(), which is one for the whole page and refuses a second app key.
  const nim = new NIM({ appkey: appKey, apiVersion: 'v2', debugLevel: 'off' })
  const source = createNimSource(nim, { service })
  await nim.V2NIMLoginService.login(account, token)
  return { source, logout: () => nim.V2NIMLoginService.logout() }
}
