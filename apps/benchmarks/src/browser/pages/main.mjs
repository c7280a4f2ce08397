const screens = {
  react: () => import('./bindings/react.jsx'),
  vue: () => import('./bindings/vue.mjs'),
  'vue-store': () => import('./bindings/vue-store.mjs'),
  'demo-react': () => import('./load/demo-react.jsx'),
  'demo-vue': () => import('./load/demo-vue.mjs'),
  naive: () => import('./load/naive.jsx'),
}

const query = Object.fromEntries(new URLSearchParams(location.search))
globalThis.withDevtools = 'devtools' in query // before Vue or Pinia is loaded
const { open } = await screens[query.screen]()
await open(query)
globalThis.screenStands = true
