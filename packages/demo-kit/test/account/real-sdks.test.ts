import * as engine from '@rongcloud/engine'
import * as im from '@rongcloud/imlib-next'
import { startRongCloud } from '@convolist/testing/rongcloud'
import TencentCloudChat from '@tencentcloud/chat'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { toLoginFailure } from '../../src/account/login-error.js'
import { login } from '../../src/backends/login.js'

afterEach(() => vi.unstubAllGlobals())

describe('@tencentcloud/chat 3.6.6, off the network', () => {
  /** A line that is there or not, and whatever answers on it. */
  function stubSocket(answer: ((command: string) => object) | undefined): void {
    class Line {
      onopen?: (event: object) => void
      onmessage?: (event: { data: Uint8Array }) => void
      onclose?: (event: object) => void
      constructor() {
        setTimeout(() => (answer ? this.onopen?.({}) : this.onclose?.({ code: 1006, reason: '' })))
      }
      send(packet: Uint8Array): void {
        const { head } = JSON.parse(new TextDecoder().decode(packet)) as { head: { servcmd: string } }
        const data = new TextEncoder().encode(JSON.stringify({ head, body: answer!(head.servcmd) }))
        setTimeout(() => this.onmessage?.({ data }))
      }
      close(): void {
        // The SDK closes what it replaces.
      }
    }
    vi.stubGlobal('WebSocket', Line)
    vi.spyOn(console, 'log').mockImplementation(() => {}) // it speaks before its log level can be set
  }

  const signIn = (sdkAppId: number) => login({ kind: 'tencent-chat', sdkAppId, userId: 'me', userSig: 'sig' })

  it('a refused signature is told as such, and the next attempt has an SDK of its own', async () => {
    stubSocket(() => ({ ActionStatus: 'FAIL', ErrorCode: 70_001, ErrorInfo: 'expired' }))
    const refused = await signIn(1_400_000_101).catch((error: unknown) => toLoginFailure('tencent-chat', error))
    expect(refused).toMatchObject({ problem: 'expired', code: '70001' })
    expect(TencentCloudChat.create({ SDKAppID: 1_400_000_101 }).getLoginUser()).toBe('')
  })

  it('an unreachable server ends the attempt after a while', async () => {
    stubSocket(undefined)
    vi.useFakeTimers()
    const failed = signIn(1_400_000_102).catch((error: unknown) => toLoginFailure('tencent-chat', error))
    await vi.advanceTimersByTimeAsync(21_000)
    vi.useRealTimers()
    expect(await failed).toMatchObject({ problem: 'network' })
  })
})

describe('@rongcloud/imlib-next 5.38.0, off the network', () => {
  const signIn = () => login({ kind: 'rongcloud', appKey: 'key', token: 'token', ultraGroupsInList: undefined })

  it('an unreachable server is told as such; then the SDK is free for another attempt, and takes one account at a time', async () => {
    const harness = startRongCloud(im, engine)
    await harness.stop() // what it lends to a host without a browser stays
    vi.stubGlobal(
      'XMLHttpRequest',
      class {
        onerror?: () => void
        open(): void {}
        setRequestHeader(): void {}
        abort(): void {}
        send(): void {
          setTimeout(() => this.onerror?.())
        }
      },
    )
    const failed = await signIn().catch((error: unknown) => toLoginFailure('rongcloud', error))
    expect(failed).toMatchObject({ problem: 'network', code: '30007' })
    const second = signIn()
    const third = await signIn().catch((error: unknown) => toLoginFailure('rongcloud', error))
    expect(third).toMatchObject({ problem: 'busy' })
    await expect(second).rejects.toMatchObject({ code: 30007 })
  })
})
