import type { Conversation, Engine } from '@convolist/core'
import type { ExpectedRow, Simulator, SimulatorVendor, TruthKey, VirtualClock } from '@convolist/testing'

type LogEntry = Simulator['log'][number]

/** What happens once more after the quiet end. */
const HAPPENINGS = 25
const STEP_MS = 500
/** Late events and profiles have come by then. */
const SETTLE_MS = 30_000

/** Not in the list when the weather cleared up. */
const BEGUN = 'begun'

/** Which differences a happening excuses, by its name in the traffic: what it does to a row, this SDK is not told. */
type Excuses = Readonly<Record<string, RegExp>>

/** A message that is taken back or deleted stays counted where it was counted. */
const STAYS_COUNTED = { revoke: /^\.unreadCount:/, deleteMessage: /^\.unreadCount:/ }

/**
 * V2TIM's own database remembers a message of a one-to-one chat that was deleted before, and counts it again when less is
 * read than that.
 */
const isRemembered = (vendor: SimulatorVendor, { what, detail }: LogEntry): boolean =>
  vendor === 'tencent-v2tim' && what === 'deleteMessage' && detail.startsWith('direct/')

const EXCUSES: Readonly<Record<SimulatorVendor, Excuses>> = {
  'netease-nim-cloud': {},
  'netease-nim-local': {},
  'tencent-v2tim': STAYS_COUNTED,
  // Names change in the SDK's own objects, and no event says so; a row that begins with a message has no remark.
  'tencent-web': {
    ...STAYS_COUNTED,
    rename: /^\.(title|avatarUrl):/,
    [BEGUN]: /^\.title:/,
    remove: /^\.title:/,
  },
  // What is removed or deleted elsewhere, no browser hears of.
  rongcloud: {
    remove: /^(: the server has no such row|\.(stickTop|notify|labels):)/,
    deleteMessage: /^: the server has no such row/,
  },
}

const SECOND = 1_000

/** What an SDK tells as it happens, though no sync may repeat it, so that `differences` lets it be missing. */
interface News {
  readonly field: string
  /** Its name in the traffic. */
  readonly what: string
  /** What may take it back. */
  readonly undoneBy?: readonly string[]
  /** What moves it on in any row without a word. */
  readonly unless?: string
  readonly toldBy: readonly SimulatorVendor[]
  /** The row does not know it. */
  isLost(row: Conversation, now: ExpectedRow, before: ExpectedRow | undefined): boolean
}

const NIM = ['netease-nim-cloud', 'netease-nim-local'] as const

const NEWS: readonly News[] = [
  {
    field: 'peerReadAt', // to the second; the Web SDK shows it only by messages of our own
    what: 'peerReceipt',
    toldBy: [...NIM, 'tencent-v2tim', 'rongcloud'],
    isLost: (row, now, before) =>
      now.peerReadAt > (before?.peerReadAt ?? 0) && now.peerReadAt - (row.peerReadAt ?? 0) >= SECOND,
  },
  {
    field: 'selfReadAt', // V2TIM says of one-to-one chats only
    what: 'read',
    unless: 'readAll',
    toldBy: ['netease-nim-cloud', 'tencent-v2tim', 'rongcloud'],
    isLost: (row, now) =>
      Number.isFinite(now.selfReadAt)
        ? now.selfReadAt - (row.selfReadAt ?? 0) >= SECOND
        : now.kind === 'direct' && row.selfReadAt === undefined,
  },
  {
    field: 'groupReceipt',
    what: 'groupReceipt',
    undoneBy: ['revoke', 'deleteMessage'], // then another message is shown
    toldBy: [...NIM, 'tencent-v2tim'],
    isLost: areReadersLost,
  },
  {
    field: 'groupReceipt',
    what: 'groupReceipt',
    undoneBy: ['revoke', 'deleteMessage'],
    toldBy: ['tencent-web'], // of the messages it has seen since the login
    isLost: (row, now, before) => !isSame(now.lastMessage, before?.lastMessage) && areReadersLost(row, now),
  },
  {
    field: 'mentions',
    what: 'mention',
    undoneBy: ['revoke', 'deleteMessage'],
    toldBy: ['netease-nim-cloud', 'tencent-v2tim'],
    isLost: areMentionsLost,
  },
  {
    field: 'mentions',
    what: 'mention',
    // What counts for nobody, as the notice of a new name, and what is read look the same where one event tells of both.
    undoneBy: ['revoke', 'deleteMessage', 'message', 'ownMessage', 'notice', 'rename', 'groupReceipt', 'read'],
    toldBy: ['tencent-web'],
    isLost: areMentionsLost,
  },
]

function areMentionsLost({ mentions }: Conversation, now: ExpectedRow, before: ExpectedRow | undefined): boolean {
  if (now.kind === 'direct') return false // nobody is named there, but by mistake
  const all = now.mentionsOfAll - (before?.mentionsOfAll ?? 0)
  return mentions.all < all || mentions.me < now.mentions - (before?.mentions ?? 0) - all
}

function areReadersLost({ groupReceipt, lastMessage }: Conversation, now: ExpectedRow): boolean {
  const { receipt } = now
  // Nothing was told where nobody has read it, or the server does not know the message that is shown.
  if (now.lastMessage === 'unknown' || !receipt || receipt.read === 0 || receipt.read === Infinity) return false
  return groupReceipt?.messageId !== lastMessage?.id || groupReceipt?.read !== receipt.read
}

const isSame = (a: ExpectedRow['lastMessage'], b: ExpectedRow['lastMessage']): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** What was there when the weather cleared up. */
export interface Clearing {
  readonly last: LogEntry | undefined
  readonly rows: ReadonlyMap<string, ExpectedRow>
}

export const clearingOf = (simulator: Simulator): Clearing => ({
  last: simulator.log.at(-1),
  rows: new Map(simulator.truth().map((row) => [row.id, row])),
})

const happenedSince = (simulator: Simulator, { last }: Clearing): readonly LogEntry[] =>
  simulator.log.slice(simulator.log.findIndex((entry) => entry === last) + 1)

const idsOf = (simulator: Simulator, names: readonly string[], entries: readonly LogEntry[]): string[] =>
  entries.filter(({ what }) => names.includes(what)).map(({ detail }) => simulator.idOf(detail as TruthKey))

/**
 * Which differences are of what an engine cannot know that was not there then. How far others have read, an SDK tells at
 * the login, and remembers of rows whose newest message is this account's. Mentions of a saved list that are counted
 * from messages stay where all was read at once, which moves no mark, and where a row was removed and began anew.
 */
function missedSince(simulator: Simulator, clearing: Clearing): (difference: string) => boolean {
  const isOver = happenedSince(simulator, clearing).some(({ what }) => what === 'readAll' || what === 'remove')
  const staysNamed = isOver && ['netease-nim-cloud', 'netease-nim-local'].includes(simulator.vendor)
  return (line) => {
    if (/\.mentions(OfAll)?: /.test(line)) return staysNamed
    const [, shows, has] = /\.peerReadAt: shows (\d+), the server has (\d+)$/.exec(line) ?? []
    return Number(shows) < Number(has)
  }
}

/** Which differences no event could have prevented: what has happened since, this SDK is not told. */
function excusesSince(simulator: Simulator, clearing: Clearing): (difference: string) => boolean {
  const entries = [
    ...happenedSince(simulator, clearing),
    ...simulator.log.filter((entry) => isRemembered(simulator.vendor, entry)),
  ]
  const begun = simulator.truth().filter(({ id }) => !clearing.rows.has(id))
  const excused = Object.entries(EXCUSES[simulator.vendor]).flatMap(([what, pattern]) =>
    (what === BEGUN ? begun.map(({ id }) => id) : idsOf(simulator, [what], entries)).map(
      (id) => [id, pattern] as const,
    ),
  )
  return (line) => excused.some(([id, pattern]) => line.startsWith(id) && pattern.test(line.slice(id.length)))
}

/** The same at the next visit, for an engine that was not there. */
export function excusesOfVisit(simulator: Simulator, since: Clearing): (difference: string) => boolean {
  const [isExcused, isMissed] = [excusesSince(simulator, since), missedSince(simulator, since)]
  return (line) => isExcused(line) || isMissed(line)
}

/**
 * After a login the list is right whatever was translated before it. So things go on happening while nothing is lost,
 * and nothing read anew: what is told live must keep the list right by itself.
 *
 * @param since when the weather cleared up, for an engine of the next visit.
 * @returns what is wrong then, one line each, but for what no event could have prevented.
 */
export async function clearWeather(
  simulator: Simulator,
  engine: Engine,
  clock: VirtualClock,
  since?: Clearing,
): Promise<string[]> {
  const now = clearingOf(simulator)
  /* oxlint-disable no-await-in-loop -- one moment after the other */
  for (let times = 0; times < HAPPENINGS; times++) {
    simulator.step()
    await clock.advance(STEP_MS)
  }
  /* oxlint-enable no-await-in-loop */
  await clock.advance(SETTLE_MS)
  const truth = simulator.truth()
  const before = now.rows
  const happened = happenedSince(simulator, now)
  const isExcused = since ? excusesOfVisit(simulator, since) : excusesSince(simulator, now)
  const view = engine.view({ filter: { hidden: 'include' } })
  const differences = simulator.differences(view.window(0, view.size)).filter((line) => !isExcused(line))
  const { openId } = engine.getState() // its mentions are read as they come
  const isHushed = ({ unless }: News): boolean => happened.some(({ what }) => what === unless)
  const isTold = (news: News): boolean => news.toldBy.includes(simulator.vendor) && !isHushed(news)
  const lost = NEWS.filter(isTold).flatMap((news) => {
    const undone = new Set(idsOf(simulator, news.undoneBy ?? [], happened))
    const told = new Set(idsOf(simulator, [news.what], happened))
    return truth
      .filter(({ id }) => told.has(id) && !undone.has(id) && id !== openId)
      .filter((now) => {
        const row = engine.get(now.id)
        return row !== undefined && news.isLost(row, now, before.get(now.id))
      })
      .map(({ id }) => `${id}.${news.field}: was told, and is not known`)
  })
  return [...differences, ...lost]
}
