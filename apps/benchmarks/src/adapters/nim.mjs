import { createNimSource } from '@convolist/adapter-netease-nim'
import { toNimRow } from '../vendors/nim-row.mjs'
import { changedRow } from '../work/row.mjs'
import { createEmitter } from './emitter.mjs'

/** NIM as far as a list needs it: somebody is logged in, the list is there, and a message is told as its whole row. */
const openNim = (service) => (rows) => {
  const sdk = new Map(rows.map((row) => [row.id, row]))
  const conversation = {
    ...createEmitter(),
    getConversationList: async () => ({ conversationList: rows.map(toNimRow), finished: true, offset: 0 }),
    getConversationReadTime: async () => 0,
    getTotalUnreadCount: () => 0,
  }
  const login = { ...createEmitter(), getLoginUser: () => 'me', getLoginStatus: () => 1 }
  const name = service === 'cloud' ? 'V2NIMConversationService' : 'V2NIMLocalConversationService'
  return {
    source: createNimSource({ V2NIMLoginService: login, [name]: conversation }, { service }),
    eventOf(change) {
      const row = changedRow(sdk.get(change.id), change)
      sdk.set(row.id, row)
      return [toNimRow(row)]
    },
    emit: (changed) => conversation.emit('onConversationChanged', changed),
    idOf: ({ id }) => id,
  }
}

export const openNimCloud = openNim('cloud')
export const openNimLocal = openNim('local')
