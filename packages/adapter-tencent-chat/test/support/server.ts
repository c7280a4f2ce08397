/** One row of the server's recent contacts, in its own names. */
export type ServerRow = Record<string, unknown>
export type Answer = (body: Record<string, never>) => Answered

/** Seconds; what the tests call 10 is ten seconds after this. */
export const BASE = 1_700_000_000
/** Unlocks the paid features. */
const PURCHASED = '1'.repeat(40)

const textBody = (words: string): object[] => [{ MsgType: 'TIMTextElem', MsgContent: { Text: words } }]

export interface RowFields {
  readonly at?: number
  readonly seq?: number
  readonly from?: string
  readonly text?: string
  readonly pinned?: boolean
  readonly unread?: number
  /** 0 all, 1 not at all, 2 in silence, 3 mentions only. */
  readonly option?: number
  readonly marks?: string
  readonly custom?: string
  readonly groupIds?: readonly number[]
  readonly peerReadAt?: number
  readonly flags?: number
  readonly nick?: string
}

/** A one-to-one conversation; its unread count comes with the offline messages, never with the row. */
export const c2c = (user: string, fields: RowFields = {}): ServerRow => ({
  Type: 1,
  To_Account: user,
  C2cNick: fields.nick ?? user.toUpperCase(),
  MsgTimeStamp: BASE + (fields.at ?? 1),
  MsgSeq: fields.seq ?? 1,
  LastC2CMsgFrom_Account: fields.from ?? user,
  C2cPeerReadTime: fields.peerReadAt === undefined ? 0 : BASE + fields.peerReadAt,
  ...common(fields, `hi ${user}`),
})

export const group = (id: string, fields: RowFields = {}): ServerRow => ({
  Type: 2,
  ToAccount: id,
  GroupNick: fields.nick ?? `Group ${id}`,
  GroupImage: `https://img/${id}`,
  GroupType: 'Public',
  UnreadMsgCount: fields.unread ?? 0,
  GroupIgnoredUnreadSeqCount: 0,
  MsgGroupReadedSeq: (fields.seq ?? 10) - (fields.unread ?? 0),
  GroupNextMsgSeq: (fields.seq ?? 10) + 1,
  MsgGroupFrom_Account: fields.from ?? 'bob',
  MsgGroupFromNickName: 'Bob',
  MsgTimeStamp: BASE + (fields.at ?? 1),
  MsgSeq: fields.seq ?? 10,
  ...common(fields, `hi ${id}`),
})

const common = (fields: RowFields, words: string): ServerRow => ({
  TopFlags: fields.pinned ? 1 : 0,
  MsgRecvOption: fields.option ?? 0,
  LastMsgFlags: fields.flags ?? 0,
  ...(fields.marks !== undefined && { StandardMark: fields.marks }),
  ...(fields.custom !== undefined && { CustomMark: fields.custom }),
  ...(fields.groupIds && { ContactGroupId: fields.groupIds }),
  LastMsg: { MsgBody: textBody(fields.text ?? words) },
})

/** Tencent's side of the wire: plain JSON, as the SDKs speak it with `devMode: true`. */
export interface Server {
  rows: ServerRow[]
  /** Pages of the list, where one is not enough. */
  pages: ServerRow[][] | undefined
  groups: { readonly id: number; readonly name: string }[]
  /** By the end of the command. */
  readonly answers: Record<string, Answer>
  readonly sent: { readonly cmd: string; readonly body: Record<string, unknown> }[]
  answer(cmd: string, body: Record<string, never>): Answered | Promise<Answered>
}

type Answered = Record<string, unknown> | 'silent'

export function createServer(): Server {
  const server: Server = {
    rows: [],
    pages: undefined,
    groups: [],
    answers: {},
    sent: [],
    answer(cmd, body) {
      server.sent.push({ cmd, body })
      const own = Object.entries(server.answers).find(([end]) => cmd.endsWith(end))
      return own ? own[1](body) : standard(server, cmd, body)
    },
  }
  return server
}

interface Item {
  readonly ContactItem: object
}

function standard(server: Server, cmd: string, body: Record<string, unknown>): Record<string, unknown> {
  const end = (suffix: string): boolean => cmd.endsWith(suffix)
  if (end('.wslogin')) {
    return { A2Key: 'k', TinyId: '1', HelloInterval: 120, InstId: 1, TimeStamp: BASE, PurchaseBits: PURCHASED }
  }
  if (end('purchase_bitsv2')) return { PurchaseBits: PURCHASED, ExpiredTime: 3600 }
  if (end('.black_list_get')) return { BlackListItem: [], StartIndex: 0 } // without StartIndex it polls for ever
  if (cmd === 'group_open_http_svc.get_joined_group_list') {
    const groups = [...server.rows, ...(server.pages ?? []).flat()].filter((row) => row.Type === 2)
    const joined = groups.map((row) => ({
      GroupId: row.ToAccount,
      Type: 'Public',
      Name: row.GroupNick,
      FaceUrl: row.GroupImage,
      NextMsgSeq: row.GroupNextMsgSeq,
      SelfInfo: { Role: 'Member' },
    }))
    return { TotalCount: joined.length, GroupIdList: joined }
  }
  if (end('.get_contact_group')) {
    const groups = server.groups.map(({ id, name }) => ({ ContactGroupId: id, GroupId: id, GroupName: name }))
    return { CompleteFlag: 1, GroupItem: groups, ContactItem: [] }
  }
  if (end('.portrait_get_all')) {
    const users = (body.UserItem ?? []) as { readonly To_Account: string }[]
    return {
      UserProfileItem: users.map(({ To_Account }) => ({
        To_Account,
        ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: To_Account.toUpperCase() }],
      })),
    }
  }
  if (end('.batch_delete'))
    return { ResultItem: (body.ContactItem as object[]).map((item) => Object.assign({ ResultCode: 0 }, item)) }
  if (end('.mark_contact')) {
    const items = body.MarkItem as Item[]
    return { ResultItem: items.map(({ ContactItem }) => ({ ContactItem, ResultCode: 0 })) }
  }
  if (end('recentcontact.page_get')) return page(server, body)
  return {}
}

function page(server: Server, body: Record<string, unknown>): Record<string, unknown> {
  const { pages } = server
  if (!pages) return { CompleteFlag: 1, TimeStamp: BASE, StartIndex: 1, SessionItem: server.rows }
  const index = Number(body.StartIndex)
  const CompleteFlag = index >= pages.length - 1 ? 1 : 0
  return { CompleteFlag, TimeStamp: BASE, StartIndex: index + 1, SessionItem: pages[index] ?? [] }
}

// Pushes: each goes into `push`.

let unique = 0
export const newMessage = (
  user: string,
  at: number,
  words: string | readonly object[] = `new from ${user}`,
  to = 'me',
): object => ({
  Event: 9,
  C2cMsgArray: [
    {
      From_Account: user,
      To_Account: to,
      MsgSeq: at,
      MsgRandom: ++unique,
      MsgTimeStamp: BASE + at,
      MsgClientTime: BASE + at + unique,
      TinyId: '7',
      MsgBody: typeof words === 'string' ? textBody(words) : words,
    },
  ],
})

export const newGroupMessage = (id: string, seq: number, at: number, words = `new in ${id}`, from = 'bob'): object => ({
  Event: 3,
  GroupMsgArray: [
    {
      From_Account: from,
      ToGroupId: id,
      GroupId: id,
      MsgSeq: seq,
      MsgRandom: ++unique,
      MsgTimeStamp: BASE + at,
      MsgClientTime: BASE + at + unique,
      TinyId: '8',
      GroupInfo: { GroupName: `Group ${id}`, From_AccountNick: 'Bob', GroupType: 'Public' },
      MsgBody: textBody(words),
    },
  ],
})

export const mention = (id: string, seq: number, types: readonly number[] = [1]): object => ({
  Event: 12,
  GroupTips: [
    {
      Event: 12,
      GroupAtTips: { GroupId: id, From_Account: 'bob', GroupAtType: types, MsgSeq: seq },
      MsgRandom: ++unique,
      ClientSeq: unique,
    },
  ],
})

/** This account has read the group on another device, up to a message. */
export const groupReadElsewhere = (id: string, seq: number): object => ({
  Event: 5,
  GroupTips: [{ Event: 5, MsgBody: { GroupReadInfoArray: [{ GroupId: id, LastReadMsgSeq: seq }] } }],
})

export const peerRead = (user: string, at: number): object => ({
  Event: 9,
  C2cNotifyMsgArray: [{ C2cReadedReceipt: { To_Account: user, UinPairReadArray: [{ LastReadTime: BASE + at }] } }],
})

export const revoke = (user: string, seq: number, at: number, random: number): object => ({
  Event: 9,
  C2cNotifyMsgArray: [
    {
      WithdrawC2cMsgNotify: {
        C2cWithdrawInfoArray: [
          {
            From_Account: user,
            To_Account: 'me',
            MsgSeq: seq,
            MsgRandom: random,
            MsgTimeStamp: BASE + at,
            Revoker_Account: user,
            MsgRand: random, // from here on as lite-chat reads it
            RevokerInfo: { Revoker_Account: user },
          },
        ],
      },
    },
  ],
})

export const lastRandom = (): number => unique

export const kick = (type: 1 | 2 | 3 = 1): object => ({
  Event: 9,
  C2cNotifyMsgArray: [{ KickoutMsgNotify: { KickType: type, NewInstanceInfo: {}, NewInstInfo: {} } }],
})

const contact = (id: string): object =>
  id.startsWith('GROUP')
    ? { Type: 2, GroupId: id.slice(5) }
    : { Type: 1, UserId: id.slice(3), Peer_Account: id.slice(3) }

const recent = (fields: object): object => ({ Event: 99, RecentContactMod: [fields] })
export const deletedElsewhere = (...ids: string[]): object =>
  recent({ PushType: 1, RecentContactDeleteItem: { RecentContactList: ids.map(contact) } })
export const pinnedElsewhere = (id: string, pinned = true): object =>
  recent({ PushType: pinned ? 2 : 3, RecentContactTopItem: { RecentContactList: [contact(id)] } })
export const markedElsewhere = (id: string, bits: string): object =>
  recent({
    PushType: 4,
    RecentContactMarkContact: {
      RecentContactMarkContactItem: [{ RecentContactItem: contact(id), OptType: 1, StandardMark: bits }],
    },
  })
