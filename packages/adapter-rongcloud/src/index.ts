import { ConvolistError, type ConversationId, type Source } from '@convolist/core'
import { openSdk } from './call.js'
import { LIST, rongCloudCapabilities } from './capabilities.js'
import { rongCloudCommands } from './commands.js'
import { connectRongCloud } from './connect.js'
import type { RongCloudIM } from './im.js'
import { createLine } from './line.js'
import { fetchRows, listPage } from './list.js'
import type { Parts } from './parts.js'
import { createProfiles, type ResolveProfile } from './profiles.js'
import { createWatches, readUnread } from './unread.js'

export type { RongCloudIM, RongCloudProfile, RongCloudTarget } from './im.js'
export { parseRongCloudId, toRongCloudId } from './ids.js'
export type { ResolveProfile } from './profiles.js'

export interface RongCloudSourceOptions {
  /**
   * Titles and avatars, which RongCloud does not have. Asked for the conversations of each sync and for new ones, never
   * twice for the same, in batches of `profileBatch`.
   */
  readonly resolveProfile?: ResolveProfile | undefined
  /** Ids in one question to `resolveProfile`. Default 50. */
  readonly profileBatch?: number | undefined
  /** Rows in one call, at most 1000. Default: 1000, which is all the server keeps. */
  readonly pageSize?: number | undefined
  /**
   * Has RongCloud switched on "the list includes ultra groups" for the app? Then the SDK pulls the list into memory first,
   * and is waited for. Default: what `getAppSettings()` says after connecting (SDK 5.24 or later).
   */
  readonly ultraGroupsInList?: boolean | undefined
}

/** A source that also keeps profiles. */
export interface RongCloudSource extends Source {
  /** Asks `resolveProfile` again: for these conversations, or for all that were listed. */
  refreshProfiles(ids?: readonly string[]): void
}

/** What every version from 5.28 on has, and what an older one or another object lacks. */
const NEEDED = [
  'addEventListener',
  'removeEventListener',
  'getConnectionStatus',
  'getCurrentUserId',
  'getConversationList',
  'getConversation',
  'setConversationNotificationLevel',
]

/**
 * Connects the app's own RongCloud IMLib to an engine. The app calls `init`, `connect` and `disconnect`; the source listens,
 * lists and passes commands on.
 *
 * @param im the module: `import * as RongIMLib from '@rongcloud/imlib-next'`, version 5.28 or later; before or after its
 * `connect`.
 * @throws ConvolistError `option/invalid` naming the option; `source/wrong-instance` naming the missing method.
 */
export function createRongCloudSource(im: RongCloudIM, options: RongCloudSourceOptions = {}): RongCloudSource {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options)
  check('options', 'an object', options, isObject)
  const { resolveProfile, profileBatch = 50, pageSize = LIST, ultraGroupsInList, ...others } = options
  check('resolveProfile', 'a function', resolveProfile, isMissingOr('function', resolveProfile))
  check('profileBatch', 'a whole number above 0', profileBatch, isCount(profileBatch, Infinity))
  check('pageSize', `a whole number from 1 to ${LIST}`, pageSize, isCount(pageSize, LIST))
  check('ultraGroupsInList', 'true or false', ultraGroupsInList, isMissingOr('boolean', ultraGroupsInList))
  for (const [name, value] of Object.entries(others)) check(name, 'left out', value, false)
  const missing = NEEDED.find(
    (name) => typeof (im as unknown as Partial<Record<string, unknown>> | null | undefined)?.[name] !== 'function',
  )
  if (missing) {
    const message = `createRongCloudSource needs @rongcloud/imlib-next 5.28 or later; this has no ${missing}()`
    throw new ConvolistError('source/wrong-instance', message)
  }

  const sdk = openSdk(im)
  const line = createLine()
  const profiles = createProfiles(line, resolveProfile, profileBatch)
  const watches = createWatches(sdk, line)
  const parts: Parts = { sdk, line, profiles, watches, ultraGroupsInList }
  let disconnect = (): void => {}
  return {
    vendor: 'rongcloud',
    capabilities: rongCloudCapabilities(sdk.has, pageSize),
    connect(sink) {
      disconnect()
      return (disconnect = connectRongCloud(parts, sink))
    },
    list: (request) => listPage(parts, request),
    fetch: (ids) => fetchRows(parts, ids),
    execute: rongCloudCommands(parts),
    readUnread: (query) => readUnread(sdk, query),
    watchUnread: (query, scope) => watches.add(query, scope),
    refreshProfiles: (ids) => profiles.refresh(ids as readonly ConversationId[] | undefined),
  }
}

const isMissingOr = (type: string, value: unknown): boolean => value === undefined || typeof value === type

const isCount = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= most

function check(option: string, expected: string, got: unknown, isRight: boolean): void {
  if (isRight) return
  const found = Object(got) === got ? typeof got : `${typeof got} ${String(got)}` // not every object has a text
  const message = `createRongCloudSource: option "${option}" must be ${expected}, but is ${found}`
  throw new ConvolistError('option/invalid', message)
}
