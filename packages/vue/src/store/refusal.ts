import { ConvolistError } from '@convolist/core'

/** The properties of the store and of a row, each after the actions to call in place of writing to it. */
const instead = {
  'stickTop(), orderStickTop()': 'stickTop stickTopAt stickTopRank',
  'markRead(), markUnread()': 'unreadCount markedUnread mentions selfReadAt counters unread',
  'mute()': 'notify',
  'stickTop(), markRead(), mute(), create(), remove()': 'rows size',
  'saveDraft()': 'draft',
  'setMark()': 'marks',
  'addToLabel(), removeFromLabel(), createLabel()': 'labels',
  'updateExtension()': 'serverExtension localExtension',
  'open()': 'openId',
  'setPolicies()': 'policies',
  'refresh()': 'sync',
  'loadMore()': 'hasMore',
}

/** The error for a write that would have gone around the engine. `path` leads from the store to the property. */
export function refusal(path: readonly string[]): ConvolistError {
  const found = Object.entries(instead).find(([, names]) => names.split(' ').some((name) => path.includes(name)))
  const way = found ? `Call ${found[0]}` : 'There is no command for it'
  return new ConvolistError('binding/read-only', `"${path.join('.')}" is read-only. ${way}.`)
}
