import type { SimulatorVendor } from '@convolist/testing'
import { type Callback, shortNameOf } from './tap.js'

/** Named values that a callback takes without a diagnostic, odd as they are. */
type Taken = Readonly<Record<string, readonly string[]>>

const words = (...places: readonly number[]): string[] => places.map((place) => `the words ${place}`)
const idOf = (id: string): string => `the id "${id}"`

/** Any text is an id or a name. */
const TEXTS = ['a text', 'a number as text', 'JSON']
const ZEROES = ['zero', 'minus zero']
/** Whole rows of NIM, whatever their words. */
const NIM_ROWS = [
  'frozen',
  idOf('me|1|__proto__'),
  idOf('me|1|constructor'),
  'the count null',
  ...words(0, 1, 2, 3, 4, 5, 9),
  'the time 0',
  'the time null',
]
/** Lists of entries that have an id, and parts that only a row has. */
const ENTRIES = ['ten thousand labels', 'the same row twice', 'labels that are none', 'mentions that are none']

const NIM: Taken = {
  onConversationCreated: NIM_ROWS,
  onConversationChanged: ENTRIES.filter((name) => name !== 'labels that are none'),
  onTotalUnreadCountChanged: ZEROES,
  onReceiveMessages: [...ENTRIES, 'a list that throws'], // messages that name nobody; of others nothing is read
  onFriendDeleted: TEXTS,
  onConversationGroupDeleted: TEXTS,
}

export const TAKEN: Readonly<Record<SimulatorVendor, Taken>> = {
  'netease-nim-cloud': NIM,
  'netease-nim-local': NIM,
  'tencent-v2tim': {
    onTotalUnreadMessageCountChanged: [...ZEROES, 'a number as text'],
    onConversationGroupCreated: TEXTS,
    onConversationGroupDeleted: TEXTS,
    onConversationsAddedToGroup: TEXTS,
    onConversationsDeletedFromGroup: TEXTS,
    onRecvMessageReadReceipts: [...ENTRIES, 'a list that throws'], // without a group: of one message to one peer
    onRecvMessageRevoked: TEXTS,
  },
  'tencent-web': {
    onMessageReadReceiptReceived: [...ENTRIES, 'a list that throws'], // the same
    onMessageRevoked: ENTRIES, // of rows there are not
  },
  rongcloud: {
    ULTRA_GROUP_MESSAGE_RECALLED: [...ENTRIES, 'a list that throws'], // messages that are no orders
    ULTRA_GROUP_CHANNEL_DELETE: ENTRIES, // of rows there are not
    ULTRA_GROUP_CHANNEL_USER_KICKED: [...ENTRIES, 'a list that throws'], // somebody else
    ULTRA_GROUP_CHANNEL_TYPE_CHANGE: [...ENTRIES, 'a list that throws'], // to something else
  },
}

/** What these carry, if anything, is not looked at. */
const CARRY_NOTHING = /onSync|onTotalUnreadMessageCountUpdated|TAG|SYNCED|COMPLETED|FINISHED|ULTRA_GROUP_ENABLE/
/** V2TIM calls each of them with the ids of one and with the total of the other. */
const CARRY_BOTH = /onUnreadMessageCountChangedByFilter/

/** How many diagnostics a named value is to give: one, or for a list of bad entries one for each. */
export function wantedOf(vendor: SimulatorVendor, { name, calls }: Callback, hostile: string, value: unknown): number {
  if (CARRY_NOTHING.test(name) || TAKEN[vendor][shortNameOf(name)]?.includes(hostile)) return 0
  const [real] = calls.at(-1) ?? []
  const carried = isEnvelope(real) ? real.data : real
  const isList = Array.isArray(carried) || (vendor === 'tencent-v2tim' && CARRY_BOTH.test(name))
  return isList && Array.isArray(value) ? value.length : 1
}

const isEnvelope = (value: unknown): value is { readonly data: unknown } =>
  typeof value === 'object' && value !== null && 'data' in value
