// The real RongCloud IMLib without a network: an entry of its own, for whoever tests on the package.

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
