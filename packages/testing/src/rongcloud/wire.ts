/** A message as RongCloud's server sends it, in rows and in what was missed while offline. Times are epoch milliseconds. */
export interface RongWireMessage {
  readonly fromUserId: string
  /** RongCloud's conversation type: 1 private, 3 group, 6 system, 10 ultra group. */
  readonly type: number
  /** The conversation's target: the peer, the group, the ultra group. */
  readonly groupId: string
  /** `RC:TxtMsg`, `RC:RcCmd`, … */
  readonly classname: string
  /** JSON. */
  readonly content: string
  readonly dataTime: number
  /** Bits: 16 persisted, 32 counted. */
  readonly status: number
  readonly msgId: string
  /** 1 was sent by this account. */
  readonly direction: 0 | 1
  readonly busChannel?: string | undefined
}

/** One row of the server's list. It knows identity, order and the newest message; the SDK keeps the rest in the browser. */
export interface RongWireRow {
  readonly type: number
  readonly userId: string
  readonly busChannel: string
  /** The SDK's `operationTime`. */
  readonly versionTime: number
  /** Of ultra groups only: for others the SDK counts itself. */
  readonly unreadCount: number
  readonly readMsgTime: number
  readonly remindCount: number
  readonly remindMeCount: number
  readonly msg: RongWireMessage | undefined
}

/** A pin, a mute or the tags of a conversation, as another device set them. */
export interface RongWireState {
  readonly type: number
  /** The target. */
  readonly channelId: string
  readonly busChannel: string
  /** The version of this setting. */
  readonly time: number
  readonly stateItem: readonly {
    /** 1 notification level, 2 pin, 3 tags. */
    readonly sessionStateType: 1 | 2 | 3
    readonly value: string
    readonly tags?: readonly { readonly tagId: string; readonly isTop?: boolean }[]
  }[]
}

/** A message as it enters the SDK once its protocol layer has read it. */
export interface RongPushedMessage {
  readonly conversationType: number
  readonly targetId: string
  readonly channelId: string
  readonly senderUserId: string
  readonly messageType: string
  readonly content: object
  readonly messageUId: string
  /** 1 sent by this account, 2 received. */
  readonly messageDirection: 1 | 2
  readonly sentTime: number
  readonly isPersited: boolean
  readonly isCounted: boolean
  readonly isMentioned: boolean
  readonly isOffLineMessage: boolean
  readonly isStatusMessage: boolean
  readonly disableUpdateLastMessage?: boolean
}

/** What the builders below need to know of a message; the rest has a default. */
export interface RongMessageSketch {
  /** Default 1, private. */
  readonly type?: number | undefined
  readonly target: string
  readonly channel?: string | undefined
  /** Default: the target. */
  readonly from?: string | undefined
  /** Sent by this account, from this or another device. */
  readonly own?: boolean | undefined
  readonly at: number
  readonly uid?: string | undefined
  readonly text?: string | undefined
  /** Default `RC:TxtMsg` with `text`. */
  readonly messageType?: string | undefined
  readonly content?: object | undefined
  /** Default true; commands are neither persisted nor counted. */
  readonly counted?: boolean | undefined
}

const PERSISTED = 16
const COUNTED = 32
const PRIVATE = 1

const uidOf = ({ uid, target, at }: RongMessageSketch): string => uid ?? `${target}-${at}`
const contentOf = ({ content, text = 'hi' }: RongMessageSketch): object => content ?? { content: text }
const isCounted = ({ counted = true }: RongMessageSketch): boolean => counted

export function rongWireMessage(sketch: RongMessageSketch): RongWireMessage {
  const { type = PRIVATE, target, channel = '', from = target, own = false, at, messageType = 'RC:TxtMsg' } = sketch
  return {
    fromUserId: from,
    type,
    groupId: target,
    busChannel: channel,
    classname: messageType,
    content: JSON.stringify(contentOf(sketch)),
    dataTime: at,
    status: isCounted(sketch) ? PERSISTED + COUNTED : 0,
    msgId: uidOf(sketch),
    direction: own ? 1 : 0,
  }
}

/** A row of the server's list with this message as its newest. `more` overrides any field. */
export const rongRow = (sketch: RongMessageSketch, more: Partial<RongWireRow> = {}): RongWireRow => ({
  ...rowWith(rongWireMessage(sketch)),
  ...more,
})

/** The server's row after this message. */
export const rowWith = (msg: RongWireMessage, known?: RongWireRow): RongWireRow => ({
  type: msg.type,
  userId: msg.groupId,
  busChannel: msg.busChannel ?? '',
  unreadCount: 0,
  readMsgTime: 0,
  remindCount: 0,
  remindMeCount: 0,
  ...known,
  versionTime: msg.dataTime,
  msg,
})

/** What the server keeps of a message it has told. */
export const toWire = (message: RongPushedMessage): RongWireMessage => ({
  fromUserId: message.senderUserId,
  type: message.conversationType,
  groupId: message.targetId,
  busChannel: message.channelId,
  classname: message.messageType,
  content: JSON.stringify(message.content),
  dataTime: message.sentTime,
  status: (message.isPersited ? PERSISTED : 0) + (message.isCounted ? COUNTED : 0),
  msgId: message.messageUId,
  direction: message.messageDirection === 1 ? 1 : 0,
})

export function rongMessage(sketch: RongMessageSketch, more: Partial<RongPushedMessage> = {}): RongPushedMessage {
  const { type = PRIVATE, target, channel = '', from = target, own = false, at, messageType = 'RC:TxtMsg' } = sketch
  return {
    conversationType: type,
    targetId: target,
    channelId: channel,
    senderUserId: from,
    messageType,
    content: contentOf(sketch),
    messageUId: uidOf(sketch),
    messageDirection: own ? 1 : 2,
    sentTime: at,
    isPersited: isCounted(sketch),
    isCounted: isCounted(sketch),
    isMentioned: 'mentionedInfo' in contentOf(sketch),
    isOffLineMessage: false,
    isStatusMessage: false,
    ...more,
  }
}

/** Somebody takes a message back. */
export const rongRecall = (
  sketch: Pick<RongMessageSketch, 'type' | 'target' | 'channel' | 'from' | 'own' | 'at'>,
  recalled: { readonly uid: string; readonly at: number },
): RongPushedMessage => ({
  ...rongMessage({
    ...sketch,
    uid: `recall-${recalled.uid}`,
    messageType: 'RC:RcCmd',
    content: { messageUId: recalled.uid, sentTime: recalled.at, isAdmin: false, isDelete: false },
    counted: false,
  }),
  isPersited: true,
})

/** This account has read a conversation on another device. `at` is the command's own time, which the SDK compares. */
export const rongReadElsewhere = (
  sketch: Pick<RongMessageSketch, 'type' | 'target' | 'channel' | 'at'> & { readonly account: string },
  readTo: number,
): RongPushedMessage =>
  rongMessage({
    ...sketch,
    from: sketch.account,
    own: true,
    uid: `read-${sketch.target}-${sketch.at}`,
    messageType: 'RC:SRSMsg',
    content: { lastMessageSendTime: readTo },
    counted: false,
  })

/** The private receipt (V1) of the peer, or of this account from another device (`own`). */
export const rongReceipt = (
  sketch: Pick<RongMessageSketch, 'target' | 'channel' | 'from' | 'own' | 'at'>,
  read: { readonly uid: string; readonly at: number },
): RongPushedMessage =>
  rongMessage({
    ...sketch,
    uid: `receipt-${read.uid}-${sketch.at}`,
    messageType: 'RC:ReadNtf',
    content: { messageUId: read.uid, lastMessageSendTime: read.at, type: 1 },
    counted: false,
  })

/** The group receipt of one reader (V1 and V2), for messages of this account. */
export const rongGroupReceipt = (
  sketch: { readonly group: string; readonly reader: string; readonly account: string; readonly at: number },
  uids: readonly string[],
): RongPushedMessage =>
  rongMessage({
    type: 3,
    target: sketch.group,
    from: sketch.reader,
    at: sketch.at,
    uid: `read-by-${sketch.reader}-${sketch.at}`,
    messageType: 'RC:RRRspMsg',
    content: { receiptMessageDic: { [sketch.account]: uids } },
    counted: false,
  })

/** Settings of one conversation, as another device made them. */
export function rongSettings(
  of: { readonly type?: number; readonly target: string; readonly channel?: string; readonly at: number },
  said: { readonly pinned?: boolean; readonly level?: number; readonly tags?: readonly string[] },
): RongWireState {
  const stateItem: RongWireState['stateItem'][number][] = []
  if (said.level !== undefined) stateItem.push({ sessionStateType: 1, value: String(said.level) })
  if (said.pinned !== undefined) stateItem.push({ sessionStateType: 2, value: said.pinned ? '1' : '0' })
  if (said.tags) stateItem.push({ sessionStateType: 3, value: '', tags: said.tags.map((tagId) => ({ tagId })) })
  return { type: of.type ?? PRIVATE, channelId: of.target, busChannel: of.channel ?? '', time: of.at, stateItem }
}
