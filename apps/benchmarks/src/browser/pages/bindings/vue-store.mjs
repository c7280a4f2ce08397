import { defineConversationListStore } from '@convolist/vue'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import './list.css'
import List from './list.vue'
import { createRig } from './rig.mjs'

/** The list of vue.mjs with the Pinia store beside it: alone, with somebody who subscribed, or with devtools open. */
export async function open({ rows, subscribed, devtools }) {
  globalThis.rig = createRig(Number(rows))
  const { engine } = globalThis.rig
  const panel = devtools && (await import('./devtools-panel.mjs')).openPanel()
  const app = createApp(List, { engine })
  app.use(createPinia())
  const store = app.runWithContext(() => defineConversationListStore(engine)())
  let mutations = 0
  if (subscribed) store.$subscribe(() => mutations++, { flush: 'sync' })
  globalThis.rig.heard = () => panel?.heard() ?? mutations
  app.mount('#root')
}
