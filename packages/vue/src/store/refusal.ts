import { ConvolistError } from '@convolist/core'

/** The actions to call in place of writing to these properties, or into them. */
const instead: readonly (readonly [actions: string, ...properties: string[]])[] = [
  ['stickTop(id, true)', 'stickTop', 'stickTopAt'],
  ['orderStickTop(ids)', 'stickTopRank'],
  ['markRead(id)', 'unreadCount', 'mentions', 'selfReadAt'],
  ['markRead(id), markUnread(id, true)', 'markedUnread', 'counters', 'unread'],
  ['mute(id, true)', 'notify'],
  ['saveDraft(id, text)', 'draft'],
  ['setMark(id, mark, true)', 'marks'],
  ['addToLabel(labelId, id), removeFromLabel(labelId, id), createLabel(name)', 'labels'],
  ['updateExtension(id, text)', 'serverExtension', 'localExtension'],
  ['open(id)', 'openId'],
  ['setPolicies({ ... })', 'policies'],
  ['refresh()', 'sync'],
  ['loadMore()', 'hasMore'],
  ['stickTop(id, true), markRead(id), mute(id, true), create(id), remove(id)', 'rows', 'size'],
]

/** The error for a write that would have gone around the engine. `path` leads from the store to the property. */
export function refusal(path: readonly string[]): ConvolistError {
  const found = instead.find(([, ...properties]) => properties.some((name) => path.includes(name)))
  const way = found ? `Call ${found[0]}` : 'There is no command for it: the vendor says what it is'
  return new ConvolistError('binding/read-only', `"${path.join('.')}" cannot be written to. ${way}.`)
}
