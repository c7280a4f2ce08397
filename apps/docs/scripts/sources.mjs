import { createNimSource } from '@convolist/adapter-netease-nim'
import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { createTencentV2TimSource, createTencentWebSource } from '@convolist/adapter-tencent-chat'
import { createVirtualClock } from '@convolist/testing'
import { createSimulator, simulatorVendors } from '@convolist/testing/simulators'

/** Of several generations of an SDK the page shows the newest. */
const newest = { version: '10.9', enableV2CloudConversation: true }

/** How the source of each vendor is made, what it is called on the page, and what its simulator is asked for. */
const makers = {
  'netease-nim-cloud': ['NIM, cloud', ({ sdk }) => createNimSource(sdk, { service: 'cloud' }), newest],
  'netease-nim-local': ['NIM, local', ({ sdk }) => createNimSource(sdk, { service: 'local' }), newest],
  'tencent-v2tim': ['Tencent, V2TIM', ({ sdk }) => createTencentV2TimSource(sdk)],
  'tencent-web': ['Tencent, Web', ({ sdk }) => createTencentWebSource(sdk)],
  rongcloud: ['RongCloud', ({ sdk }) => createRongCloudSource(sdk)],
}

/** A source for each vendor, logged in to its simulator. Time stands still between the questions asked of it. */
export function createSources() {
  return Promise.all(
    simulatorVendors.map(async (vendor) => {
      const [name, make, more] = makers[vendor]
      const clock = createVirtualClock()
      const simulator = createSimulator({ vendor, clock, conversations: 20, ...more })
      const source = make(simulator)
      const disconnect = source.connect({ emit() {}, note() {}, resync() {}, now: () => clock.now() })
      const inSession = simulator.login()
      await clock.advance(30_000)
      await inSession
      return { name, source, clock, disconnect }
    }),
  )
}
