import { createTencentWebSource } from '@convolist/adapter-tencent-chat'
import { createEngine, type Engine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { describe, expect, it, vi } from 'vitest'
import { handRow, handWeb, type HandWeb } from './support/hand-web.js'
import { native, refuse } from './support/v2tim.js'
import { v2world, type V2World } from './support/v2tim-world.js'

interface Seen {
  readonly sdk: HandWeb
  readonly engine: Engine
  /** Whoever was logged in, with what was shown, step by step. */
  readonly shown: string[]
  settle(): Promise<void>
  now(): string
}

function watched(kind: 'chat' | 'tim', methods: object = {}): Seen {
  const sdk = handWeb(kind)
  Object.assign(sdk.chat, methods)
  const clock = createVirtualClock()
  const engine = createEngine({ source: createTencentWebSource(sdk.chat), clock })
  const now = (): string => `${engine.getState().account ?? 'nobody'}: ${engine.view().ids().join(' ')}`
  const shown: string[] = []
  engine.subscribe(() => shown.push(now()))
  return { sdk, engine, shown, now, settle: () => clock.settle() }
}

const ANNS = [handRow('C2Csecret')]
const list = (data: unknown): object => ({ data, isSyncCompleted: true })

async function logIn({ sdk, settle }: Seen, user: string): Promise<void> {
  sdk.user = user
  sdk.fire('sdkStateReady')
  await settle()
  sdk.profiles.splice(0).forEach((answer) => answer(user))
  await settle()
}

for (const kind of ['chat', 'tim'] as const) {
  it.each([
    ['a logout', 'sdkStateNotReady', {}],
    ['a kick', 'kickedOut', { data: { type: 'multipleDevice' } }],
  ])(
    `${kind}: a list that comes after %s is shown to nobody, the next account included`,
    async (_name, event, payload) => {
      const seen = watched(kind)
      const { sdk, settle, shown } = seen
      sdk.rows = ANNS
      await logIn(seen, 'ann')
      expect(seen.now()).toBe('ann: C2Csecret')
      Object.assign(sdk, { user: '', rows: [], complete: false })
      sdk.fire(event, payload)
      await settle()
      shown.length = 0
      sdk.fire('onConversationListUpdated', list(ANNS))
      await settle()
      expect(seen.now()).toBe('nobody: ')
      await logIn(seen, 'bob')
      Object.assign(sdk, { rows: [handRow('C2Cbobs')], complete: true })
      sdk.fire('onConversationListUpdated', list(sdk.rows))
      await settle()
      expect(seen.now()).toBe('bob: C2Cbobs')
      expect(shown.join()).not.toContain('C2Csecret')
    },
  )
}

it('a list of the one who is still named while logging out reopens nothing', async () => {
  const seen = watched('chat')
  seen.sdk.rows = ANNS
  await logIn(seen, 'ann')
  seen.sdk.fire('sdkStateNotReady')
  seen.sdk.fire('onConversationListUpdated', list(ANNS))
  await seen.settle()
  expect(seen.now()).toBe('nobody: ')
})

it('tim: a profile asked for before a logout opens nobody’s list', async () => {
  const seen = watched('tim')
  const { sdk, settle } = seen
  sdk.fire('sdkStateReady')
  const late = sdk.profiles.splice(0)
  sdk.fire('sdkStateNotReady')
  sdk.fire('sdkStateReady')
  late.forEach((answer) => answer('ann'))
  await settle()
  expect(seen.now()).toBe('nobody: ')
  sdk.profiles.splice(0).forEach((answer) => answer('bob'))
  await settle()
  expect(seen.now()).toBe('bob: ')
})

it('a pin that is never answered holds up no pin of the next account, and what waited for it is not sent there', async () => {
  const sdk = handWeb()
  sdk.rows = [handRow('C2Cbob')]
  const pins: string[] = []
  const answers: (() => void)[] = []
  const pinConversation = ({ isPinned }: { readonly isPinned: boolean }): Promise<void> => {
    pins.push(`${sdk.user} ${isPinned}`)
    return new Promise((resolve) => answers.push(resolve))
  }
  Object.assign(sdk.chat, { pinConversation })
  const clock = createVirtualClock()
  const engine = createEngine({ source: createTencentWebSource(sdk.chat), clock })
  const seen = { sdk, engine, shown: [], settle: () => clock.settle(), now: () => '' }
  await logIn(seen, 'ann')
  for (const on of [true, false]) engine.commands.stickTop('C2Cbob', on).catch(() => undefined)
  await clock.settle()
  sdk.fire('sdkStateNotReady')
  await logIn(seen, 'eve')
  engine.commands.stickTop('C2Cbob', true).catch(() => undefined)
  await clock.settle()
  expect(pins).toEqual(['ann true', 'eve true'])
  answers[0]?.()
  await clock.settle()
  expect(pins).toEqual(['ann true', 'eve true'])
  engine.dispose()
})

/** The next call of a method is answered when the test says so. */
function held(w: V2World, method: string, answer: () => unknown = () => ''): () => void {
  let release = (): void => undefined
  w.sdk.answers[method] = () => {
    delete w.sdk.answers[method]
    return new Promise<void>((resolve) => (release = resolve)).then(answer)
  }
  return () => release()
}

it.each([
  ['a pin', 'pinConversation', (engine: Engine) => engine.commands.stickTop('c2c_ann', true)],
  ['a page', 'getConversationList', (engine: Engine) => engine.commands.refresh()],
])(
  'V2TIM: %s of the former account that is refused late, for nobody is logged in, closes no other list',
  async (_name, method, run) => {
    const w = await v2world({ rows: [native('c2c_ann')] })
    const release = held(w, method, () => refuse(6014))
    run(w.engine).catch(() => undefined)
    await w.settle()
    w.sdk.rows = [native('c2c_zoe')]
    w.sdk.login('you')
    await w.settle()
    release()
    await w.settle()
    expect([w.engine.getState().account, w.line()]).toEqual(['you', 'c2c_zoe'])
  },
)

describe('what is left of a command once its account has gone is not carried out', () => {
  const THREE = ['group_a', 'group_b', 'c2c_c']
  const GROUPS = THREE.slice(0, 2)
  const COMMANDS: Record<string, [method: string, run: (engine: Engine) => Promise<unknown>, answer?: () => unknown]> =
    {
      'a mute of groups': ['setGroupReceiveMessageOpt', ({ commands }) => commands.mute(GROUPS, true)],
      'a removal with its messages': [
        'deleteConversation',
        ({ commands }) => commands.remove(THREE, { clearMessages: true }),
      ],
      'a reading of two kinds': [
        'cleanConversationUnreadMessageCount',
        ({ commands, view }) => commands.markRead(view({ filter: { kinds: ['direct', 'group'] } })),
      ],
      'the taking away of a group that took in nobody': [
        'createConversationGroup',
        ({ commands }) => commands.createLabel('VIP', 'c2c_gone'),
        () => [{ conversationID: 'c2c_gone', resultCode: 6017 }],
      ],
    }
  const rows = THREE.map((id) => native(id, { unreadCount: 1 }))
  const orders = (w: V2World): string[] =>
    w.sdk.calls.map(({ method }) => method).filter((method) => /^(set|delete|clean|create)/.test(method))

  it.each(Object.entries(COMMANDS))('V2TIM, by the next account: %s', async (_name, [method, run, answer]) => {
    const w = await v2world({ rows, without: ['deleteConversationList'] })
    const release = held(w, method, answer)
    run(w.engine).catch(() => undefined)
    await w.settle()
    w.sdk.fire('conversationListener', 'onConversationGroupCreated', { groupName: 'VIP', conversationList: [] })
    await w.settle()
    w.sdk.login('you')
    await w.settle()
    expect(w.engine.getState().account).toBe('you')
    release()
    await w.settle()
    expect(orders(w)).toEqual([method])
  })

  it('V2TIM, after dispose', async () => {
    const w = await v2world({ rows, without: ['deleteConversationList'] })
    const release = held(w, 'deleteConversation')
    w.engine.commands.remove(THREE, { clearMessages: true }).catch(() => undefined)
    await w.settle()
    w.engine.dispose()
    release()
    await w.clock.settle()
    expect(orders(w)).toEqual(['deleteConversation'])
  })

  it('Web', async () => {
    const muted: string[] = []
    const answers: (() => void)[] = []
    const setMessageRemindType = ({ groupID }: { readonly groupID: string }): Promise<object> => {
      muted.push(`${sdk.user} ${groupID}`)
      return new Promise((resolve) => answers.push(() => resolve({ data: {} })))
    }
    const seen = watched('chat', { setMessageRemindType })
    const { sdk, settle } = seen
    sdk.rows = [handRow('GROUP1'), handRow('GROUP2')]
    await logIn(seen, 'ann')
    seen.engine.commands.mute(['GROUP1', 'GROUP2'], true).catch(() => undefined)
    await settle()
    sdk.fire('sdkStateNotReady')
    await logIn(seen, 'bob')
    answers[0]?.()
    await settle()
    expect(muted).toEqual(['ann 1'])
  })

  it('Web: nor does a removal that is answered late remove anything', async () => {
    let answer = (): void => undefined
    const deleteConversation = (): Promise<object> =>
      new Promise((resolve) => (answer = () => resolve({ data: { conversationIDList: ['C2Csecret'] } })))
    const seen = watched('chat', { deleteConversation })
    seen.sdk.rows = ANNS
    await logIn(seen, 'ann')
    // Events with changed rows only, as with `partialUpdatedConversations`.
    seen.sdk.rows = [...ANNS, handRow('C2Cbob')]
    seen.sdk.fire('onConversationListUpdated', list([handRow('C2Cbob')]))
    await seen.settle()
    seen.engine.commands.remove('C2Csecret').catch(() => undefined)
    await seen.settle()
    seen.sdk.fire('sdkStateNotReady')
    await logIn(seen, 'eve')
    seen.sdk.fire('onConversationListUpdated', list([handRow('C2Cbob')]))
    await seen.settle()
    answer()
    await seen.settle()
    expect(seen.now()).toBe('eve: C2Cbob C2Csecret')
  })

  it('Web: nor does a reading of everything that was refused as too early leave a timer', async () => {
    let refuse = (): void => undefined
    const setAllMessageRead = (): Promise<never> =>
      new Promise((_resolve, reject) => (refuse = () => reject(Object.assign(new Error(), { code: 2996 }))))
    const seen = watched('chat', { setAllMessageRead })
    seen.sdk.rows = ANNS
    await logIn(seen, 'ann')
    seen.engine.commands.markRead('all').catch(() => undefined)
    await seen.settle()
    seen.engine.dispose()
    const timers = vi.spyOn(globalThis, 'setTimeout')
    refuse()
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    expect(timers).not.toHaveBeenCalled()
    timers.mockRestore()
  })
})
