import type { ConversationId, Label } from '@convolist/core'
import type { Sdk } from './call.js'
import { parseRongCloudId } from './ids.js'
import type { Line } from './line.js'
import { record, string, text, time } from './read.js'
import { toLabels } from './to-row.js'

/** RongCloud's tags, all of them; it does not say which were changed. */
export async function readTags(sdk: Sdk, line: Line): Promise<void> {
  if (!sdk.has('getTags')) return
  await line.ask(
    'getTags',
    () => sdk.call('getTags'),
    (tags) => {
      const labels = line.each(tags, toLabel, 'getTags')
      line.session!.tagged = labels.length > 0
      line.emit({ type: 'labelsChanged', labels, complete: true })
    },
  )
}

/** The tags of one conversation, from the SDK's memory. */
export const labelsOf = async (sdk: Sdk, id: ConversationId): Promise<readonly string[]> =>
  toLabels(await sdk.call('getTagsFromConversation', parseRongCloudId(id)))

function toLabel(value: unknown): Label {
  const from = record(value, 'tag')
  return { id: string(from, 'tagId'), name: text(from, 'tagName') ?? '', createdAt: time(from, 'createdTime') }
}
