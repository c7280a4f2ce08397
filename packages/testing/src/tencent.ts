// Tencent Cloud Chat without a network: an entry of its own, for whoever shows or tests it.

export { tencentCodes, type TencentLimits } from './tencent/commands.js'
export type * from './tencent/protocol.js'
export * from './tencent/server.js'
export * from './tencent/web-simulator.js'
export type { WebCommands } from './tencent/web/commands.js'
export type * from './tencent/web/conversation.js'
export * from './tencent/web/create-web-double.js'
export * from './tencent/v2tim-simulator.js'
export type * from './tencent/v2tim/conversation.js'
export * from './tencent/v2tim/create-v2tim-double.js'
export {
  AdvancedMsgListener,
  ConversationListener,
  SdkListener,
  type V2TimEnvelope,
} from './tencent/v2tim/listeners.js'
export type { V2TimMethods } from './tencent/v2tim/methods.js'
