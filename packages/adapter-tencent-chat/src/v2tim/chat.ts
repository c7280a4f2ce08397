// The slice of the V2TIM modules we use, in our own words. Everything that comes out of it is read as unknown input: the
// modules wrap answers differently, misspell names, and leave fields out.

import type { IdGrammar } from '../ids.js'

export const V2TIM_IDS: IdGrammar = { direct: 'c2c_', group: 'group_' }

/** What the app hands over: the module with all methods on one object, as in `tencentCloudChat`. */
export interface V2TimChat {
  getLoginUser(params: object): unknown
  addConversationListener(listener: object): unknown
  removeConversationListener(listener: object): unknown
  getConversationList(params: object): unknown
  pinConversation(params: object): unknown
  readonly addIMSDKListener?: unknown
  readonly addAdvancedMsgListener?: unknown
}

/**
 * The listener classes of the app's module, where it has them: the H5 module wants `new conversationListener({...})`.
 * Without them the callbacks are handed over as they are.
 */
export interface V2TimListeners {
  readonly sdkListener?: (new (callbacks: never) => object) | undefined
  readonly conversationListener?: (new (callbacks: never) => object) | undefined
  readonly advancedMsgListener?: (new (callbacks: never) => object) | undefined
}

export interface V2TimOptions {
  readonly listeners?: V2TimListeners | undefined
}
