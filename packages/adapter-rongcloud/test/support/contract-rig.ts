import { createRongCloudSource, toRongCloudId } from '@convolist/adapter-rongcloud'
import type { CommandName } from '@convolist/core'
import {
  rongMessage,
  rongReadElsewhere,
  rongReceipt,
  rongRecall,
  rongRow,
  rongSettings,
  toWire,
  type RongAnswer,
  type RongPushedMessage,
  type RongTopic,
  type RongWireState,
} from '@convolist/testing/rongcloud'
import {
  createPageFaults,
  type ChatKey,
  type ContractRig,
  type ContractServer,
  type Garbage,
  type HeldCommand,
  type RigOptions,
} from '@convolist/testing/source-contract'
import { startSdk, type Sdk } from './sdk.js'

interface Chat {
  readonly type: number
  readonly target: string
  last: RongPushedMessage | undefined
  unreadCount: number
  stickTop: boolean
}

/** What the server knows of one account, and what it has not told the device yet. */
interface Account {
  readonly chats: Map<ChatKey, Chat>
  messages: RongPushedMessage[]
  settings: RongWireState[]
}

/** What each command asks the server. Reading asks nothing: it is done in the browser. */
const TOPICS: Partial<Record<CommandName, RongTopic>> = {
  stickTop: 'setSeAtt',
  mute: 'setSeAtt',
  remove: 'delRelationBatch',
  createLabel: 'addSeTag',
  renameLabel: 'addSeTag',
  deleteLabel: 'delSeTag',
  addToLabel: 'addTag',
  removeFromLabel: 'delTag',
}
/** Any code that is not worth another try. */
const REFUSED = 33100

interface Order {
  readonly topic: RongTopic
  readonly chats: readonly ChatKey[] | undefined
  /** Answers instead of the server; `undefined` lets it go on. */
  meet(): RongAnswer | undefined | Promise<RongAnswer | undefined>
}

/** The real IMLib, without a network, on a server of a few lines. */
export function realRig({ clock, pageSize }: RigOptions): ContractRig {
  const sdk = startSdk({ now: () => clock.now() })
  const accounts = new Map<string, Account>()
  let current = accountOf('me')
  let isUp = false
  let serial = 0
  let orders: Order[] = []
  const cleared = new Set<ChatKey>()

  for (const topic of new Set(Object.values(TOPICS))) sdk.answers[topic] = (body) => answer(topic, body)

  const server: ContractServer = {
    seed(name, chats) {
      const account = accountOf(name)
      for (const { chat, sentAt, text = chat, unreadCount = 0, stickTop = false } of chats) {
        const own = chatOf(account, chat)
        for (let back = Math.max(unreadCount, 1) - 1; back >= 0; back--) {
          own.last = messageOf(own, { at: sentAt - back * 1000, text: back === 0 ? text : 'before' })
          if (unreadCount > 0) account.messages.push(own.last)
        }
        own.unreadCount = unreadCount
        if (stickTop) pin(account, own, true)
      }
    },
    async login(name) {
      current = accountOf(name)
      await connect(() => sdk.connectAs(name))
    },
    async logout() {
      isUp = false
      await sdk.logout()
    },
    kick() {
      isUp = false
      sdk.kick()
    },
    disconnect() {
      isUp = false
      sdk.suspend()
    },
    reconnect: () => connect(() => sdk.reconnect()),

    id: (chat) => toRongCloudId({ ...nameOf(chat) }),
    truth: (chat) => current.chats.get(chat),

    async receive(chat, { text, sentAt }) {
      const own = chatOf(current, chat)
      own.last = messageOf(own, { at: sentAt, text })
      own.unreadCount++
      await tell(own.last)
    },
    async revoke(chat) {
      const own = chatOf(current, chat)
      const { messageUId: uid, sentTime: at, senderUserId: from } = own.last!
      own.unreadCount = Math.max(0, own.unreadCount - 1)
      own.last = rongRecall({ ...own, from, at: clock.now() + ++serial }, { uid, at })
      await tell(own.last)
    },
    peerRead: (chat, readAt) =>
      tell(rongReceipt({ ...chatOf(current, chat), at: clock.now() + ++serial }, { uid: `${++serial}`, at: readAt })),
    readElsewhere(chat) {
      const own = chatOf(current, chat)
      own.unreadCount = 0
      const at = Math.max(clock.now(), own.last?.sentTime ?? 0) + ++serial
      return tell(rongReadElsewhere({ ...own, account: sdk.account, at }, own.last?.sentTime ?? at))
    },
    stickTopElsewhere(chat, stickTop) {
      pin(current, chatOf(current, chat), stickTop)
      if (isUp) sdk.pushSettings(...current.settings.splice(0))
    },
    removeElsewhere(chat) {
      current.chats.delete(chat) // no other device is told
      publish()
    },

    refuseNext(command, chats) {
      const topic = topicOf(command)
      const order: Order = { topic, chats, meet: () => ({ code: REFUSED }) }
      orders.push(order)
    },
    holdNext(command) {
      let release = (): void => undefined
      const gate = new Promise<undefined>((resolve) => (release = () => resolve(undefined)))
      const held: HeldCommand & { arrived: boolean } = { arrived: false, release: () => release() }
      const meet = (): Promise<undefined> => ((held.arrived = true), gate)
      orders.push({ topic: topicOf(command), chats: undefined, meet })
      return held
    },
    failNextSync() {
      const failure = { met: false }
      sdk.answers.qryRelationR = () => {
        delete sdk.answers.qryRelationR
        failure.met = true
        return { code: 33302 }
      }
      return failure
    },

    ...createPageFaults(sdk.im, 'getConversationListByTimestamp', () => Promise.resolve({ code: 33302 })),
    messagesOf: (chat) => [chatOf(current, chat).last],
    isCleared: (chat) => cleared.has(chat),

    garbage: garbageOf(sdk),
    sendBeside(chat, unreadCount) {
      const { type, target } = chatOf(current, chat)
      const conversation = { conversationType: type, targetId: target, channelId: '', latestMessage: null }
      const updatedItems = { unreadMessageCount: { time: 0, val: unreadCount } }
      sdk.raise('CONVERSATION', { conversationList: [null, { conversation: {} }, { conversation, updatedItems }] })
    },
  }

  return {
    source: createRongCloudSource(sdk.im, { pageSize }),
    server,
    settle: () => sdk.settle(),
    listenerCount: () => sdk.listenerCount(),
    uncaught: () => [], // what a listener throws comes out of `raise`, and so fails the scenario
    close: () => sdk.stop(),
  }

  function accountOf(name: string): Account {
    const known = accounts.get(name) ?? { chats: new Map(), messages: [], settings: [] }
    accounts.set(name, known)
    return known
  }

  function chatOf({ chats }: Account, chat: ChatKey): Chat {
    const { conversationType: type, targetId: target } = nameOf(chat)
    const known = chats.get(chat) ?? { type, target, last: undefined, unreadCount: 0, stickTop: false }
    chats.set(chat, known)
    return known
  }

  function messageOf({ type, target }: Chat, said: { readonly at: number; readonly text: string }): RongPushedMessage {
    return rongMessage({ type, target, from: type === 3 ? 'someone' : target, uid: `${target}-${++serial}`, ...said })
  }

  function pin(account: Account, own: Chat, stickTop: boolean): void {
    own.stickTop = stickTop
    account.settings.push(rongSettings({ ...own, at: clock.now() + ++serial }, { pinned: stickTop }))
  }

  async function tell(message: RongPushedMessage): Promise<void> {
    publish()
    if (isUp) await sdk.push(message)
    else current.messages.push(message)
  }

  async function connect(go: () => Promise<void>): Promise<void> {
    publish()
    sdk.offline = current.messages
      .splice(0)
      .sort((a, b) => a.sentTime - b.sentTime)
      .map(toWire)
    sdk.settings = current.settings.splice(0)
    isUp = true
    await go()
  }

  function publish(): void {
    sdk.rows = [...current.chats.values()].flatMap((chat) =>
      chat.last ? rongRow({ ...chat, at: chat.last.sentTime }, { msg: toWire(chat.last) }) : [],
    )
  }

  async function answer(topic: RongTopic, body: Readonly<Record<string, unknown>>): Promise<RongAnswer | undefined> {
    const named = namedIn(body, current)
    const order = orders.find(
      (each) => each.topic === topic && (!each.chats || named.some((chat) => each.chats!.includes(chat))),
    )
    // A call about more than what is to be refused is refused too; RongCloud does not carry out a part.
    const isOnlyThat = !order?.chats || named.every((chat) => order.chats!.includes(chat))
    if (isOnlyThat) orders = orders.filter((each) => each !== order)
    const met = await order?.meet()
    if (met) return met
    carryOut(topic, body, named)
    return undefined
  }

  function carryOut(topic: RongTopic, body: Readonly<Record<string, unknown>>, named: readonly ChatKey[]): void {
    if (body.cleanMsg === true) named.forEach((chat) => cleared.add(chat))
    if (topic === 'delRelationBatch') named.forEach((chat) => current.chats.delete(chat))
    if (topic !== 'setSeAtt') return
    const [state] = body.state as readonly RongWireState[]
    const item = state?.stateItem.find(({ sessionStateType }) => sessionStateType === 2)
    for (const chat of item ? named : []) chatOf(current, chat).stickTop = item!.value === '1'
  }
}

const nameOf = (chat: ChatKey): { conversationType: number; targetId: string } => {
  const [kind, targetId = ''] = chat.split('/')
  return { conversationType: kind === 'group' ? 3 : 1, targetId }
}

function topicOf(command: CommandName): RongTopic {
  const topic = TOPICS[command]
  if (topic) return topic
  throw new Error(`"${command}" asks RongCloud's server nothing`)
}

function namedIn(body: Readonly<Record<string, unknown>>, { chats }: Account): ChatKey[] {
  const states = (body.state ?? []) as readonly { type: number; channelId: string }[]
  const relations = (body.relation ?? []) as readonly { conversationType: number; conversationId: string }[]
  const names = new Set([
    ...states.map(({ type, channelId }) => `${type} ${channelId}`),
    ...relations.map(({ conversationType, conversationId }) => `${conversationType} ${conversationId}`),
  ])
  return [...chats].filter(([, { type, target }]) => names.has(`${type} ${target}`)).map(([chat]) => chat)
}

function garbageOf(sdk: Sdk): readonly Garbage[] {
  const payloads: readonly (readonly [event: string, payload: unknown])[] = [
    ['CONVERSATION', undefined],
    ['CONVERSATION', { conversationList: 'none' }],
    ['CONVERSATION', { conversationList: [null, 7, { conversation: { conversationType: 1 } }] }],
    ['MESSAGES', { messages: [{ conversationType: 1, targetId: 'ann', messageType: 'RC:RcCmd' }] }],
    ['READ_RECEIPT_RECEIVED', null],
    ['MESSAGE_RECEIPT_RESPONSE_V5', [{ identifier: {}, messageUId: 1 }]],
    ['ULTRA_GROUP_CHANNEL_DELETE', 'all'],
  ]
  return payloads.map(([event, payload]) => ({
    name: `${event}(${JSON.stringify(payload)})`,
    send: () => sdk.raise(event, payload),
  }))
}
