import type { Clock } from '@convolist/core'
import { createVendorServer, type VendorWire } from '../simulator/server.js'
import type { Tally } from '../simulator/tally.js'
import { execute, tencentCodes, tencentLimits, type TencentLimits, type TencentOrder } from './commands.js'
import { malformedPush } from './malformed.js'
import {
  nameOf,
  type TencentCommand,
  type TencentPush,
  type TencentReply,
  type TencentServer,
  type TencentTarget,
} from './protocol.js'
import { pushesOf, tencentPushShape } from './publish.js'
import { answerMissed, answerPage } from './sync.js'
import { toKey } from './translate.js'

export interface TencentServerOptions {
  readonly clock: Clock
  readonly seed?: string | number | undefined
  readonly limits?: Partial<TencentLimits> | undefined
  readonly tally?: Tally | undefined
  /** Whose events malformed ones imitate. Default `web`. */
  readonly family?: 'web' | 'v2tim' | undefined
}

/** A Tencent server for any number of accounts and devices of either SDK family, with weather. */
export function createTencentServer(options: TencentServerOptions): TencentServer {
  return createVendorServer(tencentWire({ ...tencentLimits, ...options.limits }, options.family ?? 'web'), options)
}

const tencentWire = (
  limits: TencentLimits,
  family: 'web' | 'v2tim',
): VendorWire<TencentPush, TencentCommand, TencentReply> => ({
  name: 'tencent',
  mutesToMentions: true,
  shape: tencentPushShape,
  pushesOf,
  echoesOf: () => [], // the SDK makes its own events out of the answer
  malformed: (prng) => {
    const push = malformedPush(prng, family)
    return { push, what: push.event }
  },
  isSync: ({ name }) => name === 'page' || name === 'missed',
  sync: (truth, command, line) => {
    if (command.name === 'page') return answerPage(truth, command, line, family === 'web')
    return answerMissed(truth, command as Extract<TencentCommand, { name: 'missed' }>)
  },
  isPage: ({ name }) => name === 'page',
  execute: (truth, command) => execute(truth, command as TencentOrder, limits),
  failedSync: () => ({ code: tencentCodes.busy }),
  keysOf: (truth, command) => targetsOf(command).map((target) => toKey(truth, target)),
  refusal: (command, code = refusalCodes[command.name] ?? tencentCodes.tooOften, part) => {
    if (!batches.has(command.name)) return { reply: { code }, code }
    const isBad = (target: TencentTarget): boolean => part === undefined || part.isRefused(toKey(part.truth, target))
    const targets = targetsOf(command)
    const rest = targets.filter((target) => !isBad(target))
    const done = rest.length > 0 ? part?.run({ ...command, targets: rest } as TencentCommand) : undefined
    const bad = targets.filter(isBad).map((target) => [nameOf(target), code] as const)
    return { reply: { code: tencentCodes.ok, ...done, failed: { ...done?.failed, ...Object.fromEntries(bad) } }, code }
  },
  refusesInPart: ({ name }) => batches.has(name),
  kick: (reason = 2) => ({ type: 'kick', reason: kickReasons[reason - 1] ?? 'device' }),
})

function targetsOf(command: TencentCommand): readonly TencentTarget[] {
  if ('targets' in command) return command.targets
  return 'target' in command ? [command.target] : []
}

const kickReasons = ['account', 'device', 'rest', 'signature'] as const

/** What Tencent most likely says when it refuses a command. */
const refusalCodes: Partial<Record<TencentCommand['name'], number>> = {
  pin: tencentCodes.pinLimit,
  mark: tencentCodes.capacity,
  createGroup: tencentCodes.capacity,
  addToGroup: tencentCodes.capacity,
}

/** Commands refused id by id, inside an answer that is a success. */
const batches: ReadonlySet<TencentCommand['name']> = new Set([
  'delete',
  'mark',
  'customData',
  'addToGroup',
  'removeFromGroup',
  'mute',
])
