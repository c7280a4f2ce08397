import { ConvolistError, type Source } from '@convolist/core'
import { nimCapabilities } from './capabilities.js'
import { nimCommands } from './commands.js'
import { connectNim } from './connect.js'
import { fetchRows, listPage } from './list.js'
import { isUikitMention, type IsMention } from './mentions.js'
import type { NimInstance } from './nim.js'
import { openServices, type NimServiceName } from './services.js'
import { createLine } from './session.js'
import { createWatches, readUnread } from './unread.js'

export { isUikitMention, type IsMention } from './mentions.js'
export type * from './nim.js'
export type { NimServiceName } from './services.js'

export interface NimSourceOptions {
  /**
   * Which of NIM's two conversation services the app uses: `cloud` (kept by the server, has to be switched on for the app
   * key and, from 10.8.10 on, with `enableV2CloudConversation`) or `local` (built on the device from messages).
   * Only this one is listened to.
   */
  readonly service: NimServiceName
  /** Does a message of someone else name me, or everyone? Default: the convention of NetEase's UIKit. */
  readonly isMention?: IsMention | undefined
  /** Rows asked for in one call. Default: all at once on the Web, where they are in memory, and 100 on node-nim. */
  readonly pageSize?: number | undefined
}

/**
 * Connects the app's own NIM instance to an engine. The app creates the SDK and logs in and out; the source listens,
 * lists and passes commands on.
 *
 * @param nim an instance of `nim-web-sdk-ng` (10.8.0 or later) or a `node-nim` client; before or after its login.
 * @throws ConvolistError `option/invalid` naming the option; `source/wrong-instance` naming the missing method, or saying
 * that the cloud service is off.
 */
export function createNimSource(nim: NimInstance, options: NimSourceOptions): Source {
  checkOptions(options)
  const services = openServices(nim, options.service === 'cloud')
  const line = createLine()
  const watches = createWatches(services, line)
  let disconnect = (): void => {}
  return {
    vendor: 'netease-nim',
    capabilities: nimCapabilities(services, options.pageSize),
    connect(sink) {
      disconnect()
      return (disconnect = connectNim(services, line, watches, options.isMention ?? isUikitMention, sink))
    },
    list: (request) => listPage(services, line, request),
    fetch: (ids) => fetchRows(services, line, ids),
    execute: nimCommands(services, line),
    readUnread: (query) => readUnread(services, query),
    watchUnread: (query, scope) => watches.add(query, scope),
  }
}

function checkOptions(options: NimSourceOptions | undefined): void {
  const { service, isMention, pageSize = 1, ...others }: Partial<NimSourceOptions> = options ?? {}
  check('service', `'cloud' or 'local'`, service, service === 'cloud' || service === 'local')
  check('isMention', 'a function', isMention, ['function', 'undefined'].includes(typeof isMention))
  check('pageSize', 'a whole number above 0', pageSize, Number.isInteger(pageSize) && pageSize > 0)
  for (const [name, value] of Object.entries(others)) check(name, 'left out', value, false)
}

function check(option: string, expected: string, got: unknown, isRight: boolean): void {
  if (isRight) return
  const value = Object(got) === got ? '' : ` ${String(got)}` // not every object has a text
  const found = got === undefined ? 'missing' : typeof got + value
  const message = `createNimSource: option "${option}" must be ${expected}, but is ${found}`
  throw new ConvolistError('option/invalid', message)
}
