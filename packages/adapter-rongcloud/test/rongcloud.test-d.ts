// Held by `test:types`: the real SDK fits our structural interface, and nothing else does.
import { createRongCloudSource, type RongCloudIM } from '@convolist/adapter-rongcloud'
import type { Source } from '@convolist/core'
import * as RongIMLib from '@rongcloud/imlib-next'

/** The module is taken as it is, without a cast. */
export const im: RongCloudIM = RongIMLib
export const source: Source = createRongCloudSource(RongIMLib, {
  resolveProfile: async (ids) => {
    const users = ids.filter(({ conversationType }) => conversationType === RongIMLib.ConversationType.PRIVATE)
    const { data = [] } = await RongIMLib.getUserProfiles(users.map(({ targetId }) => targetId))
    return users.map(({ id, targetId }) => {
      const found = data.find(({ userId }) => userId === targetId)
      return { id, title: found?.name, avatarUrl: found?.portraitUri }
    })
  },
})

// @ts-expect-error an object without methods is no SDK
createRongCloudSource({})
// @ts-expect-error a misspelled option
createRongCloudSource(RongIMLib, { resolveProfiles: async () => [] })
// @ts-expect-error a profile says whose it is
createRongCloudSource(RongIMLib, { resolveProfile: async () => [{ title: 'Ann' }] })
