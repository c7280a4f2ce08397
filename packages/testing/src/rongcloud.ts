// RongCloud without a network, as a simulator or with the real IMLib: an entry of its own, for whoever shows or tests it.

export type * from './rongcloud/harness-types.js'
export { startRongCloud } from './rongcloud/sdk-harness.js'
export type { RongTopic } from './rongcloud/topics.js'
export {
  rongGroupReceipt,
  rongMessage,
  rongReadElsewhere,
  rongRecall,
  rongReceipt,
  rongRow,
  rongSettings,
  rongWireMessage,
  toWire,
} from './rongcloud/wire.js'
export type * from './rongcloud/wire.js'
export * from './rongcloud/double/create-rong-double.js'
export type * from './rongcloud/double/protocol.js'
export * from './rongcloud/double/server.js'
export * from './rongcloud/simulator.js'
