import { createRongCloudSource, parseRongCloudId, toRongCloudId } from '@convolist/adapter-rongcloud'
import { createEngine, isConvolistError, type ConvolistError } from '@convolist/core'
import { createRecorder, createVirtualClock } from '@convolist/testing'
import * as RongIMLib from '@rongcloud/imlib-next'
import { rongRow } from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startSdk, type Sdk } from './support/sdk.js'

let sdk: Sdk | undefined
afterEach(async () => {
  vi.useRealTimers()
  await sdk?.stop()
  sdk = undefined
})

function refusal(create: () => unknown): ConvolistError {
  try {
    create()
  } catch (cause) {
    if (isConvolistError(cause)) return cause
    throw cause
  }
  throw new Error('was not refused')
}

describe('what is wrong is named', () => {
  it.each([
    ['resolveProfile', { resolveProfile: {} }, 'a function'],
    ['profileBatch', { profileBatch: 0 }, 'above 0'],
    ['profileBatch', { profileBatch: '10' }, 'above 0'],
    ['pageSize', { pageSize: 1001 }, 'from 1 to 1000'],
    ['pageSize', { pageSize: 1.5 }, 'from 1 to 1000'],
    ['pageSize', { pageSize: Object.create(null) as object }, 'but is object'],
    ['pagesize', { pagesize: 50 }, 'left out'],
    ['ultraGroupsInList', { ultraGroupsInList: 'yes' }, 'true or false'],
  ])('%s', (name, options, expected) => {
    const error = refusal(() => createRongCloudSource(RongIMLib, options as object))
    expect(error.code).toBe('option/invalid')
    expect(error.message).toContain(`"${name}"`)
    expect(error.message).toContain(expected)
  })

  it.each([5, true, null, 'all', [[]], () => ({})])('%s instead of options', (options) => {
    const error = refusal(() => createRongCloudSource(RongIMLib, options as never))
    expect(error.code).toBe('option/invalid')
    expect(error.message).toContain('"options" must be an object')
  })

  it.each([
    ['nothing', undefined, 'addEventListener'],
    ['null', null, 'addEventListener'],
    ['some object', {}, 'addEventListener'],
    [
      'a version without levels',
      { ...RongIMLib, setConversationNotificationLevel: undefined },
      'setConversationNotificationLevel',
    ],
  ])('%s instead of the module', (_name, im, missing) => {
    const error = refusal(() => createRongCloudSource(im as never))
    expect(error.code).toBe('source/wrong-instance')
    expect(error.message).toContain(missing)
    expect(error.message).toContain('5.28')
  })
})

describe('capabilities', () => {
  const capabilities = (im: object = {}) => createRongCloudSource({ ...RongIMLib, ...im }).capabilities

  it('carry RongCloud’s limits, and never promise a complete list', () => {
    const { list, pageSize, deleteEvents, commands } = capabilities()
    expect({ list, pageSize, deleteEvents }).toEqual({ list: 'capped', pageSize: 1000, deleteEvents: false })
    expect([commands.stickTop.batch, commands.mute.batch, commands.remove.batch]).toEqual([20, 20, 100])
  })

  it('follow the methods the SDK has', () => {
    const old = capabilities({
      batchSetConversationToTop: undefined,
      batchDeleteConversations: undefined,
      addTag: undefined,
      saveTextMessageDraft: undefined,
      getConversationListByTimestamp: undefined,
      createConversationListLoader: undefined,
    })
    expect(old.commands.stickTop.batch).toBe(1)
    expect(old.commands.remove.batch).toBe(1)
    expect(old.commands.createLabel.support).toBe('none')
    expect(old.commands.saveDraft.support).toBe('local')
    expect(old.serverFilters).toEqual(['unread'])
    expect(capabilities().serverFilters).toEqual(['unread', 'kinds', 'labels'])
  })

  it('promise no echo: the SDK raises nothing for what it does itself', () => {
    expect(Object.values(capabilities().commands).filter(({ echo }) => echo)).toEqual([])
  })
})

describe('ids', () => {
  it.each([
    [{ conversationType: 1, targetId: 'ann' }, '1__ann'],
    [{ conversationType: 3, targetId: 'a_b_c', channelId: '' }, '3__a_b_c'],
    [{ conversationType: 10, targetId: '__proto__', channelId: 'sub' }, '10_sub___proto__'],
  ])('%j is %s, and back', (target, id) => {
    expect(toRongCloudId(target)).toBe(id)
    expect(parseRongCloudId(id)).toEqual({ channelId: '', ...target })
  })

  it('others are refused by name', () => {
    for (const id of ['', 'ann', '1_', '1__', 'x__ann']) {
      expect(refusal(() => parseRongCloudId(id)).code).toBe('command/invalid')
    }
  })
})

describe('connect', () => {
  it('before init listens, and opens nothing', async () => {
    const r = createRecorder()
    const stop = createRongCloudSource(RongIMLib).connect(r.sink)
    expect(r.events).toEqual([])
    stop()
    stop()
  })

  it('replaces the connection before it', async () => {
    sdk = startSdk()
    const source = createRongCloudSource(sdk.im)
    const [a, b] = [createRecorder(), createRecorder()]
    const stopA = source.connect(a.sink)
    const count = sdk.listenerCount()
    const stopB = source.connect(b.sink)
    expect(sdk.listenerCount()).toBe(count)
    await sdk.connectAs('me')
    stopA()
    expect([a.events.length, b.of('accountOpened').length]).toEqual([0, 1])
    stopB()
    expect(sdk.listenerCount()).toBe(0)
  })

  it('reads the list after ten seconds although the SDK never says that it is ready', async () => {
    sdk = startSdk()
    sdk.answers.pullMsg = () => ({ code: 30003 })
    sdk.rows = [rongRow({ target: 'ann', at: 1 })]
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const r = createRecorder()
    const stop = createRongCloudSource(sdk.im).connect(r.sink)
    await sdk.connectAs('me')
    expect(r.resyncs).toEqual([])
    vi.advanceTimersByTime(10_000)
    expect(r.resyncs).toEqual(['the SDK took too long'])
    await sdk.connectAs('you')
    stop()
    vi.advanceTimersByTime(60_000)
    expect(r.resyncs).toHaveLength(1)
  })

  it('waits on the engine’s own clock', async () => {
    sdk = startSdk()
    sdk.answers.pullMsg = () => ({ code: 30003 })
    sdk.rows = [rongRow({ target: 'ann', at: 1 })]
    const clock = createVirtualClock()
    const engine = createEngine({ clock, source: createRongCloudSource(sdk.im) })
    await sdk.connectAs('me')
    await clock.advance(9_000)
    expect(engine.getState().sync.phase).toBe('idle')
    await clock.advance(1_000)
    await sdk.settle()
    engine.flush()
    expect(engine.view().ids()).toEqual(['1__ann'])
    engine.dispose()
  })

  it('reads older SDKs by the older name of the call', async () => {
    sdk = startSdk()
    sdk.rows = [1, 2, 3].map((at) => rongRow({ target: `u${at}`, at }))
    const { warn } = console
    console.warn = () => undefined // the SDK's own word on its older name
    await sdk.connectAs('me')
    const im = { ...sdk.im, getConversationListByTimestamp: undefined }
    const engine = createEngine({ source: createRongCloudSource(im, { pageSize: 2 }) })
    await engine.ready
    expect(engine.view().ids()).toEqual(['1__u3', '1__u2', '1__u1'])
    console.warn = warn
    engine.dispose()
  })

  it('nobody connected: a list is refused, and may be asked for later', async () => {
    const source = createRongCloudSource(RongIMLib)
    await expect(source.list({ cursor: undefined, limit: 10 })).rejects.toMatchObject({
      code: 'sync/failed',
      retryable: true,
    })
  })
})
