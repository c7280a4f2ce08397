import { devtools, stringify } from '@vue/devtools-kit'

/**
 * An open panel of Vue's devtools, Pinia's tab on the screen: what happens on the page's side. The timeline's events are
 * made to text, as they are when they cross to the panel; what the inspector is told to look at again, it asks for.
 */
export function openPanel() {
  let heard = 0
  let sink = 0
  const asked = {}
  const on = new Proxy({}, { get: (_, name) => (handler) => (asked[name] = handler) })
  const known = {
    on,
    now: () => performance.now(),
    getSettings: () => ({ logStoreChanges: false }),
    addTimelineEvent({ event }) {
      heard++
      sink += stringify(event).length
    },
  }
  const api = new Proxy(known, { get: (own, name) => own[name] ?? (() => undefined) })
  devtools.hook.on.setupDevtoolsPlugin((_, setup) => void setup(api))
  return { heard: () => heard, sink: () => sink }
}
