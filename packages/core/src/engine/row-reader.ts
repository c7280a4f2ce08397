import { ConvolistError } from '../model/errors.js'
import type { ConversationId } from '../model/ids.js'
import type { Source } from '../model/source.js'
import type { Core } from './core.js'
import { accountChanged, disposed, noSource, reasonOf, syncError } from './failures.js'

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

/** Single rows from the vendor: whenever the state asks for some, and whenever the app does. */
export interface RowReader {
  /** Reads rows by id, once. */
  fetch(ids: readonly ConversationId[]): Promise<void>
  stop(): void
}

interface Reading {
  readonly from: Source
  readonly ids: readonly ConversationId[]
  readonly requestId: string
  readonly epoch: number
}

export function createRowReader({ core, source, nextId, waitAfter, readAll }: RowReaderDeps): RowReader {
  function readWanted(): void {
    const { wanted } = core.state().parts
    const from = source()
    if (wanted.size === 0 || !from || core.disposed) return
    const reading = ask(from, [...wanted].slice(0, AT_ONCE))
    if (from.fetch) return void readAgain(reading, 1)
    giveUp(reading)
    readAll()
  }

  function ask(from: Source, ids: readonly ConversationId[]): Reading {
    const reading: Reading = { from, ids, requestId: nextId('fetch'), epoch: core.state().epoch }
    core.dispatch({ type: 'pageRequested', requestId: reading.requestId, ids, epoch: reading.epoch })
    return reading
  }

  async function readAgain(reading: Reading, tries: number): Promise<void> {
    const { from } = reading
    if (whyOver(reading)) return giveUp(reading)
    try {
      await read(reading)
    } catch (error) {
      core.report({ code: 'vendor/failed', path: 'fetch', detail: reasonOf(error), vendor: from.vendor })
      if (tries >= TRIES) return giveUp(reading)
      core.after(waitAfter(tries), () => void readAgain(reading, tries + 1))
    }
  }

  /** The answer of an account or a source that has gone meanwhile is not shown. */
  async function read(reading: Reading): Promise<void> {
    const { from, ids, requestId, epoch } = reading
    const rows = await from.fetch!(ids)
    if (whyOver(reading)) return giveUp(reading)
    const found = new Set(rows.map((row) => row.id))
    const missing = ids.filter((id) => !found.has(id))
    core.dispatch({ type: 'pageReceived', requestId, rows, missing, epoch })
  }

  function whyOver({ from, epoch }: Reading): ConvolistError | undefined {
    if (core.disposed) return disposed()
    if (core.state().epoch !== epoch) return accountChanged()
    return source() === from ? undefined : noSource('fetch')
  }

  function giveUp({ requestId, epoch }: Reading): void {
    core.dispatch({ type: 'pageFailed', requestId, epoch })
  }

  const unsubscribe = core.subscribe((state, previous) => {
    if (state.parts.wanted !== previous.parts.wanted) core.clock.microtask(readWanted)
  })

  return {
    async fetch(ids) {
      if (core.disposed) throw disposed()
      const from = source()
      if (!from) throw noSource('fetch')
      if (!from.fetch) throw new ConvolistError('command/unsupported', `${from.vendor} has no rows by id`)
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        const reading = ask(from, ids.slice(start, start + AT_ONCE))
        // oxlint-disable-next-line no-await-in-loop -- one call at a time spares the vendor's limits
        await read(reading).catch((error: unknown) => {
          giveUp(reading)
          throw whyOver(reading) ?? syncError(error)
        })
        const why = whyOver(reading)
        if (why) throw why
      }
      core.flush()
    },
    stop: unsubscribe,
  }
}
