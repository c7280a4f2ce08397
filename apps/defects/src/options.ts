import { type FaultProfile, faultProfiles } from '@convolist/testing'
import { parseArgs } from 'node:util'
import { KITS, type KitVendor } from './run.js'

export class UsageError extends Error {}

export interface Options {
  readonly vendors: readonly KitVendor[]
  readonly profiles: readonly FaultProfile[]
  readonly from: number
  readonly seeds: number
  readonly conversations: number
  readonly happenings: number
  readonly jobs: number
  readonly json: boolean
}

export const HELP = `npm run defects -- [options]

  --seeds N           how many seeds (default 10); each is played for every vendor and profile
  --from N            the first seed (default 1)
  --vendor V,…        ${Object.keys(KITS).join(', ')} (default both)
  --profile P,…       ${Object.keys(faultProfiles).join(', ')} (default mobile,hostile)
  --conversations N   rows at first (default 40)
  --happenings N      what happens on the server (default 300)
  --jobs N            worker threads (default 2)
  --json              one JSON object on standard output`

/** @throws UsageError naming the option that cannot be right. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parsed(args)
  if (values.help) return 'help'
  const number = (name: Exclude<keyof typeof values, 'json' | 'help'>, otherwise: number): number =>
    numberOf(name, values[name] ?? String(otherwise))
  return {
    vendors: listOf('vendor', values.vendor, Object.keys(KITS) as KitVendor[]),
    profiles: listOf('profile', values.profile ?? 'mobile,hostile', Object.keys(faultProfiles) as FaultProfile[]),
    from: number('from', 1),
    seeds: number('seeds', 10),
    conversations: number('conversations', 40),
    happenings: number('happenings', 300),
    jobs: number('jobs', 2),
    json: values.json ?? false,
  }
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      seeds: text,
      from: text,
      vendor: text,
      profile: text,
      conversations: text,
      happenings: text,
      jobs: text,
      json: flag,
      help: flag,
    },
  })

function parsed(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function listOf<T extends string>(name: string, given: string | undefined, known: readonly T[]): readonly T[] {
  if (given === undefined) return known
  return given.split(',').map((each) => {
    const found = known.find((one) => one === each)
    if (found === undefined) throw new UsageError(`--${name}: "${each}" is none of ${known.join(', ')}`)
    return found
  })
}

function numberOf(name: string, given: string): number {
  const number = Number(given)
  if (Number.isInteger(number) && number > 0) return number
  throw new UsageError(`--${name}: a whole number of at least 1 is wanted, not "${given}"`)
}
