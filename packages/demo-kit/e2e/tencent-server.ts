import type { Page, WebSocketRoute } from 'playwright-core'
import { reopen } from './demo.js'

type Body = Readonly<Record<string, unknown>>

/** Tencent's side of the wire, as far as the SDK needs it to sign in and list. */
export interface TencentServer {
  /** Refuses the next login with this code. */
  refusal: number | undefined
  readonly logins: Body[]
  readonly commands: string[]
  /** The account signs in on another device. */
  kick(): void
}

/** JSON, but as bytes: text is what the SDK takes in its own development mode only. */
const toBytes = (packet: Body): Buffer => Buffer.from(JSON.stringify(packet))

const NOW = Math.floor(Date.now() / 1000)

const row = (user: string, at: number): Body => ({
  Type: 1,
  To_Account: user,
  C2cNick: user,
  MsgTimeStamp: NOW - at,
  MsgSeq: 1,
  LastC2CMsgFrom_Account: user,
  C2cPeerReadTime: 0,
  TopFlags: 0,
  MsgRecvOption: 0,
  LastMsg: { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `hello from ${user}` } }] },
})

const ANSWERS: Readonly<Record<string, Body>> = {
  wslogin: { A2Key: 'key', TinyId: '1', HelloInterval: 120, InstId: 1, TimeStamp: NOW, PurchaseBits: '1'.repeat(40) },
  purchase_bitsv2: { PurchaseBits: '1'.repeat(40), ExpiredTime: 3600 },
  black_list_get: { BlackListItem: [], StartIndex: 0 },
  get_joined_group_list: { TotalCount: 0, GroupIdList: [] },
  get_contact_group: { CompleteFlag: 1, GroupItem: [], ContactItem: [] },
  page_get: { CompleteFlag: 1, TimeStamp: NOW, StartIndex: 1, SessionItem: [row('grace', 10), row('ada', 20)] },
}

/** Lets no request out of the page but to the demo itself. */
export async function cutNetwork(page: Page): Promise<void> {
  await page.context().route(/^https?:\/\/(?!127\.0\.0\.1)/, (route) => route.abort())
}

/** Puts a server of ours behind the page's sockets to Tencent; everything else of the network is cut. The page is loaded anew. */
export async function serveTencent(page: Page): Promise<TencentServer> {
  const sockets: WebSocketRoute[] = []
  const push = (servcmd: string, EventArray: readonly Body[]): void =>
    sockets.at(-1)!.send(toBytes({ head: { servcmd, seq: 1 }, body: { EventArray } }))
  const server: TencentServer = {
    refusal: undefined,
    logins: [],
    commands: [],
    kick: () =>
      push('im_open_push.msg_push', [
        { Event: 9, C2cNotifyMsgArray: [{ KickoutMsgNotify: { KickType: 1, NewInstanceInfo: {} } }] },
      ]),
  }
  await cutNetwork(page)
  await page.context().routeWebSocket(/my-imcloud\.com/, (socket) => {
    sockets.push(socket)
    socket.onMessage((text) => {
      const { head } = JSON.parse(text.toString()) as { head: { servcmd: string } & Body }
      const command = head.servcmd.slice(head.servcmd.indexOf('.') + 1)
      server.commands.push(command)
      if (command === 'wslogin') server.logins.push(head)
      const refusal = command === 'wslogin' ? server.refusal : undefined
      const answer = { ActionStatus: refusal ? 'FAIL' : 'OK', ErrorCode: refusal ?? 0, ErrorInfo: '' }
      socket.send(toBytes({ head, body: { ...answer, ...ANSWERS[command] } }))
    })
  })
  // The SDK's socket is in a worker where there are any, and those of workers cannot be routed.
  await page.context().addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker'))
  await reopen(page) // sockets are routed from the next page on
  return server
}
