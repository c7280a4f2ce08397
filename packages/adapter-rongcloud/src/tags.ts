import type { ConversationId, Label } from '@convolist/core'
import type { Sdk } from './call.js'
import { parseRongCloudId } from './ids.js'
import { ULTRA } from './im.js'
import type { Line, Session } from './line.js'
import { record, string, text, time } from './read.js'
import { toLabels } from './to-row.js'

const METHOD = 'getTagsFromConversation'

/** RongCloud's tags, all of them; it does not say which were changed. */
export async function readTags(sdk: Sdk, line: Line): Promise<void> {
  if (!sdk.has('getTags')) return
  await line.ask(
    'getTags',
    () => sdk.call('getTags'),
    (tags) => {
      const labels = line.each(tags, toLabel, 'getTags')
      const session = line.session!
      const before = session.tags
      session.tags = new Set(labels.map(({ id }) => id))
      line.emit({ type: 'labelsChanged', labels, complete: true })
      const isNew = [...session.tags].some((id) => !before.has(id)) // rows may have had it for long
      if (isNew) void addLabels(sdk, line, session, [...session.known.keys()])
    },
  )
}

export const addLabels = (sdk: Sdk, line: Line, session: Session, ids: readonly ConversationId[]): Promise<void> =>
  line.ask(
    METHOD,
    () => labelsOf(sdk, line, session, ids),
    (all) => line.patch(ids.flatMap((id, i) => (all[i] ? { id, labels: all[i] } : []))),
  )

/**
 * The tags of conversations, from the SDK's memory, where those that are gone stay. Ultra groups have none and may not be
 * asked for. `undefined` where RongCloud refuses, which is noted once.
 */
export function labelsOf(
  sdk: Sdk,
  line: Line,
  session: Session,
  ids: readonly ConversationId[],
): Promise<readonly (readonly string[] | undefined)[]> {
  let isNoted = false
  return Promise.all(
    ids.map(async (id) => {
      const target = parseRongCloudId(id)
      if (target.conversationType === ULTRA) return []
      try {
        return toLabels(await sdk.call(METHOD, target)).filter((label) => session.tags.has(label))
      } catch (cause) {
        if (!isNoted && line.session === session) line.note('vendor/failed', METHOD, cause)
        isNoted = true
        return undefined
      }
    }),
  )
}

function toLabel(value: unknown): Label {
  const from = record(value, 'tag')
  return { id: string(from, 'tagId'), name: text(from, 'tagName') ?? '', createdAt: time(from, 'createdTime') }
}
