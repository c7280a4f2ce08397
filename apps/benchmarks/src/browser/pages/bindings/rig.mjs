import { createEngine } from '@convolist/core'
import { toEvent, toSnapshot } from '../../../candidates/events.mjs'
import { VIEWS } from '../../../work/views.mjs'
import { World } from '../../../work/world.mjs'

export const MOUNTED = 50
/** Microtasks from an event to the committed document: more than either framework takes. */
const TURNS = 12
/** Rows that are pinned, in the window or near it are no far ones. */
const NEAR = 2 * MOUNTED

const renders = { rows: 0, lists: 0 }

/** Components tell of their renders by themselves. */
export const countRow = () => void renders.rows++
export const countList = () => void renders.lists++

/** An engine with the world's rows, three live views, and the list of its first 50 rows on the page. */
export function createRig(size) {
  const world = new World(size)
  const views = Object.fromEntries(VIEWS.slice(0, 3).map(({ name, filter }) => [name, { filter }]))
  const engine = createEngine({ views })
  const account = { type: 'accountOpened', account: 'me' }
  engine.dispatch([account, toSnapshot([...world.rows], world.now)])
  engine.flush()
  const view = engine.view('all')
  const slots = new Map(world.rows.map(({ id }, slot) => [id, slot]))
  let far = size - 1
  let inputs = []

  const oneMoreUnread = (row) => world.unread(slots.get(row.id), row.unreadCount + 1, row.mentions)
  const makers = {
    /** The vendor changes a row that is not on the screen. */
    outside: () => oneMoreUnread(world.row(slots.get(view.at(NEAR + world.random.below(size - NEAR)).id))),
    /** It changes one that is. */
    changed: () => oneMoreUnread(world.row(slots.get(view.at(world.random.below(MOUNTED)).id))),
    /** A message in a row far down, which goes to the top; the last of the window leaves. */
    toTop() {
      far = far > NEAR ? far - 1 : size - 1
      return world.message(far)
    },
  }

  return {
    engine,
    /** Not timed: the events of a stretch. */
    prepare(kind, count) {
      inputs = Array.from({ length: count }, () => toEvent(makers[kind]()))
    },
    /** Timed: each event from its dispatch to the committed document, laid out. */
    async run() {
      const before = { ...renders }
      const list = document.querySelector('#list')
      let height = 0
      for (const event of inputs) {
        engine.dispatch(event)
        for (let turn = 0; turn < TURNS; turn++) await undefined
        height += list.scrollHeight
      }
      return { height, rows: renders.rows - before.rows, lists: renders.lists - before.lists }
    },
    /** What is on the page is what the view says. */
    check() {
      const shown = [...document.querySelectorAll('#list > li')].map(
        (item) => `${item.dataset.id} ${item.querySelector('.unread')?.textContent ?? 0} ${textOf(item)}`,
      )
      const told = view
        .window(0, MOUNTED)
        .map((row) => `${row.id} ${row.unreadCount} ${row.title} ${row.lastMessage.text}`)
      if (shown.join('\n') !== told.join('\n')) throw new Error('the page does not show what the view says')
    },
  }
}

const textOf = (item) => `${item.querySelector('.title').textContent} ${item.querySelector('.preview').textContent}`

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
export const timeOf = (row) => clock.format(row.activeAt)
