import { createNimSource, type NimServiceName } from '@convolist/adapter-netease-nim'
import {
  createNimSimulator,
  linkNimSdk,
  startNim,
  type NimSimulator,
  type NimSimulatorOptions,
} from '@convolist/testing'
import {
  createPageFaults,
  createTruthWorld,
  newestOf,
  type ContractRig,
  type Garbage,
  type RigOptions,
  type TruthMessage,
} from '@convolist/testing/source-contract'
import type Nim from 'nim-web-sdk-ng'
import type { NimInstance } from '../../src/nim.js'

/** A rig on the double of the SDK. */
export function doubleRig(service: NimServiceName, { clock, pageSize }: RigOptions): ContractRig {
  const uncaught: unknown[] = []
  const simulator = simulatorOf({ service, clock, onUncaught: (error) => void uncaught.push(error) })
  return {
    ...rigOf(service, simulator, simulator.nim, pageSize),
    listenerCount: () => countListeners(simulator.nim),
    uncaught: () => uncaught,
  }
}

/** A rig on the real package: what its listeners throw reaches the host, and so the test runner. */
export function realRig(NIM: typeof Nim, service: NimServiceName, { clock, pageSize }: RigOptions): ContractRig {
  const harness = startNim(NIM)
  const simulator = simulatorOf({ service, clock, link: (server) => linkNimSdk(harness, server) })
  const own = harness.listenerCount()
  return {
    ...rigOf(service, simulator, harness.nim, pageSize),
    listenerCount: () => harness.listenerCount() - own,
    uncaught: () => [],
    settle: () => harness.settle(),
  }
}

const simulatorOf = (options: NimSimulatorOptions): NimSimulator =>
  createNimSimulator({ ...options, seed: 'contract', conversations: 0 })

const listNames = { cloud: 'V2NIMConversationService', local: 'V2NIMLocalConversationService' } as const

function rigOf(
  service: NimServiceName,
  simulator: NimSimulator,
  nim: NimInstance,
  pageSize: number,
): Pick<ContractRig, 'source' | 'server' | 'settle'> {
  const list = listNames[service]
  const world = createTruthWorld(simulator)
  const emit = (event: string, ...args: readonly unknown[]): void =>
    simulator.server.push(simulator.account, { type: 'malformed', service: list, event, args })
  return {
    source: createNimSource(nim, { service, pageSize }),
    server: {
      ...world,
      ...createPageFaults(serviceOf(nim, list), 'getConversationList', () => Promise.reject(TIMED_OUT)),
      messagesOf: (chat) =>
        newestOf(simulator, chat).map((last) => toReceived(last, world.id(chat), simulator.account)),
      garbage: garbageOf(emit),
      async sendBeside(chat, unreadCount) {
        const row = await serviceOf(nim, list).getConversation(world.id(chat))
        emit('onConversationChanged', [null, { conversationId: 7 }, { ...row, unreadCount }])
      },
    },
    settle: () => undefined,
  }
}

/** As the SDK hands it to its listeners. */
const toReceived = ({ id, serverId, sentAt, senderId }: TruthMessage, conversationId: string, account: string) => ({
  messageClientId: id,
  messageServerId: serverId,
  senderId,
  receiverId: account,
  createTime: sentAt,
  conversationId,
  conversationType: 1,
  messageType: 0,
})

function garbageOf(emit: (event: string, ...args: readonly unknown[]) => void): readonly Garbage[] {
  const payloads: readonly (readonly [event: string, ...args: readonly unknown[]])[] = [
    ['onConversationChanged', null],
    ['onConversationChanged', [null, undefined, 42, 'conversation']],
    ['onConversationChanged', [{ conversationId: '', type: 1, unreadCount: 1, sortOrder: 1 }]],
    ['onConversationChanged', [{ conversationId: 'me|1|nobody', unreadCount: -5, sortOrder: Number.NaN }]],
    ['onConversationCreated', { conversationId: 7, unreadCount: 'many' }],
    ['onConversationDeleted', 'not a list'],
    ['onConversationDeleted', [null, '', 12]],
    ['onTotalUnreadCountChanged', Number.NaN],
  ]
  return payloads.map(([event, ...args]) => ({
    name: `${event}(${JSON.stringify(args).slice(1, -1)})`,
    send: () => emit(event, ...args),
  }))
}

interface ListService {
  getConversation(id: string): Promise<object>
  getConversationList(offset: number, limit: number): Promise<object>
}

/** As the SDK says it. */
const TIMED_OUT = { code: 192003, desc: 'timeout' }

function serviceOf(nim: NimInstance, list: string): ListService {
  const service = (nim as unknown as Readonly<Record<string, ListService>>)[list]
  if (service === undefined) throw new Error(`the SDK has no ${list}`)
  return service
}

interface Emitter {
  eventNames(): readonly PropertyKey[]
  listenerCount(name: PropertyKey): number
}

const countListeners = (nim: object): number =>
  Object.values(nim)
    .filter((service): service is Emitter => typeof (service as Partial<Emitter>).eventNames === 'function')
    .flatMap((service) => service.eventNames().map((name) => service.listenerCount(name)))
    .reduce((sum, count) => sum + count, 0)
