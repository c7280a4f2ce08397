import * as engine from '@rongcloud/engine'
import * as im from '@rongcloud/imlib-next'
import { startRongCloud, type RongHarness, type RongHarnessOptions } from '@convolist/testing/rongcloud'

export type Sdk = RongHarness<typeof im>

/** The real IMLib 5.38.0, without a network. One at a time: `await sdk.stop()` before the next. */
export const startSdk = (options?: RongHarnessOptions): Sdk => startRongCloud(im, engine, options)
