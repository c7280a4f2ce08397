import { createTencentSource } from '@convolist/adapter-tencent-chat'
import type { Simulator } from '@convolist/testing'
import {
  createPageFaults,
  createTruthWorld,
  newestOf,
  type ChatKey,
  type ContractRig,
  type Garbage,
  type RigOptions,
} from '@convolist/testing/source-contract'
import { createTencentV2TimSimulator, createTencentWebSimulator, type TencentServer } from '@convolist/testing/tencent'

import { linkTencentSdk, type TencentSdkLink } from './link.js'
import type { Sdk } from './sdk.js'

/** A rig on the double of the Web SDK. */
export function webRig({ clock }: RigOptions, eventThrottling = false): ContractRig {
  const uncaught: unknown[] = []
  const simulator = createTencentWebSimulator({
    clock,
    seed: 'contract',
    conversations: 0,
    eventThrottling,
    onUncaught: (error) => void uncaught.push(error),
  })
  const emit = emitOf(simulator)
  const rig = rigOf(simulator, uncaught, {
    garbage: garbageOf(emit, webPayloads),
    /** Every list event is the whole list. */
    async sendBeside(id, unreadCount) {
      const { conversationList } = (await simulator.sdk.getConversationList()).data
      const rows = conversationList.map((row) =>
        row.conversationID === id ? Object.assign({}, row, { unreadCount }) : row,
      )
      emit('onConversationListUpdated', [null, { conversationID: 7 }, ...rows])
    },
  })
  const messagesOf = (chat: ChatKey): readonly object[] =>
    newestOf(simulator, chat).map(({ id: ID, nth: sequence }) => ({
      ID,
      sequence,
      conversationID: rig.server.id(chat),
      flow: 'in',
    }))
  return { ...rig, server: { ...rig.server, messagesOf } }
}

/** The same with events that are held back for up to a second, as is the SDK's default: a story begins once all are told. */
export function throttledWebRig(options: RigOptions): ContractRig {
  const rig = webRig(options, true)
  const { login, reconnect } = rig.server
  const told = (): Promise<void> => options.clock.advance(1_100)
  return {
    ...rig,
    server: {
      ...rig.server,
      async login(account) {
        await login(account)
        await told()
      },
      async reconnect() {
        await reconnect()
        await told()
      },
    },
  }
}

/** A rig on a real Web package, whose timers must be on the clock given. */
export function realWebRig(start: (options: object) => Sdk, { clock }: RigOptions): ContractRig {
  const sdk = start({ eventThrottling: false })
  const made: { link?: TencentSdkLink } = {}
  const simulator = createTencentWebSimulator({
    clock,
    seed: 'contract',
    conversations: 0,
    link: (server) => (made.link = linkTencentSdk(sdk, server)),
  })
  const emit = emitOf(simulator)
  const world = createTruthWorld(simulator)
  return {
    source: createTencentSource(sdk.chat),
    server: {
      ...world,
      // Not waited for: what the SDK does goes on as the clock does.
      login: (account) => void Promise.resolve(world.login(account)),
      logout: () => void Promise.resolve(world.logout()),
      async disconnect() {
        await clock.advance(1_000) // after a shorter time than this the SDK takes the line for one that never was, and gives up
        await world.disconnect()
      },
      garbage: garbageOf(emit, webPayloads),
      async sendBeside(chat, unreadCount) {
        const rows = await sdk.rows()
        const id = world.id(chat)
        const told = rows.map((row) => (row.conversationID === id ? Object.assign({}, row, { unreadCount }) : row))
        emit('onConversationListUpdated', [null, { conversationID: 7 }, ...told])
      },
    },
    settle: () => undefined,
    listenerCount: () => sdk.listenerCount(),
    uncaught: () => made.link?.uncaught ?? [],
  }
}

/** A rig on the double of a V2TIM module. */
export function v2TimRig({ clock }: RigOptions): ContractRig {
  const uncaught: unknown[] = []
  const simulator = createTencentV2TimSimulator({
    clock,
    seed: 'contract',
    conversations: 0,
    envelope: 'bare',
    onUncaught: (error) => void uncaught.push(error),
  })
  const emit = emitOf(simulator)
  const rig = rigOf(simulator, uncaught, {
    garbage: garbageOf(emit, nativePayloads),
    async sendBeside(conversationID, unreadCount) {
      const row = (await simulator.sdk.getConversation({ conversationID })) as object
      emit('onConversationChanged', [null, { conversationID: 7 }, { ...row, unreadCount }])
    },
  })
  const messagesOf = (chat: ChatKey): readonly object[] =>
    newestOf(simulator, chat).map(({ id, nth }) => ({ msgID: `${id}-${nth}`, isSelf: false }))
  const faults = createPageFaults(simulator.sdk, 'getConversationList', () => Promise.reject(DATABASE_FAILED))
  return { ...rig, server: { ...rig.server, ...faults, messagesOf } }
}

const DATABASE_FAILED = { code: 6019, desc: 'database operation failed' }

type Emit = (event: string, data: unknown) => void

const emitOf =
  ({ server, account }: { readonly server: TencentServer; readonly account: string }): Emit =>
  (event, data) =>
    server.push(account, { type: 'malformed', event, data })

interface Own {
  readonly garbage: readonly Garbage[]
  sendBeside(id: string, unreadCount: number): Promise<void>
}

function rigOf(
  simulator: Simulator<Parameters<typeof createTencentSource>[0] & { listenerCount(): number }>,
  uncaught: readonly unknown[],
  { garbage, sendBeside }: Own,
): ContractRig {
  const world = createTruthWorld(simulator)
  return {
    source: createTencentSource(simulator.sdk),
    server: { ...world, garbage, sendBeside: (chat, count) => sendBeside(world.id(chat), count) },
    settle: () => undefined,
    listenerCount: () => simulator.sdk.listenerCount(),
    uncaught: () => uncaught,
  }
}

type Payloads = readonly (readonly [event: string, data: unknown])[]

const webPayloads: Payloads = [
  ['onConversationListUpdated', null],
  ['onConversationListUpdated', 'conversations'],
  ['onConversationGroupListUpdated', [null, 7, {}]],
  ['onMessageReadByPeer', [null, { conversationID: 'C2Cnobody', time: 'late', flow: 'out' }]],
  ['onMessageReadReceiptReceived', [{ groupID: 'g', messageID: null, readCount: -1 }]],
  ['onMessageRevoked', [{ conversationID: '', revokerInfo: 'me' }, undefined]],
]

const nativePayloads: Payloads = [
  ['onConversationChanged', null],
  ['onConversationChanged', [null, undefined, 42, 'conversation']],
  ['onConversationChanged', [{ conversationID: 'c2c_nobody', unreadCount: -5, orderkey: Number.NaN }]],
  ['onNewConversation', { conversationID: 7, unreadCount: 'many' }],
  ['onConversationDeleted', [null, '', 12]],
  ['onConversationGroupNameChanged', { oldName: 1 }],
  ['onRecvC2CReadReceipt', [{ userID: null, timestamp: 'now' }]],
]

const garbageOf = (emit: Emit, payloads: Payloads): readonly Garbage[] =>
  payloads.map(([event, data]) => ({
    name: `${event}(${JSON.stringify(data)})`,
    send: () => emit(event, data),
  }))
