// @vitest-environment happy-dom
import { createTencentWebSource } from '@convolist/adapter-tencent-chat'
import type { Simulator } from '@convolist/testing'
import { createSimulator } from '@convolist/testing/simulators'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { simulate } from '../../src/backends/simulate.js'
import type { Credentials } from '../../src/account/credentials.js'
import { createDemo, type Demo } from '../../src/session/demo.js'
import { parseSettings } from '../../src/settings.js'

const credentials: Credentials = { kind: 'tencent-chat', sdkAppId: 1, userId: 'me', userSig: 'secret' }

/** The demo on its own simulator; "real" accounts are simulated ones that the demo cannot steer. */
function openDemo(): { demo: Demo; servers: Simulator[]; loggedOut: Simulator[]; links: string[] } {
  const servers: Simulator[] = []
  const loggedOut: Simulator[] = []
  const links: string[] = []
  const demo = createDemo(
    {
      simulate: async (options) => simulate(options),
      login: async () => {
        const server = createSimulator({ vendor: 'tencent-web', seed: servers.length + 5, conversations: 3 })
        server.start()
        servers.push(server)
        return {
          vendor: 'tencent-web',
          source: createTencentWebSource(server.sdk),
          logout: async () => {
            loggedOut.push(server)
            server.stop()
          },
        }
      },
    },
    parseSettings('?vendor=rongcloud&rows=20&rate=0'),
    (search) => links.push(search),
  )
  return { demo, servers, loggedOut, links }
}

describe('real accounts in the demo', () => {
  let demo: Demo
  let servers: Simulator[]
  let loggedOut: Simulator[]
  let links: string[]
  const size = (): number | undefined => demo.session.get()?.engine.view('all').size

  beforeEach(async () => {
    ;({ demo, servers, loggedOut, links } = openDemo())
    await demo.restart()
  })
  afterEach(() => demo.dispose())

  it('one takes the simulator’s place, and the simulator comes back when it signs out', async () => {
    await demo.login(credentials)
    await expect.poll(size).toBe(3)
    expect(demo.session.get()!.simulation).toBeUndefined()
    expect(demo.settings.get().source).toBe('account')
    await expect
      .poll(() => demo.accounts.get())
      .toEqual([{ name: 'my-tencent-web', vendor: 'tencent-web', account: servers[0]!.account, ended: undefined }])
    demo.logout('my-tencent-web')
    await expect.poll(size).toBe(20)
    expect(loggedOut).toEqual(servers)
    expect(demo.accounts.get()).toEqual([])
    expect(links.join()).not.toMatch(/secret|account/)
  })

  it('several stand in one list with the simulator, each with a name of its own, and leave it one by one', async () => {
    await demo.login(credentials, { isBeside: true })
    await demo.login(credentials, { isBeside: true })
    await expect.poll(size).toBe(26)
    const { sources, simulation } = demo.session.get()!
    expect(sources.map(({ name }) => name)).toEqual(['my-tencent-web', 'my-tencent-web-2', 'rongcloud'])
    expect(sources.map(({ view }) => view.size)).toEqual([3, 3, 20])
    expect(simulation).toBeDefined()

    demo.logout('my-tencent-web')
    await expect.poll(size).toBe(23)
    expect(loggedOut).toEqual([servers[0]])
    await demo.restart({ rows: 10 })
    await expect.poll(size).toBe(13)
    expect(loggedOut).toEqual([servers[0]])
  })

  it('what stays in the list keeps drafts, marks, the open row and what is under way', async () => {
    const alone = demo.session.get()!.engine
    await expect.poll(size).toBe(20)
    const [drafted, marked, opened, pinned] = [3, 4, 5, 6].map((place) => alone.view('all').ids()[place]!)
    await alone.commands.saveDraft(drafted!, 'half a sentence')
    await alone.commands.setMark(marked!, 'starred', true)
    alone.commands.open(opened)
    const pin = alone.commands.stickTop(pinned!, true)
    const isPinned = alone.get(pinned!)!.stickTop
    expect([alone.getState().pendingCount, isPinned]).toEqual([1, true])

    const isKept = (idOf: (id: string) => string): void => {
      const { engine } = demo.session.get()!
      expect(engine.get(idOf(drafted!))?.draft?.text).toBe('half a sentence')
      expect(engine.get(idOf(marked!))?.marks).toEqual(['starred'])
      expect(engine.getState().openId).toBe(idOf(opened!))
      expect(engine.get(idOf(pinned!))?.stickTop).toBe(true)
    }
    for (const rows of [23, 26]) {
      await demo.login(credentials, { isBeside: true })
      isKept((id) => `rongcloud:${id}`)
      await expect.poll(size).toBe(rows)
    }
    await pin
    demo.logout('my-tencent-web')
    isKept((id) => `rongcloud:${id}`)
    demo.logout('my-tencent-web-2')
    isKept((id) => id)
    await demo.restart()
    expect(alone.disposed).toBe(true)
  })

  it('policies stay as they were set, whoever joins or leaves', async () => {
    const isSet = (): boolean => demo.session.get()!.engine.policies.mutedSink
    expect(isSet()).toBe(false)
    demo.session.get()!.engine.setPolicies({ mutedSink: true })
    await demo.login(credentials, { isBeside: true })
    expect(isSet()).toBe(true)
    demo.session.get()!.engine.setPolicies({ mutedSink: false })
    demo.logout('my-tencent-web')
    expect(isSet()).toBe(false)
  })

  it('one that is kicked says why, and its rows are gone', async () => {
    await demo.login(credentials)
    await expect.poll(size).toBe(3)
    servers[0]!.kick()
    await expect.poll(() => demo.accounts.get()[0]?.ended).toBe('kicked')
    await expect.poll(size).toBe(0)
  })

  it('a login that fails leaves everything as it is', async () => {
    const before = demo.session.get()
    const failing = createDemo(
      { simulate: async (options) => simulate(options), login: () => Promise.reject(new Error('no')) },
      parseSettings('?rows=20&rate=0'),
      () => {},
    )
    await failing.restart()
    const session = failing.session.get()
    await expect(failing.login(credentials)).rejects.toThrow('no')
    expect(failing.session.get()).toBe(session)
    expect(failing.accounts.get()).toEqual([])
    failing.dispose()
    expect(demo.session.get()).toBe(before)
  })
})
