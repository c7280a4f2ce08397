import { rongMessage, rongRow, rongSettings, rongWireMessage } from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { startSdk, type Sdk } from './support/sdk.js'

let sdk: Sdk
const start = async (navi: Record<string, number> = {}): Promise<Sdk> => {
  sdk = startSdk({ navi })
  return sdk
}
afterEach(() => sdk.stop())

/** What the SDK raised, by name. */
function listen(): string[] {
  const heard: string[] = []
  for (const name of Object.values(sdk.im.Events)) sdk.im.addEventListener(name, () => heard.push(name))
  return heard
}

describe('the real IMLib, offline', () => {
  it('connects, pulls what was missed, and lists the server’s rows', async () => {
    await start()
    const heard = listen()
    sdk.rows = [rongRow({ target: 'ann', at: 100 }), rongRow({ target: 'bob', at: 200 })]
    sdk.settings = [rongSettings({ target: 'ann', at: 50 }, { pinned: true })]
    sdk.offline = [rongWireMessage({ target: 'bob', at: 200 })]
    await sdk.connectAs('me')
    expect(heard).toEqual(
      expect.arrayContaining([
        'CONNECTED',
        'CONVERSATIONS_SETTINGS_SYNCED',
        'PULL_OFFLINE_MESSAGE_FINISHED',
        'CONVERSATION',
      ]),
    )
    expect(sdk.im.getCurrentUserId()).toBe('me')
    const { data } = await sdk.im.getConversationListByTimestamp({ startTime: 0, count: 10 })
    expect(data?.map((row) => [row.targetId, row.isTop, row.unreadMessageCount])).toEqual([
      ['bob', false, 1],
      ['ann', true, 0],
    ])
  })

  it('pages, refuses, and never answers, as told', async () => {
    await start()
    sdk.rows = [1, 2, 3].map((at) => rongRow({ target: `u${at}`, at }))
    await sdk.connectAs('me')
    const page = async (startTime: number, order: 0 | 1): Promise<string[] | undefined> =>
      (await sdk.im.getConversationListByTimestamp({ startTime, count: 2, order })).data?.map((row) => row.targetId)
    expect(await page(0, 0)).toEqual(['u3', 'u2'])
    expect(await page(2, 0)).toEqual(['u1'])
    expect(await page(0, 1)).toEqual(['u1', 'u2'])
    sdk.answers.setSeAtt = () => ({ code: 20607 })
    expect((await sdk.im.setConversationToTop({ conversationType: 1, targetId: 'u1' })).code).toBe(20607)
    sdk.answers.setSeAtt = () => 'silent'
    const pending = sdk.im.setConversationToTop({ conversationType: 1, targetId: 'u1' })
    await sdk.settle()
    sdk.suspend()
    expect((await pending).code).toBe(30001)
  })

  it('answers 30002 while the line is broken, and comes back', async () => {
    await start()
    const heard = listen()
    await sdk.connectAs('me')
    sdk.suspend()
    expect((await sdk.im.getConversationListByTimestamp({ startTime: 0, count: 1 })).code).toBe(30002)
    heard.length = 0
    await sdk.reconnect()
    expect(heard).toContain('PULL_OFFLINE_MESSAGE_FINISHED')
    expect((await sdk.im.getConversationListByTimestamp({ startTime: 0, count: 1 })).code).toBe(0)
  })

  it('reads its list from memory where ultra groups are in it', async () => {
    await start({ ugMsg: 1, sessionCfg: 1 })
    const heard = listen()
    sdk.rows = [
      rongRow({ target: 'ann', at: 100 }),
      rongRow({ type: 10, target: 'ug', channel: 'RCDefault', at: 200 }),
      rongRow({ type: 10, target: 'ug', channel: 'sub', at: 300 }),
    ]
    await sdk.connectAs('me')
    expect(heard).toEqual(expect.arrayContaining(['CONVERSATIONS_SYNCED', 'ULTRA_GROUP_ENABLE']))
    const { data } = await sdk.im.getConversationListByTimestamp({ startTime: 0, count: 10 })
    expect(data?.map((row) => `${row.targetId}${row.channelId}`)).toEqual(['ugRCDefault', 'ann'])
    heard.length = 0
    sdk.suspend()
    await sdk.reconnect()
    expect(heard).toContain('ULTRA_GROUP_ENABLE')
    expect(heard).not.toContain('CONVERSATIONS_SYNCED')
  })

  it('keeps accounts apart, and records what was asked and sent', async () => {
    await start()
    await sdk.connectAs('me')
    await sdk.push(rongMessage({ target: 'ann', at: 100 }))
    expect((await sdk.im.getUnreadCount({ conversationType: 1, targetId: 'ann' })).data).toBe(1)
    await sdk.im.sendSyncReadStatusMessage({ conversationType: 1, targetId: 'ann' }, 100)
    expect(sdk.sent.at(-1)).toMatchObject({ topic: 'send', target: 'ann', body: { classname: 'RC:SRSMsg' } })
    await sdk.connectAs('you')
    expect(sdk.im.getCurrentUserId()).toBe('you')
    expect((await sdk.im.getUnreadCount({ conversationType: 1, targetId: 'ann' })).data).toBe(0)
  })

  it('counts the listeners', async () => {
    await start()
    const listener = (): void => undefined
    sdk.im.addEventListener(sdk.im.Events.TAG, listener)
    expect(sdk.listenerCount()).toBe(1)
    sdk.im.removeEventListener(sdk.im.Events.TAG, listener)
    expect(sdk.listenerCount()).toBe(0)
  })
})
