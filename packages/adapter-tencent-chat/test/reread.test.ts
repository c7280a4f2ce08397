import { createEngine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { createTencentWebSimulator } from '@convolist/testing/tencent'
import { expect, it } from 'vitest'
import { createTencentWebSource, type WebChat } from '../src/index.js'
import { handRow, handWeb } from './support/hand-web.js'

/** The SDK with its list answers held back, each as it was when asked for. */
function withHeldLists(sdk: WebChat): { sdk: WebChat; held: (() => void)[] } {
  const held: (() => void)[] = []
  const getConversationList = async (...args: unknown[]): Promise<unknown> => {
    const answer: unknown = await Reflect.apply(sdk.getConversationList as () => unknown, sdk, args)
    const copy: unknown = structuredClone(answer)
    await new Promise<void>((resolve) => held.push(resolve))
    return copy
  }
  const proxy = new Proxy(sdk, {
    get: (target, key) => {
      const value: unknown = key === 'getConversationList' ? getConversationList : Reflect.get(target, key, target)
      return typeof value === 'function' ? (...args: unknown[]) => Reflect.apply(value, target, args) as unknown : value
    },
  })
  return { sdk: proxy, held }
}

it('an answer that was asked for before an event does not undo what the event has said', async () => {
  const clock = createVirtualClock()
  const simulator = createTencentWebSimulator({ clock, conversations: 5, eventThrottling: false })
  const { sdk, held } = withHeldLists(simulator.sdk)
  const engine = createEngine({ source: createTencentWebSource(sdk), clock })
  await simulator.login()
  await clock.advance(2_000)
  expect(held.length).toBeGreaterThan(0)
  const chat = 'direct/newcomer'
  simulator.server
    .truth(simulator.account)
    .message('direct', 'newcomer', { senderId: 'newcomer', kind: 'text', text: 'new' }, 'peer')
  await clock.advance(2_000)
  const id = simulator.idOf(chat)
  expect(engine.get(id)?.unreadCount).toBe(1)
  for (const release of held.splice(0)) release()
  await clock.settle()
  expect(engine.get(id)?.unreadCount).toBe(1)
  engine.dispose()
})

it('a list that stays incomplete is asked for ever more seldom, and as soon as before once something came', async () => {
  const clock = createVirtualClock()
  const sdk = handWeb()
  Object.assign(sdk, { user: 'ann', rows: [handRow('C2Cbob')], complete: false })
  const engine = createEngine({ source: createTencentWebSource(sdk.chat), clock })
  const asked = async (ms: number): Promise<number> => {
    const before = sdk.asked
    await clock.advance(ms)
    return sdk.asked - before
  }
  await clock.settle()
  expect(await asked(64_000)).toBeLessThanOrEqual(8)
  sdk.fire('onConversationListUpdated', { data: sdk.rows, isSyncCompleted: false })
  expect(await asked(1_100)).toBe(1)
  sdk.complete = true
  await clock.advance(2_000)
  expect(engine.getState().sync).toMatchObject({ phase: 'synced', complete: true })
  expect(await asked(64_000)).toBe(0)
  engine.dispose()
})
