import { VENDORS } from '@convolist/backends'
import { parseArgs } from 'node:util'
import type { FaultProfile, SimulatorVendor } from '@convolist/testing'

export interface Options {
  readonly vendor: SimulatorVendor
  readonly seed: number
  readonly conversations: number
  /** How many things happen on the server: before the one JSON object is printed, or each second of a live list. */
  readonly events: number
  readonly faults: FaultProfile
  readonly json: boolean
}

const FAULTS = { none: 'calm', mobile: 'mobile', hostile: 'hostile' } as const satisfies Record<string, FaultProfile>

const LIMITS = { seed: [0, 2 ** 32 - 1], conversations: [0, 1_000_000], events: [0, 10_000_000] } as const

export const HELP = `npm run headless -- [options]      a live list in this terminal
npm run headless -- --json [options]   plays to a quiet end and prints one JSON object

  --vendor         ${Object.keys(VENDORS).join(', ')} (default netease-nim-cloud)
  --seed           a whole number that decides everything that happens (default 7)
  --conversations  how many the account has at first (default 200)
  --events         how many things happen: in all with --json (default 1000), in a second without (default 5)
  --faults         none, mobile or hostile (default none)
  --help`

/** An argument that makes no sense. The message names it, and says what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError for an argument that is not known, or a value that makes no sense. `help` asks for the text above. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parsed(args)
  if (values.help) return 'help'
  const json = values.json ?? false
  return {
    vendor: oneOf('vendor', values.vendor ?? 'netease-nim-cloud', VENDORS),
    seed: whole('seed', values.seed ?? '7'),
    conversations: whole('conversations', values.conversations ?? '200'),
    events: whole('events', values.events ?? (json ? '1000' : '5')),
    faults: FAULTS[oneOf('faults', values.faults ?? 'none', FAULTS)],
    json,
  }
}

function parsed(args: readonly string[]): Values {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = { vendor: text, seed: text, conversations: text, events: text, faults: text, json: flag, help: flag }
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Values = { readonly [Name in Exclude<keyof Options, 'json'>]?: string } & {
  readonly json?: boolean
  readonly help?: boolean
}

function oneOf<Name extends string>(option: string, value: string, known: Readonly<Record<Name, unknown>>): Name {
  if (Object.hasOwn(known, value)) return value as Name
  throw new UsageError(`--${option}: expected one of ${Object.keys(known).join(', ')}; got "${value}"`)
}

function whole(option: keyof typeof LIMITS, value: string): number {
  const [least, most] = LIMITS[option]
  const number = /^\d+$/.test(value) ? Number(value) : NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`--${option}: expected a whole number from ${least} to ${most}; got "${value}"`)
}
