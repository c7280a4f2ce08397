import { createEngine, type Conversation, type Engine, type EngineOptions } from '@convolist/core'
import { row } from '../builders.js'
import { same } from '../source-contract/check.js'
import type { BindingDriver, ListFacts, MountedList, ShowOptions } from './driver.js'
import { createScriptedSource, type Said, type ScriptedSource } from './scripted-source.js'

export interface StageOptions extends ShowOptions {
  /** The vendor's list; in pages with `pages`. */
  readonly rows?: readonly Conversation[] | undefined
  readonly pages?: readonly (readonly Conversation[])[] | undefined
  readonly engine?: EngineOptions | undefined
}

/** One engine on a scripted vendor, and one list of it on the screen of a binding. */
export interface Stage {
  readonly driver: BindingDriver
  readonly engine: Engine
  readonly source: ScriptedSource
  readonly list: MountedList
  /** What the app's own code threw at the engine. */
  readonly errors: unknown[]
  /** The vendor says something, and it is on the screen. */
  tell(...events: Said[]): Promise<void>
  settle(change: () => unknown): Promise<void>
  /** The rows on the screen as one line. */
  expectRows(wanted: string): void
  expectFacts(wanted: Partial<ListFacts>): void
  /** What a change makes the list render. */
  rendersOf(change: () => unknown): Promise<{ readonly list: number; readonly rows: number }>
  close(): Promise<void>
}

export async function openStage(driver: BindingDriver, options: StageOptions = {}): Promise<Stage> {
  const { view, range, rows = [], pages = [rows] } = options
  const source = createScriptedSource(pages)
  const errors: unknown[] = []
  const engine = createEngine({
    source,
    views: { unread: { filter: { unread: true } } },
    onError: (error) => errors.push(error),
    ...options.engine,
  })
  await driver.settle(() => undefined)
  const list = await driver.mount(engine, { view, range })
  const settle = (change: () => unknown): Promise<void> => driver.settle(change)
  await settle(() => undefined)
  return {
    driver,
    engine,
    source,
    list,
    errors,
    settle,
    tell: (...events) => settle(() => source.emit(...events)),
    expectRows: (wanted) => same('rows on the screen', list.rows().join(' '), wanted),
    expectFacts(wanted) {
      const facts = list.facts()
      for (const [name, value] of Object.entries(wanted)) same(name, facts[name as keyof ListFacts], value)
    },
    async rendersOf(change) {
      const before = { ...list.renders }
      await settle(change)
      return { list: list.renders.list - before.list, rows: list.renders.rows - before.rows }
    },
    async close() {
      await list.unmount()
      engine.dispose()
    },
  }
}

/** Rows `c0`, `c1`, ... from the newest down. */
export const rowsOf = (count: number): Conversation[] =>
  Array.from({ length: count }, (_, place) => row(`c${place}`, { at: 1_000_000 - place }))
