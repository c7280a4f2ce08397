import { createApp } from 'vue'
import './list.css'
import List from './list.vue'
import { createRig } from './rig.mjs'

export function open({ rows }) {
  globalThis.rig = createRig(Number(rows))
  createApp(List, { engine: globalThis.rig.engine }).mount('#root')
}
