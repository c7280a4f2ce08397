import { createNimSource, type NimInstance, type NimSourceOptions } from '@convolist/adapter-netease-nim'
import { isConvolistError, type ConvolistError } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { startAlpha, startStable } from './support/sdk.js'

const h = startStable()
const { nim } = h

function refusal(create: () => unknown): ConvolistError {
  try {
    create()
  } catch (cause) {
    if (isConvolistError(cause)) return cause
    throw cause
  }
  throw new Error('was not refused')
}

/** The real instance with one service or method changed. */
const changed = (service: string, value: unknown): NimInstance =>
  Object.create(nim, { [service]: { value, enumerable: true } }) as NimInstance

describe('a wrong option is named, with what was expected', () => {
  it.each([
    ['no options', undefined, 'service', `'cloud' or 'local'`],
    ['no service', {}, 'service', 'but is missing'],
    ['an unknown service', { service: 'both' }, 'service', 'string both'],
    ['a hook that is no function', { service: 'cloud', isMention: true }, 'isMention', 'a function'],
    ['a page size of 0', { service: 'cloud', pageSize: 0 }, 'pageSize', 'above 0'],
    ['a misspelled option', { service: 'cloud', pagesize: 5 }, 'pagesize', 'left out'],
    ['half a page', { service: 'cloud', pageSize: 1.5 }, 'pageSize', '1.5'],
    [
      'a page size without a text',
      { service: 'cloud', pageSize: Object.create(null) as number },
      'pageSize',
      'is object',
    ],
  ])('%s', (_name, options, option, expected) => {
    const error = refusal(() => createNimSource(nim, options as NimSourceOptions))
    expect(error.code).toBe('option/invalid')
    expect(error.message).toContain(`"${option}"`)
    expect(error.message).toContain(expected)
  })

  it.each([5, true, null, 'cloud', [[]], () => ({})])('%s instead of options', (options) => {
    const error = refusal(() => createNimSource(nim, options as never))
    expect(error.code).toBe('option/invalid')
    expect(error.message).toContain("option \"service\" must be 'cloud' or 'local', but is missing")
  })
})

describe('what is not the SDK is refused with the missing part', () => {
  it.each([
    ['nothing', undefined, 'nim-web-sdk-ng'],
    ['null', null, 'node-nim'],
    ['the class instead of an instance', (nim as object).constructor, 'instance'],
    ['some object', {}, 'nim.loginService.on is not a function'],
    [
      'no conversation service',
      changed('V2NIMConversationService', undefined),
      'nim.V2NIMConversationService.on is not a function',
    ],
    [
      'a service without a method',
      changed('V2NIMConversationService', { on() {}, off() {} }),
      'getConversationList is not a function',
    ],
    ['a service that is no emitter', changed('V2NIMLoginService', {}), 'nim.V2NIMLoginService.on is not a function'],
    ['a V1 instance', changed('options', { apiVersion: 'v1' }), "apiVersion: 'v2'"],
  ])('%s', (_name, value, expected) => {
    const error = refusal(() => createNimSource(value as NimInstance, { service: 'cloud' }))
    expect(error.code).toBe('source/wrong-instance')
    expect(error.message).toContain(expected)
  })

  it('says that the cloud service is off, where it has to be switched on', () => {
    const off = startAlpha({ init: { enableV2CloudConversation: false } })
    const error = refusal(() => createNimSource(off.nim, { service: 'cloud' }))
    expect(error.code).toBe('source/wrong-instance')
    expect(error.message).toContain('enableV2CloudConversation: true')
    expect(() => createNimSource(off.nim, { service: 'local' })).not.toThrow()
    expect(() => createNimSource(startAlpha().nim, { service: 'cloud' })).not.toThrow()
  })
})

describe('capabilities', () => {
  it('of the cloud service', () => {
    const { capabilities } = createNimSource(nim, { service: 'cloud' })
    expect(capabilities).toMatchObject({
      vendor: 'netease-nim',
      rowVersions: false,
      list: 'complete',
      stickTopLimit: 100,
      serverFilters: ['unread', 'kinds', 'labels'],
      markReadScopes: ['all', 'kinds', 'label'],
    })
    expect(capabilities.rowFields).toEqual(expect.arrayContaining(['labels', 'serverExtension']))
    expect(capabilities.commands.markRead.batch).toBe(10)
    expect(capabilities.commands.remove.batch).toBe(100)
  })

  it('of the local service: no groups, no server extension', () => {
    const { capabilities } = createNimSource(nim, { service: 'local' })
    expect(capabilities.rowFields).not.toContain('labels')
    expect(capabilities.markReadScopes).toEqual(['all'])
    expect(capabilities.commands.createLabel).toMatchObject({
      support: 'none',
      why: 'only the cloud has groups',
    })
    expect(capabilities.commands.updateServerExtension.support).toBe('none')
  })

  it('say why something is done locally, or not at all', () => {
    const all = [createNimSource(nim, { service: 'cloud' }), createNimSource(nim, { service: 'local' })]
    const without = all.flatMap((source) =>
      Object.entries(source.capabilities.commands).filter(
        ([, command]) => command.support !== 'server' && !command.why,
      ),
    )
    expect(without).toEqual([])
    expect(all[0]?.capabilities.commands.markUnread).toMatchObject({ support: 'local', why: 'NIM has no such flag' })
  })

  it('have `open` only where the SDK can be told what is open', () => {
    const support = (start: typeof startStable, service: 'cloud' | 'local'): string =>
      createNimSource(start().nim, { service }).capabilities.commands.open.support
    expect(support(startStable, 'local')).toBe('local')
    expect(support(startAlpha, 'local')).toBe('server')
    expect(support(startAlpha, 'cloud')).toBe('local')
  })

  it('follow the services the app registered', () => {
    const bare = changed('V2NIMSettingService', undefined)
    expect(createNimSource(bare, { service: 'cloud' }).capabilities.commands.mute.support).toBe('none')
  })
})
