import type { ConversationId, SourceEvent } from '@convolist/core'
import type { Call } from '../commands.js'
import { unsupported } from '../errors.js'
import { createLine, type Line, type Session } from '../line.js'
import { fieldsOf } from '../read.js'
import type { WebChat, WebExtras } from './chat.js'
import { createRows, type Rows } from './rows.js'

export type Readers = Extract<SourceEvent, { type: 'groupReceiptChanged' }>

interface Memory {
  readonly rows: Rows
  /** The SDK has its whole list. Until then absence says nothing. */
  complete: boolean
  /** The app asked the SDK for events with changed rows only, which say nothing of deletions. */
  delta: boolean
  /** The last pin of a row, until it is answered or given up. */
  readonly pins: Map<ConversationId, Promise<void>>
  /** Of each group the readers told last of a message that is not shown yet: the list comes up to a second late. */
  readonly early: Map<ConversationId, Readers>
}

export type WebSession = Session & Memory
export type WebLine = Line<WebSession>

/** @param isLite lite-chat (4.2.1) counts a conversation without a setting; the others (3.6.6, 2.27.6) do not. */
export const createWebLine = (isLite: boolean): WebLine =>
  createLine<Memory>('tencent-web', (session, line) => ({
    rows: createRows(line, session, isLite),
    complete: false,
    delta: false,
    pins: new Map(),
    early: new Map(),
  }))

/** The SDK as the rest of the family sees it. */
export interface Sdk {
  readonly chat: WebChat & WebExtras
  readonly call: Call
  has(method: string): boolean
  /** The SDK's total; it can be asked for only while the SDK is ready. */
  total(): number | undefined
  /** Set by the connection. */
  ready: boolean
}

export function openSdk(chat: WebChat & WebExtras): Sdk {
  const methods = chat as unknown as Readonly<Record<string, unknown>>
  const sdk: Sdk = {
    chat,
    ready: false,
    has: (method) => typeof methods[method] === 'function',
    /** In an async function, for wrong arguments throw at once. */
    async call(method, params) {
      const found = methods[method]
      if (typeof found !== 'function') throw unsupported(method, 'this SDK has no such method')
      const answer: unknown = await (params === undefined ? found.call(chat) : found.call(chat, params))
      return fieldsOf(answer).data
    },
    total() {
      const total: unknown = sdk.ready ? chat.getTotalUnreadMessageCount?.() : undefined
      if (total instanceof Promise) total.catch(() => undefined) // no longer ready: nobody waits for the refusal
      return typeof total === 'number' ? total : undefined
    },
  }
  return sdk
}
