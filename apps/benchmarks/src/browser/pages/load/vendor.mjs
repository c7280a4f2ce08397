import { createNimSource } from '@convolist/adapter-netease-nim'
import { createEmitter } from '../../../adapters/emitter.mjs'
import { toNimRow } from '../../../vendors/nim-row.mjs'
import { changedRow } from '../../../work/row.mjs'

/**
 * A stand-in for NIM's SDK: it has the world's rows in its memory, answers each page in a task of its own, as soon as it
 * can, and tells each message by its whole row.
 *
 * @param pageSize of the adapter; on the Web it asks for everything at once unless told otherwise.
 */
export function openVendor(world, pageSize) {
  const told = new Map(world.rows.map((row) => [row.id, row]))
  let list = []
  const conversation = {
    ...createEmitter(),
    async getConversationList(offset, limit) {
      await nextTask()
      const start = offset === 0 ? 0 : firstBelow(list, offset)
      const conversationList = list.slice(start, start + limit)
      const finished = start + limit >= list.length
      return { conversationList, finished, offset: conversationList.at(-1)?.sortOrder ?? 0 }
    },
    getConversationReadTime: async () => 0,
    getTotalUnreadCount: () => world.unreadCounts.reduce((sum, count) => sum + count, 0),
  }
  const login = { ...createEmitter(), getLoginUser: () => 'me', getLoginStatus: () => 1 }
  return {
    source: createNimSource(
      { V2NIMLoginService: login, V2NIMConversationService: conversation },
      { service: 'cloud', ...(pageSize && { pageSize }) },
    ),
    /** Its list as it is now, in fresh objects; not timed. */
    refreshList() {
      list = world.rows.map(toNimRow).sort((a, b) => b.sortOrder - a.sortOrder)
    },
    tell(changes) {
      const rows = changes.map((change) => {
        const row = changedRow(told.get(change.id), change)
        told.set(row.id, row)
        return toNimRow(row)
      })
      conversation.emit('onConversationChanged', rows)
    },
  }
}

/** The first place whose row is of a lower order. */
function firstBelow(list, order) {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle].sortOrder < order) high = middle
    else low = middle + 1
  }
  return low
}

const { port1, port2 } = new MessageChannel()
const waiting = []
port1.onmessage = () => waiting.shift()()

/** As soon as a network could answer at best: without the 4 ms that browsers add to timers. */
const nextTask = () =>
  new Promise((resolve) => {
    waiting.push(resolve)
    port2.postMessage(0)
  })
