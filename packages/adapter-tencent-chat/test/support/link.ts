import type {
  TencentCommand,
  TencentDevice,
  TencentGroup,
  TencentPush,
  TencentReply,
  TencentServer,
} from '@convolist/testing/tencent'
import { decode } from './link-decode.js'
import { toSessionItem, toWireEvents, toWireMessage } from './link-encode.js'
import type { Sdk } from './sdk.js'

/** The text of every refusal: so that what comes of it can be told from other errors. */
export const ORDERED = 'as ordered'

type Wire = Record<string, unknown>

const FLAGS = { all: 'AcceptAndNotify', none: 'AcceptNotNotify', mentions: 'AcceptNotNotifyExceptAt' } as const

/** A real Web SDK on the simulated server. */
export interface TencentSdkLink {
  login(account: string): Promise<void>
  logout(): Promise<void>
  /** What handlers of malformed events threw. */
  readonly uncaught: readonly unknown[]
}

/**
 * Puts a real package behind its socket onto a simulated server: the truth that the double sees reaches the package as
 * JSON of its own protocol. What the server has no say in (the login itself, plugins, statistics) stays as it is.
 */
export function linkTencentSdk(sdk: Sdk, server: TencentServer): TencentSdkLink {
  const waiting = new Map<number, (reply: TencentReply) => void>()
  const uncaught: unknown[] = []
  const standard = sdk.server.answer
  let session: ReturnType<TencentServer['connect']> | undefined
  let account = ''
  let serial = 0

  const device: TencentDevice = {
    push: receive,
    reply: (to, _command, reply) => {
      waiting.get(to)?.(reply)
      waiting.delete(to)
    },
    broken: () => {
      waiting.clear()
      sdk.cut()
    },
    reconnect: () => {
      session = server.connect(account, device)
      sdk.restore()
    },
  }

  function receive(push: TencentPush): void {
    if (push.type === 'malformed') uncaught.push(...sdk.emit(push.event, push.data))
    else if (push.type === 'kick') sdk.kick()
    else sdk.push(...toWireEvents(push))
  }

  function ask(command: TencentCommand): Promise<TencentReply> {
    serial += 1
    const own = serial
    return new Promise((resolve) => {
      waiting.set(own, resolve)
      session?.request(own, command)
    })
  }

  async function answer(cmd: string, body: Wire): Promise<Wire> {
    const decoded = decode(cmd, body)
    if (decoded !== undefined) return toWire(await ask(decoded.command), (reply) => decoded.encode(reply))
    if (cmd.endsWith('recentcontact.page_get')) return page(Number(body['StartIndex']))
    if (cmd.endsWith('openim.getmsg')) return missed(Number(body['Cookie']) || 0)
    if (cmd.endsWith('.get_contact_group')) return groups()
    if (cmd.endsWith('.get_c2c_peer_mute_notifications')) return mutes(body['Peer_Account'] as string[] | undefined)
    if (cmd === 'group_open_http_svc.get_joined_group_list') return joined()
    // What was taken back meanwhile: tim-js-sdk asks at once for more, without end, until there is no next time.
    if (cmd === 'group_open_http_svc.get_group_notify') return { NotifyMsgList: [], NextMsgTime: 0 }
    if (cmd === 'group_open_http_svc.get_group_self_member_info')
      return groupInfos(body['GroupIdList'] as readonly string[])
    return (await standard(cmd, body as never)) as Wire
  }

  async function page(start: number): Promise<Wire> {
    const { groups: known = [] } = await ask({ name: 'groups' })
    const idsOf = (names: readonly string[]): number[] =>
      known.filter(({ name }) => names.includes(name)).map(({ id }) => Number(id))
    return toWire(await ask({ name: 'page', start, limit: 100 }), ({ rows = [], next }) => ({
      CompleteFlag: next === undefined ? 1 : 0,
      TimeStamp: 1_700_000_000,
      StartIndex: next ?? 0,
      GroupItem: known.map(toGroupItem),
      SessionItem: rows.map((row) => toSessionItem(row, idsOf(row.groups))),
    }))
  }

  async function missed(since: number): Promise<Wire> {
    return toWire(await ask({ name: 'missed', since }), ({ counts = [], pushes = [], since: next = since }) => ({
      Cookie: String(next),
      SyncFlag: 2,
      MsgList: pushes.flatMap((push) => (push.type === 'messages' ? push.messages.map(toWireMessage) : [])),
      C2CPairUnreadCount: counts.map(({ peer, unread }) => ({ From_Account: peer, UnreadCount: unread })),
    }))
  }

  async function groups(): Promise<Wire> {
    return toWire(await ask({ name: 'groups' }), ({ groups: known = [] }) => ({
      CompleteFlag: 1,
      ContactItem: [],
      GroupItem: known.map(toGroupItem),
    }))
  }

  /** tim-js-sdk names nobody: it asks for all that are muted. */
  function mutes(given: readonly string[] | undefined): Wire {
    const { muted } = server.truth(account)
    const users =
      given ?? [...muted.keys()].flatMap((key) => (key.startsWith('direct/') ? key.slice('direct/'.length) : []))
    return {
      MuteNotificationsList: users.map((user) => ({
        Peer_Account: user,
        MuteNotifications: muted.has(`direct/${user}`) ? 2 : 0,
      })),
    }
  }

  function groupInfos(ids: readonly string[]): Wire {
    const truth = server.truth(account)
    const GroupInfo = ids.map((id) => {
      const MsgFlag = FLAGS[truth.notifyOf(`group/${id}`)]
      const { name = id, avatarUrl = '' } = truth.profiles.get(id) ?? {}
      const common = { GroupId: id, ErrorCode: 0, Type: 'Public', Name: name, FaceUrl: avatarUrl }
      return { ...common, MemberList: [{ Member_Account: account, MsgFlag }] }
    })
    return { GroupInfo }
  }

  function joined(): Wire {
    const rows = [...server.truth(account).rows.values()].filter(({ kind }) => kind !== 'direct')
    const list = rows.map(({ targetId, last }) => ({
      GroupId: targetId,
      Type: 'Public',
      Name: targetId,
      NextMsgSeq: (last?.nth ?? 0) + 1, // the SDK takes it for the newest message’s
      SelfInfo: { Role: 'Member' },
    }))
    return { TotalCount: list.length, GroupIdList: list }
  }

  sdk.server.answer = answer

  return {
    uncaught,
    async login(name) {
      session?.close()
      account = name
      session = server.connect(name, device)
      await sdk.chat.login({ userID: name, userSig: 'any' })
    },
    async logout() {
      session?.close()
      session = undefined
      await sdk.chat.logout()
    },
  }
}

const toGroupItem = ({ id, name }: TencentGroup): object => ({
  ContactGroupId: Number(id),
  GroupId: Number(id),
  GroupName: name,
})

const toWire = (reply: TencentReply, encode: (reply: TencentReply) => object): Wire =>
  reply.code === 0 ? (encode(reply) as Wire) : { ActionStatus: 'FAIL', ErrorCode: reply.code, ErrorInfo: ORDERED }
