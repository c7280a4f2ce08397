import type { NotifyLevel } from '@convolist/core'
import type { Prng } from '../prng.js'
import { avatarOf, personName, sentence, teamName } from './people.js'
import { memberId, MEMBERS } from './population.js'
import type { Tally } from './tally.js'
import type { AccountTruth, MessageInput } from './truth.js'
import { readTruthKey, type TruthKey, type TruthMessageKind, type TruthRow } from './truth-types.js'

/** What happens, by relative weight. */
export interface TrafficMix {
  /** Somebody writes. */
  readonly message: number
  /** Somebody writes and names this user, or everyone. */
  readonly mention: number
  /** This user writes on another device. */
  readonly ownMessage: number
  /** This user writes on this device; only where the simulator can make it do so. */
  readonly send: number
  /** This user reads on another device. */
  readonly read: number
  readonly readAll: number
  readonly stickTop: number
  readonly mute: number
  readonly revoke: number
  readonly deleteMessage: number
  /** This user removes a conversation on another device. */
  readonly remove: number
  /** Somebody writes for the first time. */
  readonly newcomer: number
  readonly peerReceipt: number
  readonly groupReceipt: number
  readonly rename: number
  /** A group announces who joined or left. */
  readonly notice: number
  readonly label: number
}

export const defaultMix: TrafficMix = {
  message: 60,
  mention: 3,
  ownMessage: 6,
  send: 2,
  read: 8,
  readAll: 0.05,
  stickTop: 1,
  mute: 1,
  revoke: 2,
  deleteMessage: 1,
  remove: 0.5,
  newcomer: 1,
  peerReceipt: 4,
  groupReceipt: 3,
  rename: 1,
  notice: 1,
  label: 0.5,
}

export interface TrafficOptions {
  readonly truth: AccountTruth
  readonly prng: Prng
  readonly tally: Tally
  readonly mix: TrafficMix
  /** `zipf`: a few conversations get most of it. */
  readonly skew: 'zipf' | 'uniform'
  /** Makes this device send a message; without it, that part of the mix is left out. */
  readonly send?: ((row: TruthRow, text: string) => void) | undefined
}

export interface Traffic {
  /** Lets one thing happen. */
  step(): void
}

/** Lets things happen to one account's truth, one at a time, as the seed wants it. */
export function createTraffic(options: TrafficOptions): Traffic {
  const { truth, prng, tally, skew, send } = options
  const mix = Object.entries({ ...options.mix, ...(send === undefined && { send: 0 }) }) as [keyof TrafficMix, number][]
  const keys: TruthKey[] = [...truth.rows.keys()]
  let newcomers = 0

  const happenings: Readonly<Record<keyof TrafficMix, () => string | undefined>> = {
    message: () => write(anyKey(), { kind: messageKind() }),
    mention: () =>
      write(keyOf('group') ?? anyKey(), { kind: 'text', mentions: prng.chance(0.7) ? [truth.account] : 'all' }),
    ownMessage: () => writeOwn(anyKey()),
    send: () => withRow((row) => send?.(row, sentence(prng))),
    read: () =>
      withRow(
        (row) => void truth.clearUnread(row.key, 'otherDevice'),
        (row) => row.unread > 0,
      ),
    readAll: () => String(truth.clearUnreadOf({ type: 'all' }, 'otherDevice')),
    stickTop: () =>
      withRow((row) => void truth.setStickTop(row.key, !row.stickTop && truth.pinned < 100, 'otherDevice')),
    mute: () => withRow(({ key }) => truth.setNotify(key, anotherLevel(key), 'otherDevice')),
    revoke: () => withRow(revoke, (row) => row.recent.length > 0),
    deleteMessage: () => withRow(deleteMessage, (row) => row.recent.length > 0),
    remove: () => withRow((row) => void truth.remove(row.key, 'otherDevice')),
    newcomer: () => write(newKey(), { kind: 'text' }),
    peerReceipt: () => withRow(peerReceipt, (row) => row.kind === 'direct'),
    // where nobody is asked to tell, this user asks
    groupReceipt: () => withRow(groupReceipt, isAwaited) ?? writeOwn(keyOf('group') ?? anyKey()),
    rename: () => withRow(rename),
    notice: () => withRow(announce, (row) => row.kind !== 'direct'),
    label: () => withRow(relabel),
  }

  const anyKey = (): TruthKey => keys[prng.rank(keys.length, skew)] ?? newKey()

  function anotherLevel(key: TruthKey): NotifyLevel {
    const levels: readonly NotifyLevel[] = ['all', ...truth.muteLevelsOf(key)]
    return prng.pick(levels.filter((level) => level !== truth.notifyOf(key)))
  }

  function newKey(): TruthKey {
    newcomers += 1
    const key: TruthKey = `direct/newcomer${newcomers}`
    const name = personName(prng)
    truth.profiles.set(`newcomer${newcomers}`, {
      id: `newcomer${newcomers}`,
      name,
      avatarUrl: avatarOf(name),
      updatedAt: truth.now(),
    })
    keys.push(key)
    return key
  }

  function keyOf(kind: TruthRow['kind']): TruthKey | undefined {
    return find((row) => row.kind === kind)?.key
  }

  /** A conversation of this sort, if a few draws find one. */
  function find(test: (row: TruthRow) => boolean): TruthRow | undefined {
    for (let draw = 0; draw < 12; draw++) {
      const row = truth.row(anyKey())
      if (row !== undefined && test(row)) return row
    }
    return undefined
  }

  function withRow(act: (row: TruthRow) => void, test: (row: TruthRow) => boolean = () => true): string | undefined {
    const row = find(test)
    if (row !== undefined) act(row)
    return row?.key
  }

  function write(key: TruthKey, input: Omit<MessageInput, 'senderId'>): string {
    const { kind, targetId } = readTruthKey(key)
    const senderId = kind === 'direct' ? targetId : memberId(prng.int(0, MEMBERS / 2))
    const text = input.mentions === undefined ? sentence(prng) : `@${truth.account} ${sentence(prng)}`
    const hasText = input.kind === 'text' || input.kind === 'custom'
    const silent = prng.chance(0.02) && input.mentions === undefined // nobody is named in silence
    truth.message(kind, targetId, { ...input, senderId, text: hasText ? text : undefined, silent }, 'peer')
    return key
  }

  function writeOwn(key: TruthKey): string {
    const { kind, targetId } = readTruthKey(key)
    const input = {
      senderId: truth.account,
      kind: 'text',
      text: sentence(prng),
      receiptWanted: kind === 'group',
    } as const
    truth.message(kind, targetId, input, 'otherDevice')
    return key
  }

  const messageKind = (): TruthMessageKind =>
    prng.weighted([
      ['text', 80],
      ['image', 8],
      ['audio', 4],
      ['file', 3],
      ['call', 2],
      ['custom', 3],
    ])

  function revoke(row: TruthRow): void {
    const message = row.recent.at(prng.chance(0.7) ? -1 : 0)
    if (message === undefined) return
    const postscript = prng.chance(0.3) ? '(已撤回)' : undefined
    truth.revoke(
      row.key,
      message.id,
      message.senderId,
      message.senderId === truth.account ? 'otherDevice' : 'peer',
      postscript,
    )
  }

  function deleteMessage(row: TruthRow): void {
    const message = row.recent.at(prng.chance(0.7) ? -1 : 0)
    if (message !== undefined) truth.deleteMessage(row.key, message.id, 'otherDevice')
  }

  const isAwaited = ({ last, revocation }: TruthRow): boolean =>
    last?.senderId === truth.account && last.receiptWanted && revocation === undefined

  /** One message after the other is read: of two receipts at once the network may bring the older one later. */
  function peerReceipt(row: TruthRow): void {
    const before = row.recent.at(-2)?.sentAt ?? 0
    if (before > row.peerReadAt) truth.peerReadTo(row.key, before)
    truth.peerReadTo(row.key, row.activeAt)
  }

  /** So do readers. */
  function groupReceipt(row: TruthRow): void {
    const { last, receipt } = row
    if (last === undefined) return
    const known = receipt?.read ?? 0
    const read = Math.min(20, known + prng.int(1, 3))
    if (read > known + 1) truth.receipt(row.key, last, read - 1, 21 - read)
    truth.receipt(row.key, last, read, 20 - read)
  }

  function rename(row: TruthRow): void {
    if (row.kind === 'direct') {
      const name = personName(prng)
      if (prng.chance(0.3)) return truth.rename('alias', row.targetId, `${name}*`, 'otherDevice')
      truth.rename('user', row.targetId, name, 'peer')
      write(row.key, { kind: 'text' }) // which is how others learn of it
      return
    }
    const name = teamName(prng)
    truth.rename('group', row.targetId, name, 'peer')
    notify(row, { type: 'renamed', name })
  }

  const announce = (row: TruthRow): void =>
    notify(row, {
      type: prng.pick(['joined', 'left'] as const),
      accounts: [memberId(prng.int(MEMBERS / 2, MEMBERS - 1))],
    })

  function notify(row: TruthRow, notice: NonNullable<MessageInput['notice']>): void {
    const senderId = memberId(prng.int(0, MEMBERS / 2))
    truth.message(row.kind, row.targetId, { senderId, kind: 'notification', notice, silent: true }, 'peer')
  }

  function relabel(row: TruthRow): void {
    const labels = [...truth.labels.values()]
    const label = labels[prng.int(0, labels.length - 1)]
    if (label === undefined) return
    if (prng.chance(0.1)) truth.saveLabel({ id: label.id, name: `${label.name}·` }, 'otherDevice')
    else truth.setLabelled(label.id, [row.key], !row.labels.includes(label.id), 'otherDevice')
  }

  return {
    step: () => {
      const what = prng.weighted(mix)
      const detail = happenings[what]()
      if (detail !== undefined) tally.log(what, detail)
    },
  }
}
