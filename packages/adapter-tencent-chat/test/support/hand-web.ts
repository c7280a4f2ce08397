import type { WebChat } from '@convolist/adapter-tencent-chat'

interface HandRow {
  readonly conversationID: string
  readonly [field: string]: unknown
}

/** A Web SDK whose events, accounts and answers come when the test says so. */
export interface HandWeb {
  readonly chat: WebChat
  user: string
  rows: readonly HandRow[]
  complete: boolean
  /** Profiles asked for and not yet answered (tim-js-sdk only). */
  readonly profiles: ((userID: string) => void)[]
  /** How often the list was asked for. */
  asked: number
  fire(event: string, payload?: object): void
}

export const handRow = (conversationID: string, fields: object = {}): HandRow => ({
  conversationID,
  unreadCount: 1,
  messageRemindType: '',
  lastMessage: { lastTime: 1_700_000_000, lastSequence: 1, type: 'TIMTextElem', payload: { text: 'hi' } },
  ...fields,
})

/** @param kind `tim` cannot be asked who is logged in. */
export function handWeb(kind: 'chat' | 'tim' = 'chat'): HandWeb {
  const handlers = new Map<string, (payload: object) => void>()
  const done = (): Promise<object> => Promise.resolve({ data: {} })
  const common = {
    on: (event: string, handler: (payload: never) => void) => handlers.set(event, handler as (payload: object) => void),
    off: (event: string) => handlers.delete(event),
    getConversationList() {
      made.asked++
      return Promise.resolve({ data: { conversationList: made.rows, isSyncCompleted: made.complete } })
    },
    pinConversation: done,
    setMessageRead: done,
    deleteConversation: done,
  }
  const made: HandWeb = {
    chat: {
      ...common,
      ...(kind === 'chat'
        ? { getLoginUser: () => made.user, isReady: () => made.user !== '' }
        : {
            isReady: () => false,
            getMyProfile: () => new Promise((resolve) => made.profiles.push((userID) => resolve({ data: { userID } }))),
          }),
    },
    user: '',
    rows: [],
    complete: true,
    profiles: [],
    asked: 0,
    fire: (event, payload = {}) => handlers.get(event)?.({ name: event, ...payload }),
  }
  return made
}
