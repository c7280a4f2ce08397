// Held by `test:types`: the real SDKs fit our structural interface, and nothing else does.
import {
  createNimSource,
  type IsMention,
  type NimConversation,
  type NimInstance,
  type NimMessage,
} from '@convolist/adapter-netease-nim'
import type { Source } from '@convolist/core'
import type Alpha from 'nim-web-sdk-ng-alpha'
import type { V2NIMConversation as AlphaConversation } from 'nim-web-sdk-ng-alpha/dist/v2/NIM_BROWSER_SDK/V2NIMConversationService'
import type NIM from 'nim-web-sdk-ng'
import type { V2NIMConversation } from 'nim-web-sdk-ng/dist/v2/NIM_BROWSER_SDK/V2NIMConversationService'
import type { V2NIMLocalConversation } from 'nim-web-sdk-ng/dist/v2/NIM_BROWSER_SDK/V2NIMLocalConversationService'
import type { V2NIMMessage } from 'nim-web-sdk-ng/dist/v2/NIM_BROWSER_SDK/V2NIMMessageService'

declare const stable: NIM
declare const alpha: Alpha

/** Both generations are taken as they are, without a cast. */
export const sources: Source[] = [
  createNimSource(stable, { service: 'cloud' }),
  createNimSource(alpha, { service: 'local', pageSize: 100 }),
]

export const instances: NimInstance[] = [stable, alpha]

/** What they hand out is what we say we read. */
declare const cloud: V2NIMConversation
declare const newer: AlphaConversation
declare const local: V2NIMLocalConversation
declare const message: V2NIMMessage
export const conversations: NimConversation[] = [cloud, newer, local]
export const messages: NimMessage[] = [message]

/** A hook may be written against the SDK's own message. */
export const hook: IsMention = (named, account) => (named.serverExtension?.includes(account) ? 'me' : undefined)

// @ts-expect-error the service is not optional
createNimSource(stable, {})
// @ts-expect-error there are two services, not both
createNimSource(stable, { service: 'both' })
// @ts-expect-error an object without services is no SDK
createNimSource({}, { service: 'cloud' })
// @ts-expect-error a hook answers 'me', 'all' or nothing
createNimSource(stable, { service: 'cloud', isMention: () => true })
