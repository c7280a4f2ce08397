import type { ExpectedRow } from '@convolist/testing'

/** A row as a list shows it: what the vendors' kits draw from their conversation stores, in plain words. */
export interface ShownRow {
  readonly id: string
  readonly stickTop: boolean
  readonly muted: boolean
  readonly unreadCount: number
  readonly preview: { readonly id: string; readonly revoked: boolean } | undefined
}

/** A list at one moment. */
export interface Shown {
  /** In the order of the screen. */
  readonly rows: readonly ShownRow[]
  readonly badge: number
}

/** What was read otherwise than the server has it. */
export type Wrong = Record<WrongKind, number>

/**
 * `content`: rows of which a pin, a mute, a count or the preview is wrong; the four after it say which. `alone`: rows
 * missing, too many or of wrong content that the other list showed right at the same moment, so that the network, and
 * what the SDK itself did not know, have no part in it; `badgeAlone` likewise.
 */
export const WRONG_KINDS = [
  'missing',
  'ghost',
  'misplaced',
  'content',
  'stickTop',
  'muted',
  'unread',
  'preview',
  'badge',
  'alone',
  'badgeAlone',
] as const
export type WrongKind = (typeof WRONG_KINDS)[number]

export const noneWrong = (): Wrong => Object.fromEntries(WRONG_KINDS.map((kind) => [kind, 0])) as Wrong

/**
 * Two lists that were read at the same moment.
 *
 * @param truth the server's rows in list order.
 * @param badges what each badge should be by its own rule.
 */
export function wrongOfBoth(
  a: Shown,
  b: Shown,
  truth: readonly ExpectedRow[],
  badges: { readonly a: number; readonly b: number },
): { readonly a: Wrong; readonly b: Wrong } {
  const [ofA, ofB] = [findWrong(a, truth, badges.a), findWrong(b, truth, badges.b)]
  return { a: beside(ofA, ofB), b: beside(ofB, ofA) }
}

interface Found {
  readonly wrong: Wrong
  readonly ids: ReadonlySet<string>
}

function beside({ wrong, ids }: Found, other: Found): Wrong {
  const alone = [...ids].filter((id) => !other.ids.has(id)).length
  return { ...wrong, alone, badgeAlone: Math.max(0, wrong.badge - other.wrong.badge) }
}

function findWrong(shown: Shown, truth: readonly ExpectedRow[], badge: number): Found {
  const wanted = new Map(truth.map((row) => [row.id, row]))
  const wrong = noneWrong()
  const ids = new Set<string>()
  for (const row of shown.rows) {
    const server = wanted.get(row.id)
    wanted.delete(row.id)
    if (server === undefined) wrong.ghost++
    else if (!addWrongContent(wrong, row, server)) continue
    ids.add(row.id)
  }
  for (const id of wanted.keys()) ids.add(id)
  wrong.missing = wanted.size
  wrong.misplaced = misplaced(shown.rows, truth)
  wrong.badge = shown.badge === badge ? 0 : 1
  return { wrong, ids }
}

/** @returns whether anything of the row is wrong. */
function addWrongContent(wrong: Wrong, row: ShownRow, server: ExpectedRow): boolean {
  const isWrong = {
    stickTop: row.stickTop !== server.stickTop,
    muted: row.muted !== (server.notify === 'none'),
    unread: row.unreadCount !== server.unreadCount,
    preview: !isOwn(server) && !samePreview(row.preview, server.lastMessage),
  }
  for (const kind of ['stickTop', 'muted', 'unread', 'preview'] as const) if (isWrong[kind]) wrong[kind]++
  const isAny = Object.values(isWrong).includes(true)
  if (isAny) wrong.content++
  return isAny
}

/** Where the newest message was deleted, preview and place are the device's own business. */
const isOwn = (server: ExpectedRow): boolean => server.lastMessage === 'unknown'

function samePreview(shown: ShownRow['preview'], server: ExpectedRow['lastMessage']): boolean {
  if (server === undefined || server === 'unknown') return shown === undefined
  return shown?.id === server.id && shown.revoked === server.revoked
}

/** The fewest rows that would have to be moved for the others to stand in order. Equal rows may stand either way. */
function misplaced(rows: readonly ShownRow[], truth: readonly ExpectedRow[]): number {
  const places = new Map<string, number>()
  let place = 0
  truth.forEach((row, at) => {
    const before = truth[at - 1]
    if (before !== undefined && (before.stickTop !== row.stickTop || before.sortKey !== row.sortKey)) place++
    if (!isOwn(row)) places.set(row.id, place)
  })
  const found = rows.flatMap((row) => places.get(row.id) ?? [])
  return found.length - longestRise(found)
}

/** The length of the longest subsequence that never falls. */
function longestRise(numbers: readonly number[]): number {
  const ends: number[] = [] // the lowest end of a rise of each length
  for (const number of numbers) {
    const at = ends.findIndex((end) => end > number)
    ends[at === -1 ? ends.length : at] = number
  }
  return ends.length
}
