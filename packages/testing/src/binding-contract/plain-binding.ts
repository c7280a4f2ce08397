import {
  createListSelector,
  getConversation,
  type Conversation,
  type Engine,
  type ListSelection,
  type ListState,
} from '@convolist/core'
import { promiseJobsDrained } from '../host.js'
import type { BindingDriver, ListFacts, MountedList, MountedText, ShowOptions } from './driver.js'
import { factsText, rowText } from './screen.js'

/** No framework at all: an engine and a listener. What every binding is compared with, and an example of a driver. */
export const plainBinding: BindingDriver = {
  mount,
  mountRow: (engine, id) =>
    watch(
      engine,
      (state) => getConversation(state, id),
      (row) => (row ? rowText(row) : ''),
    ),
  mountUnread(engine, name, count) {
    const view = engine.view(name)
    return watch(engine, (state) => view.read(state).counters[count], String)
  },
  async settle(change) {
    await change()
    await promiseJobsDrained()
  },
}

/** A list without any framework: a selection, and the text that was made of each row when it changed. */
function mount(engine: Engine, options: ShowOptions): MountedList {
  const renders = { list: 0, rows: 0 }
  const texts = new WeakMap<Conversation, string>()
  let shown: ListSelection | undefined
  let lines: readonly string[] = []
  let stop = (): void => undefined

  function textOf(row: Conversation): string {
    const known = texts.get(row)
    if (known !== undefined) return known
    renders.rows++
    const text = rowText(row)
    texts.set(row, text)
    return text
  }

  function start({ view: wanted, range: [start, end] = [0, Infinity] }: ShowOptions): () => Promise<void> {
    const view = engine.view(wanted)
    const select = createListSelector(view, { start, end })
    const draw = (): void => {
      const next = select(engine.getState())
      if (next === shown) return
      shown = next
      renders.list++
      lines = next.rows.map(textOf)
    }
    stop()
    const undo = [view.retain(), engine.subscribe(draw)]
    stop = () => undo.forEach((each) => each())
    draw()
    return () => view.loadMore()
  }

  let loadMore = start(options)
  return {
    rows: () => lines,
    facts: () => JSON.parse(factsText(shown!)) as ListFacts,
    renders,
    show: (next) => void (loadMore = start(next)),
    loadMore: () => loadMore(),
    commands: engine.commands,
    unmount: () => stop(),
  }
}

/** One selected value as text, made anew when it is another. */
function watch<T>(engine: Engine, select: (state: ListState) => T, toText: (value: T) => string): MountedText {
  let renders = 0
  let text = ''
  const draw = (value: T): void => {
    renders++
    text = toText(value)
  }
  draw(select(engine.getState()))
  return { text: () => text, renders: () => renders, unmount: engine.subscribe(select, draw) }
}
