import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { openBackend } from '@convolist/backends'
import type { Simulator, SimulatorOptions } from '@convolist/testing'
import { createSimulator } from '@convolist/testing/simulators'
import type { Part, Simulation, SimulationOptions } from '../session/backends.js'
import type { Vendor } from '../settings.js'

/** The three that the merged list is made of. */
const MERGED: readonly Vendor[] = ['netease-nim-cloud', 'tencent-web', 'rongcloud']

/** Other people's titles are mostly harmless; with this on, a good part of them is not. */
const HOSTILE_SHARE = 0.3

export const populationOf = (hostile: boolean): { hostileTitles: number } => ({
  hostileTitles: hostile ? HOSTILE_SHARE : 0,
})

type Options = Omit<SimulationOptions, 'kind'>

/** Doubles of the SDKs on simulated servers: everything is ours. */
export function simulate({ vendor, rows, seed, rate, hostile }: Options): Simulation {
  const chosen = vendor === 'merged' ? MERGED : [vendor]
  const opened = chosen.map((each, place) =>
    open(each, {
      // Each server has other people.
      seed: seed + place,
      conversations: Math.ceil(rows / chosen.length),
      eventsPerSecond: rate / chosen.length,
      population: populationOf(hostile),
    }),
  )
  for (const { simulator } of opened) simulator.start()
  return {
    ...steer(
      opened.map(({ simulator }) => simulator),
      async () => {},
    ),
    parts: opened.map(({ part }) => part),
  }
}

function open(vendor: Vendor, options: SimulatorOptions): { simulator: Simulator; part: Part } {
  if (vendor === 'rongcloud') return openRongCloud(options)
  const { simulator, source } = openBackend(vendor, options)
  return { simulator, part: { name: vendor, vendor, source } }
}

/** How long the app's own server takes to tell names. */
const PROFILE_MS = 60

/** RongCloud has neither names nor pictures: an app asks its own server for them, and so does this one. */
function openRongCloud(options: SimulatorOptions): { simulator: Simulator; part: Part } {
  const simulator = createSimulator({ ...options, vendor: 'rongcloud' })
  const source = createRongCloudSource(simulator.sdk, {
    resolveProfile: async (asked) => {
      await new Promise((resolve) => setTimeout(resolve, PROFILE_MS))
      const { profiles } = simulator.server.truth(simulator.account)
      return asked.map(({ id, targetId }) => {
        const { name, avatarUrl } = profiles.get(targetId) ?? {}
        return { id, title: name, avatarUrl }
      })
    },
  })
  return { simulator, part: { name: 'rongcloud', vendor: 'rongcloud', source } }
}

/** The panel's buttons. `alsoLogin` takes whatever else is on the server along to an account. */
export function steer(
  simulators: readonly Simulator[],
  alsoLogin: (account: string) => Promise<void>,
): Omit<Simulation, 'parts'> {
  const each = (act: (simulator: Simulator) => void): void => simulators.forEach(act)
  let accounts = 1
  return {
    get account() {
      return simulators[0]!.account
    },
    setRate: (eventsPerSecond) => each((simulator) => simulator.setRate(eventsPerSecond / simulators.length)),
    setFaults: ({ drop, delayMs, refuseAll, silent }) =>
      each((simulator) =>
        simulator.setFaults({
          drop,
          delay: delayMs > 0 ? 0.5 : 0,
          delayMs,
          refuse: refuseAll ? 1 : 0,
          unanswered: silent ? 1 : 0,
        }),
      ),
    refuseNext: (command) => each((simulator) => simulator.refuseNext(command)),
    disconnect: () => each((simulator) => simulator.disconnect()),
    reconnect: () =>
      each((simulator) => {
        if (simulator.online) void alsoLogin(simulator.account) // it was kicked, not cut off
        simulator.reconnect()
        simulator.start() // logs in again after a kick
      }),
    kick: () => each((simulator) => simulator.kick()),
    switchAccount: () => {
      const next = `account-${++accounts}`
      each((simulator) => void simulator.switchAccount(next))
      void alsoLogin(next)
    },
    deleteElsewhere: (count) =>
      simulators.reduce((sum, simulator) => sum + simulator.deleteWhileOffline(count).length, 0),
    dispose: () => each((simulator) => simulator.stop()),
  }
}
