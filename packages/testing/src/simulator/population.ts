import type { Prng } from '../prng.js'
import { avatarOf, hostileTitles, personName, sentence, teamName, type Profile } from './people.js'
import { emptyRow, type AccountTruth } from './truth.js'
import type { TruthKind, TruthRow } from './truth-types.js'

export interface Population {
  readonly conversations: number
  /** Shares, from 0 to 1. */
  readonly groups: number
  readonly superGroups: number
  readonly unread: number
  readonly muted: number
  readonly labelled: number
  /** How many are pinned at first. */
  readonly pinned: number
  /** Share of titles that are hostile: markup, bidirectional controls, very long. */
  readonly hostileTitles: number
  /** The newest message lies this far back at most, in ms. */
  readonly ageMs: number
  /** Share of rows that are as old as the row before them. */
  readonly sameTime: number
  /** Keeps as many messages on the server as are counted unread, for clients that count by themselves. */
  readonly countable: boolean
}

export const defaultPopulation: Population = {
  conversations: 200,
  groups: 0.4,
  superGroups: 0.02,
  unread: 0.2,
  muted: 0.1,
  labelled: 0.1,
  pinned: 3,
  hostileTitles: 0,
  ageMs: 60 * 86_400_000,
  sameTime: 0,
  countable: false,
}

/** Fills an account with a believable list. The same stream gives the same list. */
export function populate(truth: AccountTruth, prng: Prng, population: Population): void {
  const now = truth.now()
  const labels = seedLabels(truth, now)
  seedMembers(truth, prng, now)
  const times = prng.fork('times')
  let former: number | undefined
  for (let index = 0; index < population.conversations; index++) {
    const kind = kindOf(prng, population)
    const targetId = targetIdOf(kind, index)
    const profile = profileOf(prng, kind, targetId, now, population)
    truth.profiles.set(targetId, profile)
    const row = seedRow(truth, prng, population, kind, profile, times.chance(population.sameTime) ? former : undefined)
    former = row.activeAt
    row.stickTop = index < population.pinned
    if (prng.chance(population.labelled)) row.labels = [prng.pick(labels)]
    if (prng.chance(population.muted)) truth.muted.set(row.key, prng.pick(truth.muteLevelsOf(row.key)))
    if (kind === 'direct' && prng.chance(0.1)) truth.aliases.set(targetId, `${profile.name} (${prng.pick(aliasHints)})`)
    truth.seed(row)
  }
}

const aliasHints = ['采购', '老同学', 'work', 'VIP', '房东']

function seedLabels(truth: AccountTruth, now: number): string[] {
  const names = ['客户', '重要', 'Follow up']
  return names.map((name, index) => {
    const id = String(5_001 + index)
    truth.labels.set(id, { id, name, extension: '', createdAt: now, updatedAt: now })
    return id
  })
}

/** People who speak in groups and are nobody's direct chat. */
export const memberId = (index: number): string => `member${index}`
export const MEMBERS = 80

function seedMembers(truth: AccountTruth, prng: Prng, now: number): void {
  for (let index = 0; index < MEMBERS; index++) {
    const name = personName(prng)
    truth.profiles.set(memberId(index), { id: memberId(index), name, avatarUrl: avatarOf(name), updatedAt: now })
  }
}

function kindOf(prng: Prng, population: Population): TruthKind {
  const drawn = prng.next()
  if (drawn < population.superGroups) return 'super-group'
  return drawn < population.superGroups + population.groups ? 'group' : 'direct'
}

/** Vendors name groups by number; people by any text. */
const targetIdOf = (kind: TruthKind, index: number): string =>
  kind === 'direct' ? `user${index}` : String((kind === 'group' ? 20_000_000 : 30_000_000) + index)

function profileOf(prng: Prng, kind: TruthKind, id: string, now: number, population: Population): Profile {
  const name = nameOf(prng, kind, population)
  return { id, name, avatarUrl: avatarOf(name), updatedAt: now - population.ageMs }
}

function nameOf(prng: Prng, kind: TruthKind, population: Population): string {
  if (prng.chance(population.hostileTitles)) return prng.pick(hostileTitles)
  return kind === 'direct' ? personName(prng) : teamName(prng)
}

function seedRow(
  truth: AccountTruth,
  prng: Prng,
  population: Population,
  kind: TruthKind,
  profile: Profile,
  sameAs: number | undefined,
): TruthRow {
  const drawn = truth.now() - prng.int(0, population.ageMs)
  const at = sameAs ?? drawn
  const row = emptyRow(kind, profile.id, at)
  const mine = prng.chance(0.3)
  const senderId = mine ? truth.account : kind === 'direct' ? profile.id : memberId(prng.int(0, MEMBERS / 2))
  row.unread = mine || !prng.chance(population.unread) ? 0 : prng.int(1, 9)
  const kept = population.countable ? Math.max(1, row.unread) : 1
  row.recent = Array.from({ length: kept }, (_, index) =>
    truth.toMessage({
      senderId,
      kind: 'text',
      text: sentence(prng),
      nth: index + 1,
      sentAt: at - (kept - 1 - index) * 1_000,
    }),
  )
  row.last = row.newest = row.recent.at(-1)
  row.readAt = row.unread > 0 ? at - kept * 1_000 : at
  row.peerReadAt = mine && kind === 'direct' && prng.chance(0.7) ? at : 0
  return row
}
