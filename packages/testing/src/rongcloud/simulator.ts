import type { CommandName, Conversation } from '@convolist/core'
import { createPrng } from '../prng.js'
import { differencesOf } from '../simulator/differences.js'
import { expectedRow, inListOrder, type ExpectedMessage, type ExpectedRow } from '../simulator/expected.js'
import type { Recording } from '../simulator/recording.js'
import { replayOn, type Replay } from '../simulator/replay.js'
import { createSimulatorOn } from '../simulator/simulator.js'
import type { Simulator, SimulatorOptions } from '../simulator/simulator-types.js'
import type { AccountTruth } from '../simulator/truth.js'
import type { TruthRow } from '../simulator/truth-types.js'
import { createRongDouble, type RongDouble } from './double/create-rong-double.js'
import type { RongCommand, RongPush, RongReply, RongServer, RongTarget } from './double/protocol.js'
import { createRongServer, RONG_LIST } from './double/server.js'
import { toRongId, toTarget } from './double/translate.js'

export interface RongCloudSimulatorOptions extends SimulatorOptions {
  /** What stands where a message was taken back: a note, or the order itself. Default: the seed decides. */
  readonly recallNotes?: boolean | undefined
}

/** RongCloud without a network, with a stand-in for its module to hand to `createRongCloudSource`. */
export interface RongCloudSimulator extends Simulator<RongDouble> {
  readonly server: RongServer
}

/**
 * Makes a RongCloud that needs no account and no network.
 *
 * @example
 * const simulator = createRongCloudSimulator({ seed: 7, conversations: 300, profile: 'mobile' })
 * const engine = createEngine({ source: createRongCloudSource(simulator.sdk) })
 * simulator.start()
 */
export function createRongCloudSimulator(options: RongCloudSimulatorOptions = {}): RongCloudSimulator {
  // clients count by themselves: the server has to have what they are to count
  const counting = { ...options, population: { countable: true, ...options.population } }
  const simulator = createSimulatorOn<RongDouble, RongPush, RongCommand, RongReply>(counting, (parts) => {
    const { seed, clock, deviceClock, tally } = parts
    const server = createRongServer({ clock, seed, tally })
    const { recallNotes = createPrng(seed).fork('recallNotes').chance(0.5) } = options
    const sdk = createRongDouble(server, { clock: deviceClock, onUncaught: options.onUncaught, recallNotes })
    return {
      vendor: 'rongcloud',
      sdk,
      server,
      replay: 'replayRongCloudSimulator',
      loginState: () => sdk.state,
      login: (account) => sdk.connect(account).then(() => undefined),
      logout: () => sdk.disconnect(),
      forgetsOnlyAtLogin: true, // what was removed elsewhere is never told
      idOf: (_account, row) => toRongId(toTarget(row)),
      send: (id, text) => sdk.sendText(fromRongId(id), text).then(() => undefined),
      toExpected: rongExpected,
      labelsOf: ({ labels }) => [...labels.values()],
      expected: (account) => expectedOf(server.truth(account), sdk),
      commands: rongNames,
      syncs: ['list'],
    }
  })
  const made = simulator as RongCloudSimulator
  return Object.assign(made, {
    differences(rows: Iterable<Conversation>) {
      const shown = new Map([...rows].map((row) => [row.id as string, row]))
      return differencesOf(shown.values(), expectedOf(made.server.truth(made.account), made.sdk, shown))
    },
  })
}

/** Makes a simulator on a virtual clock that is to go through a recorded run; connect to it, then `run()`. */
export const replayRongCloudSimulator = (recording: Recording<RongCloudSimulatorOptions>): Replay<RongCloudSimulator> =>
  replayOn(createRongCloudSimulator, recording)

const fromRongId = (id: string): RongTarget => {
  const [type = '', , ...rest] = id.split('_')
  return { conversationType: type === '1' ? 1 : 3, targetId: rest.join('_') }
}

/**
 * The newest thousand, with the counts this browser has, also where their messages were deleted; and those that it shows
 * besides: rows that others have pushed out of the thousand since.
 */
function expectedOf(truth: AccountTruth, sdk: RongDouble, shown?: ReadonlyMap<string, unknown>): ExpectedRow[] {
  const all = [...truth.rows.values()].sort((a, b) => b.activeAt - a.activeAt)
  return all
    .filter((row, place) => place < RONG_LIST || shown?.has(toRongId(toTarget(row))))
    .map((row) => {
      const { unread, mentioned } = sdk.countsOf(toTarget(row))
      const counts = { unreadCount: unread, mentions: mentioned, mentionsOfAll: mentioned }
      return Object.assign(rongExpected(truth, row), counts)
    })
    .sort(inListOrder)
}

/**
 * A row as RongCloud's clients see it; names, pictures and marks are the app's, and who read what is told once. Whom
 * a mention names is said when it comes; after a login the first unread one stands for all of them.
 */
function rongExpected(truth: AccountTruth, row: TruthRow): ExpectedRow {
  const base = expectedRow(truth, row, toRongId(toTarget(row)))
  const { lastMessage } = base
  return {
    ...base,
    serverExtension: undefined,
    lastMessage: typeof lastMessage === 'object' ? { ...lastMessage, ...shownOf(row) } : lastMessage,
    unsure: ['title', 'avatarUrl', 'marks', 'markedUnread', 'selfReadAt', 'peerReadAt', 'receipt', 'mentionsOfAll'],
  }
}

/** Messages carry no names; what was taken back is shown as a notice. */
function shownOf(row: TruthRow): Pick<ExpectedMessage, 'senderName' | 'text'> & Partial<ExpectedMessage> {
  if (row.revocation !== undefined) return { senderName: undefined, text: undefined, type: 'notification' }
  return { senderName: undefined, text: wordsOf(row) }
}

function wordsOf({ last }: TruthRow): string | undefined {
  if (last?.kind === 'file') return '报价单.xlsx'
  return last?.kind === 'text' ? last.text : undefined
}

const rongNames: Partial<Record<CommandName, readonly RongCommand['name'][]>> = {
  stickTop: ['setTop'],
  markRead: ['readSync'],
  mute: ['setLevel'],
  remove: ['remove'],
  createLabel: ['addTag'],
  renameLabel: ['updateTag'],
  deleteLabel: ['removeTag'],
  addToLabel: ['tagMembers'],
  removeFromLabel: ['tagMembers'],
  sendReceipt: ['receipt'],
}
