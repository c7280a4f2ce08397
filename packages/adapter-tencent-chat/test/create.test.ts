import {
  createTencentSource,
  createTencentV2TimSource,
  createTencentWebSource,
  type TencentSourceOptions,
} from '@convolist/adapter-tencent-chat'
import { isConvolistError, type ConvolistError } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { PACKAGES, startChat, startTim } from './support/sdk.js'
import { c2c } from './support/server.js'
import { startV2Tim } from './support/v2tim.js'
import { world } from './support/world.js'

function refusal(create: () => unknown): ConvolistError {
  try {
    create()
  } catch (cause) {
    if (isConvolistError(cause)) return cause
    throw cause
  }
  throw new Error('was not refused')
}

describe('the family', () => {
  it.each(PACKAGES)('of %s is found out', (_name, start) => {
    expect(createTencentSource(start().chat).vendor).toBe('tencent-web')
  })

  it('need not be found out by the functions for one', () => {
    expect(createTencentWebSource(startChat().chat).vendor).toBe('tencent-web')
    expect(createTencentV2TimSource(startV2Tim().chat).vendor).toBe('tencent-v2tim')
    expect(refusal(() => createTencentWebSource(startV2Tim().chat as never)).code).toBe('source/wrong-instance')
  })

  it('of a V2TIM module is found out, and may be said', () => {
    expect(createTencentSource(startV2Tim().chat).vendor).toBe('tencent-v2tim')
    expect(createTencentSource(startV2Tim().chat, { family: 'v2tim' }).vendor).toBe('tencent-v2tim')
  })
})

describe('what is wrong is named', () => {
  it.each([
    ['an unknown family', { family: 'native' }, '"family"', '"native"'],
    ['an option it does not have', { pageSize: 50 }, '"pageSize"', 'left out'],
    ['listeners that are none', { family: 'v2tim', listeners: 5 }, '"listeners"', 'an object of classes'],
    [
      'a listener that is no class',
      { family: 'v2tim', listeners: { sdkListener: {} } },
      '"listeners.sdkListener"',
      'a class',
    ],
    [
      'a misspelt listener',
      { family: 'v2tim', listeners: { conversationlistener: class {} } },
      '"listeners.conversationlistener"',
      'left out',
    ],
  ])('%s', (_name, options, option, expected) => {
    const error = refusal(() => createTencentSource(startChat().chat, options as TencentSourceOptions))
    expect(error.code).toBe('option/invalid')
    expect(error.message).toContain(option)
    expect(error.message).toContain(expected)
  })

  it.each([5, true, null, [], () => ({})].map((options) => [String(options), options as never] as const))(
    'options that are none: %s',
    (_name, options) => {
      const creations = [
        () => createTencentSource(startChat().chat, options),
        () => createTencentSource(startV2Tim().chat, options),
        () => createTencentV2TimSource(startV2Tim().chat, options),
        () => createTencentWebSource(startChat().chat, options),
      ]
      for (const { code, message } of creations.map(refusal)) {
        expect(code).toBe('option/invalid')
        expect(message).toContain('option "options" must be an object, but is ')
      }
    },
  )

  it('options that a Web SDK has no use for', () => {
    const { chat } = startChat()
    expect(refusal(() => createTencentSource(chat, { listeners: {} })).message).toContain(
      '"listeners" must be left out',
    )
    expect(refusal(() => createTencentWebSource(chat, { family: 'web' } as never)).message).toContain('"family"')
    expect(createTencentSource(chat, { listeners: undefined }).vendor).toBe('tencent-web')
    expect(createTencentWebSource(chat, {}).vendor).toBe('tencent-web')
  })

  it('what a V2TIM module has no use for', () => {
    const { chat } = startV2Tim()
    expect(refusal(() => createTencentV2TimSource(chat, { listener: {} } as never)).message).toContain('"listener"')
  })

  it.each([
    ['nothing', undefined, undefined, 'got undefined'],
    ['null', null, undefined, 'got null'],
    ['some object', {}, undefined, 'on is not a function'],
    ['lite-chat/basic, which has no conversations', { on() {}, off() {} }, undefined, 'getConversationList is not'],
    ['a Web instance said to be V2TIM', startTim().chat, 'v2tim', 'addConversationListener is not a function'],
    ['a V2TIM module said to be Web', startV2Tim().chat, 'web', 'on is not a function'],
  ] as const)('%s', (_name, chat, family, expected) => {
    const error = refusal(() => createTencentSource(chat as never, { family }))
    expect(error.code).toBe('source/wrong-instance')
    expect(error.message).toContain(expected)
  })
})

describe('capabilities', () => {
  it('follow the methods the SDK has', () => {
    const chat = createTencentSource(startChat().chat).capabilities
    const tim = createTencentSource(startTim().chat).capabilities
    expect(chat.commands.saveDraft).toMatchObject({ support: 'server', echo: false })
    expect(tim.commands.saveDraft).toMatchObject({ support: 'local', why: 'this SDK has no setConversationDraft' })
    const old = createTencentSource(startV2Tim('h5', ['markConversation', 'createConversationGroup']).chat).capabilities
    expect(old.commands.setMark.support).toBe('local')
    expect(old.commands.createLabel.support).toBe('none')
    expect(old.rowFields).not.toContain('marks')
    expect(old.rowFields).not.toContain('labels')
  })

  it('keep drafts out of the rows on the Web, where a reconnect empties them', () => {
    expect(createTencentSource(startChat().chat).capabilities.rowFields).not.toContain('draft')
    expect(createTencentSource(startV2Tim().chat).capabilities.rowFields).toContain('draft')
  })

  it('say why something is done locally, or not at all', () => {
    const all = [startChat().chat, startTim().chat, startV2Tim().chat].map((chat) => createTencentSource(chat))
    const without = all.flatMap((source) =>
      Object.entries(source.capabilities.commands).filter(
        ([, command]) => command.support !== 'server' && !command.why,
      ),
    )
    expect(without).toEqual([])
  })

  it('carry Tencent’s limits', () => {
    const { stickTopLimit, pageSize, commands } = createTencentSource(startV2Tim().chat).capabilities
    expect([stickTopLimit, pageSize, commands.mute.batch, commands.remove.batch]).toEqual([50, 100, 30, 100])
  })

  it('say that the Web’s list comes whole, not page by page', async () => {
    const { source, engine } = await world({ rows: Array.from({ length: 101 }, (_, at) => c2c(`u${at}`, { at })) })
    const { pageSize } = source.capabilities
    const { rows, cursor } = await source.list({ cursor: undefined, limit: pageSize })
    expect([rows.length, cursor, pageSize >= 1_000_000]).toEqual([101, undefined, true])
    engine.dispose()
  })
})
