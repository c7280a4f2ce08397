import type { FaultProfile } from '@convolist/testing'
import { createRequire } from 'node:module'
import { emptySide, addReading, KITS, type KitVendor, type Outcome, type RunOptions, type Side } from './run.js'
import { WRONG_KINDS, type WrongKind } from './wrong.js'

/** All runs of one vendor in one weather. */
export interface Group {
  readonly vendor: KitVendor
  /** The vendor's own store, and its version. */
  readonly kit: string
  readonly profile: FaultProfile
  runs: number
  events: number
  readonly injected: Record<string, number>
  readonly sides: Record<SideName, Side>
}

const SIDES = ['convolist', 'kit'] as const
export type SideName = (typeof SIDES)[number]

export function addOutcome(groups: Group[], { vendor, profile }: RunOptions, outcome: Outcome): void {
  let group = groups.find((one) => one.vendor === vendor && one.profile === profile)
  if (group === undefined) {
    const sides = { convolist: emptySide(), kit: emptySide() }
    group = { vendor, kit: nameOf(vendor), profile, runs: 0, events: 0, injected: {}, sides }
    groups.push(group)
  }
  group.runs++
  group.events += outcome.events
  for (const [name, count] of Object.entries(outcome.injected))
    group.injected[name] = (group.injected[name] ?? 0) + count
  for (const side of SIDES) {
    addReading(group.sides[side].live, outcome[side].live)
    addReading(group.sides[side].quiet, outcome[side].quiet)
  }
}

function nameOf(vendor: KitVendor): string {
  const { package: name } = KITS[vendor]
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }
  return `${name} ${version}`
}

/** Of each kind per 1,000 events of the SDK, to one decimal. */
export function perThousand({ events }: Group, { live, quiet }: Side): Record<keyof Side, Record<WrongKind, number>> {
  const rate = (count: number): number => (events === 0 ? 0 : Math.round((count / events) * 10_000) / 10)
  const rates = (reading: Side['live']): Record<WrongKind, number> =>
    Object.fromEntries(WRONG_KINDS.map((kind) => [kind, rate(reading.wrong[kind])])) as Record<WrongKind, number>
  return { live: rates(live), quiet: rates(quiet) }
}

const COLUMNS: readonly (readonly [title: string, kind: WrongKind])[] = [
  ['missing', 'missing'],
  ['ghosts', 'ghost'],
  ['misplaced', 'misplaced'],
  ['content', 'content'],
  ['badge', 'badge'],
  ['rows alone', 'alone'],
  ['badge alone', 'badgeAlone'],
]

/** What the JSON says, for people. */
export function table(groups: readonly Group[]): string {
  const lines = groups.flatMap((group) => [
    `${group.vendor}, ${group.profile}: ${group.runs} runs, ${group.events} events; wrong per 1,000 events`,
    row(
      '',
      COLUMNS.map(([title]) => title),
    ),
    ...(['live', 'quiet'] as const).flatMap((sort) =>
      SIDES.map((side) => {
        const rates = perThousand(group, group.sides[side])[sort]
        const when = sort === 'live' ? 'after every event' : 'at quiet moments'
        return row(
          `${when}, ${side === 'kit' ? group.kit : side}`,
          COLUMNS.map(([, kind]) => rates[kind].toFixed(1)),
        )
      }),
    ),
    '',
  ])
  return lines.join('\n')
}

const row = (name: string, cells: readonly string[]): string =>
  `  ${name.padEnd(60)}${cells.map((cell) => cell.padStart(12)).join('')}`
