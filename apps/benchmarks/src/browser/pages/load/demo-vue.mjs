import '@convolist/demo-kit/theme.css'
import App from 'demo-vue/src/app/app.vue'
import { createApp } from 'vue'
import { createDemoRig } from './demo-rig.mjs'

export async function open(query) {
  globalThis.rig = await createDemoRig(query)
  createApp(App, { demo: globalThis.rig.demo }).mount('#root')
}
