import type { Simulator } from '@convolist/testing'
import type { TencentWebDouble } from '@convolist/testing/tencent'
import type { ShownRow } from '../wrong.js'
import type { List } from './list.js'
import { standingIn } from './standing-in.js'

/** What is used of a row of `@tencentcloud/chat-uikit-engine`. */
interface KitRow {
  readonly conversationID: string
  readonly isPinned: boolean
  readonly isMuted: boolean
  readonly unreadCount: number
  readonly lastMessage?: {
    readonly type: string
    readonly lastSequence: number
    readonly lastTime: number
    readonly isRevoked: boolean
  }
}

/**
 * Tencent's own engine as its UI kit runs it: logged in by its own call, and listening to the SDK by itself. There is
 * one in a process.
 */
export async function openTencentStore(simulator: Simulator<TencentWebDouble>): Promise<List> {
  const speak = silence()
  const { StoreName, TUIChatEngine, TUIStore } = await import('@tencentcloud/chat-uikit-engine')
  const login = (): Promise<unknown> => simulator.login().then(nothing)
  const chat = standingIn(simulator.sdk, nothing, { login })
  let rows: readonly ShownRow[] = []
  let badge = 0
  // The models share objects with the SDK, which go on changing in place; on the screen is what was told last.
  TUIStore.watch(StoreName.CONV, {
    conversationList: (list: readonly KitRow[]) => void (rows = list.map(toShown)),
    totalUnreadCount: (count: number) => void (badge = count),
  })
  void TUIChatEngine.login({ SDKAppID: 1, userID: simulator.account, userSig: 'any', useUploadPlugin: false, chat })
  return {
    read: () => ({ rows, badge }),
    dispose() {
      void TUIChatEngine.destroy()
      speak()
    },
  }
}

/** It tells the console of each step, and that Node has no `navigator`. */
function silence(): () => void {
  const { log, info, warn, error } = console
  console.log = console.info = console.warn = console.error = () => undefined
  return () => void Object.assign(console, { log, info, warn, error })
}

/** What an answer of the SDK that says nothing looks like. */
const nothing = (): unknown => ({ code: 0, data: {} })

const toShown = ({ conversationID: id, isPinned, isMuted, unreadCount, lastMessage }: KitRow): ShownRow => ({
  id,
  stickTop: isPinned,
  muted: isMuted,
  unreadCount,
  preview:
    lastMessage && lastMessage.lastTime > 0
      ? {
          // the Web SDK gives the newest message no id: its type, number and time stand for it
          id: `${lastMessage.type}:${lastMessage.lastSequence}:${lastMessage.lastTime}`,
          revoked: lastMessage.isRevoked,
        }
      : undefined,
})
