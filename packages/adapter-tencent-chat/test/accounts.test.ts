import { createTencentWebSource } from '@convolist/adapter-tencent-chat'
import { createEngine } from '@convolist/core'
import { createVirtualClock } from '@convolist/testing'
import { expect, it } from 'vitest'
import { handRow, handWeb, type HandWeb } from './support/hand-web.js'

interface Seen {
  readonly sdk: HandWeb
  /** Whoever was logged in, with what was shown, step by step. */
  readonly shown: string[]
  settle(): Promise<void>
  now(): string
}

function watched(kind: 'chat' | 'tim'): Seen {
  const sdk = handWeb(kind)
  const clock = createVirtualClock()
  const engine = createEngine({ source: createTencentWebSource(sdk.chat), clock })
  const now = (): string => `${engine.getState().account ?? 'nobody'}: ${engine.view().ids().join(' ')}`
  const shown: string[] = []
  engine.subscribe(() => shown.push(now()))
  return { sdk, shown, now, settle: () => clock.settle() }
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
  const seen = { sdk, shown: [], settle: () => clock.settle(), now: () => '' }
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
