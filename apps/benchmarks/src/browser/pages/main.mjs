const screens = {
  react: () => import('./bindings/react.jsx'),
  vue: () => import('./bindings/vue.mjs'),
  'vue-store': () => import('./bindings/vue-store.mjs'),
}

const query = Object.fromEntries(new URLSearchParams(location.search))
globalThis.withDevtools = 'devtools' in query // before Vue or Pinia is loaded
const { open } = await screens[query.screen]()
await open(query)
globalThis.screenStands = true
