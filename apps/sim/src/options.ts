import { isVendor, VENDORS } from '@convolist/backends'
import { type FaultProfile, faultProfiles, type Faults, type SimulatorVendor } from '@convolist/testing'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

export class UsageError extends Error {}

export interface Options {
  readonly vendors: readonly SimulatorVendor[]
  readonly profiles: readonly FaultProfile[]
  readonly from: number
  readonly seeds: number
  readonly conversations: number
  readonly happenings: number
  readonly without: readonly (keyof Faults)[]
  readonly jobs: number
  /** No seed is begun after so long. */
  readonly minutes: number
  readonly json: boolean
}

/** But those that are a range of times, which cannot be left out. */
const FAULTS = (Object.keys(faultProfiles.hostile) as (keyof Faults)[]).filter(
  (name) => !Array.isArray(faultProfiles.hostile[name]),
)

export const HELP = `npm run sim -- [options]

  --seeds N           how many seeds (default 20); each is played for every vendor and profile asked for
  --from N            the first seed (default 1)
  --seed N            only this one; a violation is shrunk and its history shown
  --vendor V,…        ${Object.keys(VENDORS).join(', ')} (default all)
  --profile P,…       ${Object.keys(faultProfiles).join(', ')} (default hostile)
  --conversations N   rows at first (default 30)
  --happenings N      what happens on the server before it becomes quiet (default 60)
  --without F,…       faults to leave out: ${FAULTS.join(', ')}
  --jobs N            worker threads (default: one for each core); the result is the same with any number
  --minutes N         begin no seed after so long (default: as long as it takes); --from goes on with those left
  --json              one JSON object on standard output`

/** @throws UsageError naming the option that cannot be right. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parsed(args)
  if (values.help) return 'help'
  const single = values.seed !== undefined
  return {
    vendors: listOf(
      'vendor',
      values.vendor,
      Object.keys(VENDORS).filter(isVendor),
      Object.keys(VENDORS).filter(isVendor),
    ),
    profiles: listOf('profile', values.profile, Object.keys(faultProfiles) as FaultProfile[], ['hostile']),
    from: single ? numberOf('seed', values.seed, 0) : numberOf('from', values.from ?? '1', 0),
    seeds: single ? 1 : numberOf('seeds', values.seeds ?? '20', 1),
    conversations: numberOf('conversations', values.conversations ?? '30', 0),
    happenings: numberOf('happenings', values.happenings ?? '60', 1),
    without: listOf('without', values.without, FAULTS, []),
    jobs: numberOf('jobs', values.jobs ?? String(availableParallelism()), 1),
    minutes: values.minutes === undefined ? Infinity : numberOf('minutes', values.minutes, 1),
    json: values.json ?? false,
  }
}

function parsed(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const text = { type: 'string' } as const
const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      seeds: text,
      from: text,
      seed: text,
      vendor: text,
      profile: text,
      conversations: text,
      happenings: text,
      without: text,
      jobs: text,
      minutes: text,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })

function listOf<T extends string>(
  name: string,
  given: string | undefined,
  known: readonly T[],
  otherwise: readonly T[],
): readonly T[] {
  if (given === undefined) return otherwise
  return given.split(',').map((each) => {
    const found = known.find((one) => one === each)
    if (found === undefined) throw new UsageError(`--${name}: "${each}" is none of ${known.join(', ')}`)
    return found
  })
}

function numberOf(name: string, given: string | undefined, least: number): number {
  const number = Number(given)
  if (!Number.isInteger(number) || number < least) {
    throw new UsageError(`--${name}: a whole number of at least ${least} is wanted, not "${given}"`)
  }
  return number
}
