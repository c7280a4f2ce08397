import '@convolist/demo-kit/theme.css'
import { badgeText } from '@convolist/demo-kit'
import { ConversationListProvider } from '@convolist/react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { DemoProvider, SessionProvider } from 'demo-react/src/app/demo-context.tsx'
import { useValue } from 'demo-react/src/app/use-value.ts'
import { ROW_HEIGHT } from 'demo-react/src/list/row-height.ts'
import { Rows } from 'demo-react/src/list/rows.tsx'
import { useRef, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { Rtk } from '../../../candidates/rtk.mjs'
import { VIEWS } from '../../../work/views.mjs'
import { createDemoRig, createLoadWorld } from './demo-rig.mjs'
import { createHand } from './hand.mjs'
import { createTraffic } from './traffic.mjs'

/**
 * The demo's list as one writes it first: Redux Toolkit's sorted entity adapter, a memoised selector for each of five
 * views, the same virtualiser, the demo's own rows and styles. What comes within a frame is one action, as with us.
 */
function List({ store }) {
  const scroller = useRef(null)
  useSyncExternalStore(store.store.subscribe, store.store.getState)
  const counts = VIEWS.map((_, view) => store.unread(view))
  // eslint-disable-next-line react-hooks/incompatible-library -- its results are used here and now, never memoised
  const virtualizer = useVirtualizer({
    count: store.size(0),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const rows = store.window(0, first, first + items.length)
  return (
    <section className="sidebar">
      <div className="tabs">
        {VIEWS.map(({ name }, view) => (
          <span key={name} className="tab">
            {name} <span className="count">{badgeText(counts[view])}</span>
          </span>
        ))}
      </div>
      <div className="list-frame">
        <div ref={scroller} className="list" role="grid">
          <Rows
            height={virtualizer.getTotalSize()}
            placed={rows.map((row, at) => ({ row, index: first + at }))}
            tabStop={rows[0]?.id}
            openId={undefined}
            menuId={undefined}
          />
        </div>
      </div>
    </section>
  )
}

function Page({ demo, store }) {
  const session = useValue(demo.session)
  return (
    session && (
      <SessionProvider value={session}>
        <ConversationListProvider engine={session.engine}>
          <div className="app">
            <List store={store} />
          </div>
        </ConversationListProvider>
      </SessionProvider>
    )
  )
}

export async function open({ rows }) {
  const { demo, load } = await createDemoRig({ rows: 0 }) // what the demo's rows ask for beside their conversation
  const world = createLoadWorld(Number(rows))
  const list = world.snapshot(0)
  const store = new Rtk(VIEWS)
  let waiting = []
  let frames = 0
  const apply = () => {
    const changes = waiting
    waiting = []
    frames++
    store.writeAll(changes)
  }
  const traffic = createTraffic(world, (changes) => {
    if (waiting.length === 0) requestAnimationFrame(apply)
    for (const change of changes) waiting.push(change)
  })
  globalThis.rig = {
    prepare() {},
    async load() {
      await load()
      store.load(list.splice(0))
      createRoot(document.getElementById('root')).render(
        <DemoProvider demo={demo}>
          <Page demo={demo} store={store} />
        </DemoProvider>,
      )
    },
    traffic,
    hand: createHand(),
    commits: () => frames,
    check() {
      if (waiting.length > 0) apply()
      const told = world.unreadCounts.reduce((sum, count) => sum + count, 0)
      if (store.unread(0) !== told) throw new Error(`${store.unread(0)} unread, not ${told}`)
    },
  }
}
