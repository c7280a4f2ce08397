import { createRequire } from 'node:module'

/** By `require`, for the package is CommonJS to Node and names its exports in a way that an `import` does not see. */
export const { autorun, ConversationStore, UiStore } = createRequire(import.meta.url)('@xkit-yx/im-store-v2')
