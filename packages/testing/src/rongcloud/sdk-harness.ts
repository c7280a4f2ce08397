import { host as timers } from '../host.js'
import type { RongAnswer, RongHarness, RongHarnessOptions, RongSent } from './harness-types.js'
import { prepareHost } from './host.js'
import type { Codec, EnginePackage, ImPackage, Inside, Listener } from './inside.js'
import { answerFrom, keepMessage } from './server.js'
import { topicOf } from './topics.js'
import { toWire } from './wire.js'

const CONNECTED = 0
const CONNECTING = 1
const DISCONNECTED = 2
const SUSPENDED = 3
const LINE_BROKEN = 30001
const KICKED = 31010
const ULTRA = 10
/** The SDK's log level that prints errors only; 0 would be taken for "not set". */
const QUIET = 1

/**
 * Starts the real `@rongcloud/imlib-next` without a network: the questions of its protocol layer come to us, everything
 * above is the SDK's own code. The packages are handed in, so this one needs no SDK. Works in Node with or without a DOM.
 * There is one instance per process: `stop()` it before the next.
 *
 * @param im `import * as im from '@rongcloud/imlib-next'`
 * @param engine `import * as engine from '@rongcloud/engine'`, of exactly the same version.
 */
export function startRongCloud<Im extends object>(
  im: Im,
  engine: object,
  options: RongHarnessOptions = {},
): RongHarness<Im> {
  const sdk = im as unknown as ImPackage
  const { ok, fail, APIContext, PBCodec } = engine as EnginePackage
  const host = prepareHost()
  const inside = open()
  const { _ctx: ctx, _chat: chat } = inside._engine
  const line = ctx._connection
  const { now = Date.now } = options
  const navi = { openHistoryMsg: 0, ...options.navi }
  const bodies = new WeakMap<object, Record<string, unknown>>()
  const unanswered = new Set<() => void>()
  const listeners = new Set<readonly [string, Listener]>()
  /** The SDK's own protobuf codec, seen at its first question. */
  let toBytes: ((name: string, value: object) => ArrayBuffer) | undefined
  let version = 1
  let serial = 0
  /** The server's versions are times, and never go back. */
  const nextVersion = (least = now()): number => (version = Math.max(version + 1, least))

  const { encode } = PBCodec.prototype
  PBCodec.prototype.encode = function (this: Codec, ...args) {
    const bytes = encode.apply(this, args) as object
    toBytes = (name, value) => encode.call(this, name, value) as ArrayBuffer
    bodies.set(bytes, args[1] as Record<string, unknown>)
    return bytes
  }
  ctx.navi.getNaviInfoFromCache = () => navi
  Object.defineProperty(ctx, 'serverTime', { get: now })
  line.checkAlive = () => undefined
  ctx.query = async (number, target, bytes, decoded) => {
    const topic = topicOf(number)
    const sent: RongSent = {
      topic: topic?.name ?? 'unknown',
      wire: String(number),
      target,
      body: bodies.get(bytes) ?? {},
    }
    const answer = await reply(sent)
    if (answer.code) return fail(answer.code)
    const data = answer.data ?? (decoded ? { version: nextVersion(), updateVersion: true } : {})
    if (decoded || !topic?.answer) return ok(data)
    return ok({ pbData: new Uint8Array(toBytes!(topic.answer, data)) })
  }
  ctx.send = async ({ topic, targetId, pbData }) => {
    const answer = await reply({ topic: 'send', wire: topic, target: targetId, body: bodies.get(pbData) ?? {} })
    if (answer.code) return fail(answer.code)
    return ok({ timestamp: now(), messageUId: `sent-${++serial}`, ...answer.data })
  }

  const harness: RongHarness<Im> = {
    im: counted(),
    answers: {},
    sent: [],
    rows: [],
    settings: [],
    offline: [],
    get account() {
      return line._crtUserId
    },
    async connectAs(account) {
      if (line._crtUserId && line._crtUserId !== account) await harness.logout()
      line._crtUserId = account
      await connect()
    },
    suspend: (code = LINE_BROKEN) => breakLine(SUSPENDED, code),
    reconnect: connect,
    kick: (code = KICKED) => breakLine(DISCONNECTED, code),
    async logout() {
      await sdk.disconnect()
      breakLine(DISCONNECTED, 2)
    },
    async push(...messages) {
      for (const message of messages) {
        const channel =
          message.conversationType === ULTRA
            ? 'messagesFromUG'
            : message.senderUserId === line._crtUserId
              ? 'syncMsg'
              : 'sMsg'
        keepMessage(harness, toWire(message))
        ctx.emit(channel, channel === 'messagesFromUG' ? [{ ...message }] : { ...message })
        await settle()
      }
    },
    pushSettings: (...states) => chat.emit('conversationStatusChanged', chat.storage.updateBySessionStates(states)),
    pushReceiptsV5: (receipts) => ctx.emit('readReceiptResponseV5', receipts),
    raise: (event, ...payload) => {
      listeners.forEach(([name, listener]) => name === event && listener(...(payload as never[])))
    },
    settle,
    listenerCount: () => listeners.size,
    async stop() {
      breakLine(DISCONNECTED, 2)
      PBCodec.prototype.encode = encode
      await sdk.destroy()
      host.clearStorage()
    },
  }
  return harness

  /** The only hook needed: the object behind the module's functions shows itself once, at `init`. */
  function open(): Inside {
    const { prototype } = APIContext
    const { assignWatcher } = prototype
    let found: Inside | undefined
    prototype.assignWatcher = function (this: unknown, watcher) {
      found = this as Inside
      return assignWatcher.call(this, watcher)
    }
    sdk.init({ appkey: options.appkey ?? 'offline', logOutputLevel: QUIET })
    prototype.assignWatcher = assignWatcher
    if (!found) throw new Error('IMLib did not start: is it another version, or was the last harness not stopped?')
    return found
  }

  /** The module's functions as they are, but with a list of who listens. */
  function counted(): Im {
    const own: Partial<ImPackage> = {
      addEventListener(event, listener, target) {
        listeners.add([event, listener])
        sdk.addEventListener(event, listener, target)
      },
      removeEventListener(event, listener, target) {
        for (const entry of listeners) if (entry[0] === event && entry[1] === listener) listeners.delete(entry)
        sdk.removeEventListener(event, listener, target)
      },
    }
    return { ...im, ...own }
  }

  async function connect(): Promise<void> {
    line.setConnectionStatus(CONNECTING)
    line.setConnectionStatus(CONNECTED)
    await settle()
  }

  function breakLine(status: number, code: number): void {
    for (const giveUp of unanswered) giveUp()
    unanswered.clear()
    if (line.getConnectionStatus() !== status) line.setConnectionStatus(status, code)
  }

  async function reply(sent: RongSent): Promise<RongAnswer> {
    harness.sent.push(sent)
    const answerer = sent.topic === 'unknown' ? undefined : harness.answers[sent.topic]
    const answer = (await answerer?.(sent.body, sent)) ?? answerFrom(harness, sent, nextVersion)
    if (answer !== 'silent') return answer
    return new Promise((resolve) => unanswered.add(() => resolve({ code: LINE_BROKEN })))
  }
}

/** Enough turns for the longest chain of promises inside the SDK; without `ms` no timer, so a virtual clock does not matter. */
async function settle(ms?: number): Promise<void> {
  if (ms !== undefined) await new Promise<void>((resolve) => timers.setTimeout(resolve, ms))
  for (let turn = 0; turn < 300; turn++) await Promise.resolve()
}
