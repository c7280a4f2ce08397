/** The accounts behind a list, each name once: parts of a merged list are called `vendor:account`. */
export function accountText(account: string | undefined, isMerged: boolean): string {
  if (account === undefined) return '–'
  if (!isMerged) return account
  const names = account.split(',').map((each) => each.slice(each.indexOf(':') + 1))
  return [...new Set(names)].join(', ')
}

/** The vendor's own total, and by how much ours differs from it. Some vendors leave muted rows out of theirs. */
export function reportedUnread(
  reported: Readonly<Record<string, number>>,
  ours: { readonly unread: number; readonly unreadUnmuted: number },
): { readonly total: number | undefined; readonly drift: number } {
  const { unread, unreadUnmuted } = reported
  if (unread !== undefined) return { total: unread, drift: Math.abs(unread - ours.unread) }
  if (unreadUnmuted !== undefined) return { total: unreadUnmuted, drift: Math.abs(unreadUnmuted - ours.unreadUnmuted) }
  return { total: undefined, drift: 0 }
}
