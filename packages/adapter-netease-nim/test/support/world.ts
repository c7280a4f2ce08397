import { createNimSource, type NimServiceName, type NimSourceOptions } from '@convolist/adapter-netease-nim'
import { createEngine, type Conversation, type Engine, type EngineOptions, type Source } from '@convolist/core'
import {
  createVirtualClock,
  roamingMessages,
  show,
  wireMessage,
  type VirtualClock,
  type WireObject,
} from '@convolist/testing'
import { idOf, startStable, type Nim } from './sdk.js'

/** The real SDK, the adapter and the real engine. */
export interface World {
  readonly h: Nim
  readonly engine: Engine
  readonly source: Source
  readonly clock: VirtualClock
  /** The list in one line, with short ids: `^bob(2) 7`. */
  line(): string
  row(target: string): Conversation | undefined
  settle(): Promise<void>
}

export interface WorldOptions extends Partial<NimSourceOptions> {
  readonly start?: () => Nim
  /** Cloud: what the first sync brings. */
  readonly rows?: readonly WireObject[]
  /** Local: peers who each left one message, oldest first. */
  readonly peers?: readonly string[]
  readonly engine?: EngineOptions
  readonly wrap?: (source: Source, h: Nim) => Source
  readonly login?: boolean
}

export async function world(service: NimServiceName, options: WorldOptions = {}): Promise<World> {
  const { start = startStable, rows, peers = [], engine: engineOptions, wrap, login = true, ...more } = options
  const h = start()
  const clock = createVirtualClock()
  const own = createNimSource(h.nim, { ...more, service })
  const source = wrap?.(own, h) ?? own
  const engine = createEngine({ clock, source, ...engineOptions })
  if (rows) h.nextSync = { full: true, rows }
  if (peers.length > 0) {
    h.mainSync = [
      roamingMessages(
        peers.map((from, index) => wireMessage({ from, to: 'me', time: 1000 + index, text: `hi ${from}` })),
      ),
    ]
  }
  const settle = async (): Promise<void> => {
    await h.settle()
    await clock.settle()
    engine.flush()
  }
  if (login) {
    await h.loginAs('me')
    await settle()
  }
  const short = (id: string): string => id.replace(/^me\|[123]\|/, '')
  return {
    h,
    engine,
    source,
    clock,
    line: () =>
      show(
        engine
          .view()
          .window(0, engine.view().size)
          .map((row) => Object.assign({}, row, { id: short(row.id) })),
      ),
    row: (target) => engine.get(target.includes('|') ? target : idOf(target)),
    settle,
  }
}
