import type { ConversationId } from '../model/ids.js'
import type { Source } from '../model/source.js'
import type { Core } from './core.js'
import { reasonOf } from './failures.js'

/** Ids in one call, and how often a call that failed is made. */
const AT_ONCE = 100
const TRIES = 3

export interface RowReaderDeps {
  readonly core: Core
  source(): Source | undefined
  nextId(name: string): string
  /** The wait before the next try, after so many. */
  waitAfter(tries: number): number
  /** For sources that cannot read single rows: the whole list again. */
  readAll(): void
}

interface Reading {
  readonly from: Source
  readonly ids: readonly ConversationId[]
  readonly requestId: string
  readonly epoch: number
}

/** Reads single rows again from the vendor, whenever the state asks for some. */
export function createRowReader({ core, source, nextId, waitAfter, readAll }: RowReaderDeps): () => void {
  function readWanted(): void {
    const { wanted } = core.state().parts
    const from = source()
    if (wanted.size === 0 || !from || core.disposed) return
    const ids = [...wanted].slice(0, AT_ONCE)
    const reading: Reading = { from, ids, requestId: nextId('fetch'), epoch: core.state().epoch }
    core.dispatch({ type: 'pageRequested', requestId: reading.requestId, ids, epoch: reading.epoch })
    if (from.fetch) return void read(reading, 1)
    giveUp(reading)
    readAll()
  }

  async function read(reading: Reading, tries: number): Promise<void> {
    const { from, ids, requestId, epoch } = reading
    const isOver = (): boolean => source() !== from || core.state().epoch !== epoch
    if (isOver()) return giveUp(reading)
    try {
      const rows = await from.fetch!(ids)
      if (isOver()) return giveUp(reading)
      const found = new Set(rows.map((row) => row.id))
      const missing = ids.filter((id) => !found.has(id))
      core.dispatch({ type: 'pageReceived', requestId, rows, missing, epoch })
    } catch (error) {
      core.report({ code: 'vendor/failed', path: 'fetch', detail: reasonOf(error), vendor: from.vendor })
      if (tries >= TRIES) return giveUp(reading)
      core.after(waitAfter(tries), () => void read(reading, tries + 1))
    }
  }

  function giveUp({ requestId, epoch }: Reading): void {
    core.dispatch({ type: 'pageFailed', requestId, epoch })
  }

  return core.subscribe((state, previous) => {
    if (state.parts.wanted !== previous.parts.wanted) core.clock.microtask(readWanted)
  })
}
