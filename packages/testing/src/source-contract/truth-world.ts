import type { Simulator } from '../simulator/simulator-types.js'
import type { AccountTruth } from '../simulator/truth.js'
import { readTruthKey, type TruthMessage } from '../simulator/truth-types.js'
import type { ChatKey, ContractServer, SeedChat } from './rig.js'

/** What a rig on a simulator adds: what this vendor's nonsense looks like. */
export type TruthWorld = Omit<ContractServer, 'garbage' | 'sendBeside'>

/** The world of a rig whose vendor is simulated: its server's truth, and the simulator's own orders. */
export function createTruthWorld(simulator: Simulator): TruthWorld {
  const { server } = simulator
  const truth = (): AccountTruth => server.truth(simulator.account)
  return {
    seed: (name, chats) => chats.forEach((chat) => seedChat(server.truth(name), chat)),
    login: (account) => (account === simulator.account ? simulator.login() : simulator.switchAccount(account)),
    logout: () => simulator.logout(),
    kick: () => simulator.kick(),
    disconnect: () => simulator.disconnect(),
    reconnect: () => simulator.reconnect(),
    id: (chat) => simulator.idOf(chat),
    truth: (chat) => {
      const row = truth().row(chat)
      return row && { unreadCount: row.unread, stickTop: row.stickTop }
    },
    receive: (chat, message) => hear(truth(), chat, message),
    revoke: (chat) => {
      const last = truth().row(chat)?.last
      if (last !== undefined) truth().revoke(chat, last.id, last.senderId, 'peer')
    },
    peerRead: (chat, readAt) => truth().peerReadTo(chat, readAt),
    readElsewhere: (chat) => void truth().clearUnread(chat, 'otherDevice'),
    stickTopElsewhere: (chat, stickTop) => void truth().setStickTop(chat, stickTop, 'otherDevice'),
    removeElsewhere: (chat) => void truth().remove(chat, 'otherDevice'),
    refuseNext: (command, chats) => simulator.refuseNext(command, undefined, chats),
    holdNext: (command) => simulator.holdNext(command),
    failNextSync: () => simulator.failNextSync(),
  }
}

/** The newest message of a chat, for a rig's `messagesOf`, which says it in the vendor's words. */
export function newestOf({ server, account }: Simulator, chat: ChatKey): readonly TruthMessage[] {
  const last = server.truth(account).row(chat)?.last
  return last ? [last] : []
}

/** A group's members all speak with one mouth. */
const MEMBER = 'member1'

function hear(truth: AccountTruth, chat: ChatKey, message: { readonly text: string; readonly sentAt: number }): void {
  const { kind, targetId } = readTruthKey(chat)
  meet(truth, targetId)
  truth.message(kind, targetId, { ...message, kind: 'text', senderId: kind === 'direct' ? targetId : MEMBER }, 'peer')
}

function seedChat(truth: AccountTruth, seed: SeedChat): void {
  const { chat, sentAt, text = chat, unreadCount = 0, stickTop = false } = seed
  for (let left = Math.max(1, unreadCount) - 1; left >= 0; left--)
    hear(truth, chat, { text, sentAt: sentAt - left * 1000 })
  if (unreadCount === 0) truth.clearUnread(chat, 'otherDevice')
  if (stickTop) truth.setStickTop(chat, true, 'otherDevice')
}

/** Vendors that send names along need one. */
function meet(truth: AccountTruth, id: string): void {
  if (!truth.profiles.has(id)) truth.profiles.set(id, { id, name: id, avatarUrl: '', updatedAt: truth.now() })
}
