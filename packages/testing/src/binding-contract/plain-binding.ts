import { createListSelector, type Conversation, type Engine, type ListSelection } from '@convolist/core'
import { promiseJobsDrained } from '../host.js'
import type { BindingDriver, ListFacts, MountedList, ShowOptions } from './driver.js'
import { factsText, rowText } from './screen.js'

/** No framework at all: an engine and a listener. What every binding is compared with, and an example of a driver. */
export const plainBinding: BindingDriver = {
  mount,
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
