import type { ChatKey, ContractCapabilities, ContractRig, RigOptions } from '../../src/source-scenarios.js'
import { createToySource, type Fault } from './toy-source.js'
import { ToyVendor, type ToyPush } from './toy-vendor.js'

export const toyCapabilities: ContractCapabilities = {
  commands: {
    markUnread: 'none',
    setMark: 'none',
    saveDraft: 'local',
    updateLocalExtension: 'local',
    create: 'none',
    createLabel: 'none',
    renameLabel: 'none',
    deleteLabel: 'none',
    addToLabel: 'none',
    removeFromLabel: 'none',
  },
}

export function createToyRig({ clock }: RigOptions, fault?: Fault): ContractRig {
  const vendor = new ToyVendor(clock)
  const tell = (push: unknown): void => vendor.tell(push as ToyPush)
  let account = 'me'
  return {
    source: createToySource(vendor, fault),
    listenerCount: () => vendor.listeners.size,
    uncaught: () => vendor.uncaught,
    settle: () => undefined,
    server: {
      seed: (name, chats) => {
        for (const { chat, sentAt, text = chat, unreadCount = 0, stickTop = false } of chats) {
          vendor.hear(name, chat, text, sentAt)
          Object.assign(vendor.list(name).get(chat) ?? {}, { unread: unreadCount, pinned: stickTop })
        }
      },
      login: (name) => {
        account = name
        vendor.login(name)
      },
      logout: () => vendor.logout(),
      kick: () => vendor.logout(true),
      disconnect: () => vendor.setLine(false),
      reconnect: () => vendor.setLine(true),
      id: (chat) => chat,
      truth: (chat) => {
        const row = vendor.list(account).get(chat)
        return row && { unreadCount: row.unread, stickTop: row.pinned }
      },
      receive: (chat, { text, sentAt }) => vendor.hear(account, chat, text, sentAt),
      revoke: (chat) => vendor.change(chat, (row) => (row.last = { ...row.last, text: '' })),
      peerRead: (chat, readAt) => tell({ type: 'peerRead', chat, at: readAt }),
      readElsewhere: (chat) => vendor.change(chat, (row) => (row.unread = 0)),
      stickTopElsewhere: (chat, stickTop) => vendor.change(chat, (row) => (row.pinned = stickTop)),
      removeElsewhere: (chat) => vendor.remove(chat),
      refuseNext: (command, chats) => vendor.refuseNext(command, chats),
      holdNext: (command) => vendor.holdNext(command),
      failNextSync: () => (vendor.nextFailure = { met: false }),
      failNextPage: () => {
        const failure = { met: false }
        vendor.nextPage = () => {
          failure.met = true
          return Promise.reject(new Error('the toy cannot read on'))
        }
        return failure
      },
      holdNextPage: () => {
        let release = (): void => undefined
        const gate = new Promise<void>((resolve) => (release = resolve))
        const page = { arrived: false, release: () => release() }
        vendor.nextPage = () => {
          page.arrived = true
          return gate
        }
        return page
      },
      messagesOf: (chat) => [vendor.list(account).get(chat)?.last],
      isCleared: (chat) => vendor.cleared.has(chat),
      garbage: [
        { name: 'rows that are none', send: () => tell({ type: 'rows', rows: null }) },
        { name: 'rows of all sorts', send: () => tell({ type: 'rows', rows: [null, 7, {}, { chat: '' }] }) },
        { name: 'a push of no type', send: () => tell({}) },
        { name: 'a deletion of nothing', send: () => tell({ type: 'gone', chats: 'all' }) },
      ],
      sendBeside: (chat: ChatKey, unread) => {
        tell({
          type: 'rows',
          rows: [
            { chat: 7, last: vendor.list().get(chat)?.last },
            { ...vendor.list().get(chat), unread },
          ],
        })
      },
    },
  }
}
