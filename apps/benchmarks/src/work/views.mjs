/** The live views, each as core's definition and as a plain test; a cell uses the first three, or all five. */
export const VIEWS = [
  { name: 'all', filter: {}, test: () => true },
  { name: 'unread', filter: { unread: true }, test: (row) => row.unreadCount > 0 || row.markedUnread },
  { name: 'mentioned', filter: { mentioned: true }, test: (row) => row.mentions.me + row.mentions.all > 0 },
  { name: 'groups', filter: { kinds: ['group'] }, test: (row) => row.kind === 'group' },
  { name: 'labelled', filter: { labels: ['work'] }, test: (row) => row.labels.includes('work') },
]

export const ALL = 0
export const UNREAD = 1
/** One row in a hundred: what a sparse view costs. */
export const MENTIONED = 2
