import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { createRongCloudSimulator } from '@convolist/testing/rongcloud'
import {
  createPageFaults,
  createTruthWorld,
  newestOf,
  type ContractRig,
  type RigOptions,
} from '@convolist/testing/source-contract'

/** A rig on the double of the SDK. */
export function simulatorRig({ clock, pageSize }: RigOptions): ContractRig {
  const uncaught: unknown[] = []
  const simulator = createRongCloudSimulator({
    clock,
    seed: 'contract',
    conversations: 0,
    onUncaught: (error) => void uncaught.push(error),
  })
  const { sdk, server } = simulator
  const world = createTruthWorld(simulator)
  const emit = (event: string, data: unknown): void =>
    server.push(simulator.account, { type: 'malformed', event, data })
  return {
    source: createRongCloudSource(sdk, { pageSize }),
    server: {
      ...world,
      ...createPageFaults(sdk, 'getConversationListByTimestamp', () => Promise.resolve({ code: 33302 })),
      messagesOf: (chat) =>
        newestOf(simulator, chat).map(({ serverId: messageUId, sentAt: sentTime, senderId: senderUserId }) => ({
          messageUId,
          sentTime,
          senderUserId,
          messageDirection: 2,
        })),
      garbage: payloads.map(([event, data]) => ({
        name: `${event}(${JSON.stringify(data)})`,
        send: () => emit(event, data),
      })),
      sendBeside(chat, count) {
        const [type = '', , targetId] = world.id(chat).split('_')
        const conversation = { conversationType: Number(type), targetId, channelId: '' }
        const updatedItems = { unreadMessageCount: { time: clock.now(), val: count } }
        emit('CONVERSATION', { conversationList: [null, { conversation: 7 }, { conversation, updatedItems }] })
      },
    },
    settle: () => undefined,
    listenerCount: () => sdk.listenerCount(),
    uncaught: () => uncaught,
  }
}

const payloads: readonly (readonly [event: string, data: unknown])[] = [
  ['CONVERSATION', null],
  ['CONVERSATION', { conversationList: [null, undefined, 42, 'conversation'] }],
  ['CONVERSATION', { conversationList: [{ conversation: { conversationType: 99, targetId: 'x' } }] }],
  ['MESSAGES', { messages: [null, { conversationType: 1, messageType: 'RC:RcCmd', content: null }] }],
  ['READ_RECEIPT_RECEIVED', { conversation: null, sentTime: 'now' }],
  ['MESSAGE_MODIFIED', 'message'],
]
