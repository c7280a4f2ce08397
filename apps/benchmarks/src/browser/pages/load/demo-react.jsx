import '@convolist/demo-kit/theme.css'
import { App } from 'demo-react/src/app/app.tsx'
import { createRoot } from 'react-dom/client'
import { createDemoRig } from './demo-rig.mjs'

export async function open(query) {
  globalThis.rig = await createDemoRig(query)
  createRoot(document.getElementById('root')).render(<App demo={globalThis.rig.demo} />)
}
