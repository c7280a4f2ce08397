import { openBackend } from '@convolist/backends'
import { createEngine, type Engine } from '@convolist/core'
import { demoPolicies, tabViews, textsOf, timeFormat } from '@convolist/demo-kit'
import { emitKeypressEvents } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'
import pc from 'picocolors'
import type { Options } from '../options.js'
import { draw, FRAME_LINES } from './draw.js'
import type { Key } from './keys.js'
import { createTerminalList } from './list.js'
import { openScreen } from './screen.js'

/** How often the screen is drawn at most. */
const FRAME_MS = 40

/** Times are told in minutes, so that often is enough where nothing happens. */
const CLOCK_MS = 20_000

/** A live list on a simulated vendor, until the user has had enough. */
export async function runLive(options: Options, input: ReadStream, output: WriteStream): Promise<void> {
  const { vendor, seed, conversations, events, faults } = options
  const { simulator, source } = openBackend(vendor, { seed, conversations, profile: faults, eventsPerSecond: events })
  const engine = createEngine({ source, views: tabViews, policies: demoPolicies, onError: () => undefined })
  simulator.start()
  const toggleConnection = (): void => (simulator.online ? simulator.disconnect() : simulator.reconnect())
  try {
    await untilQuit(engine, `convolist · ${vendor}`, toggleConnection, input, output)
  } finally {
    simulator.stop()
    engine.dispose()
  }
}

async function untilQuit(
  engine: Engine,
  name: string,
  toggleConnection: () => void,
  input: ReadStream,
  output: WriteStream,
): Promise<void> {
  const texts = textsOf('en')
  const time = timeFormat('en')
  const screen = openScreen(output)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let quit = (): void => undefined
  const done = new Promise<void>((resolve) => (quit = resolve))
  const list = createTerminalList(engine, { changed: drawSoon, quit: () => quit(), toggleConnection })

  function drawNow(): void {
    waiting = undefined
    list.follow()
    const { columns, rows: height } = output
    screen.show(draw({ engine, list, columns, height, colors: pc, texts, time, now: Date.now(), name }))
  }
  /** However much happens at once, the screen is drawn once. */
  function drawSoon(): void {
    waiting ??= setTimeout(drawNow, FRAME_MS)
  }
  function resize(): void {
    list.resize(output.rows - FRAME_LINES)
    screen.clear()
    drawSoon()
  }
  const stopWatching = onOtherEnds(() => quit(), screen.close)
  const press = (_: string | undefined, key: Key): void => list.press(key)
  const stop = engine.subscribe(drawSoon)
  const clock = setInterval(drawSoon, CLOCK_MS)
  emitKeypressEvents(input)
  input.setRawMode(true)
  input.on('keypress', press)
  output.on('resize', resize)
  resize()
  await done
  clearTimeout(waiting)
  clearInterval(clock)
  stop()
  list.dispose()
  input.off('keypress', press)
  output.off('resize', resize)
  input.setRawMode(false)
  input.pause()
  stopWatching()
  screen.close()
}

/** The process may end without the key: whoever ends it, the terminal is given back. */
function onOtherEnds(quit: () => void, giveBack: () => void): () => void {
  const signals = ['SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, quit)
  process.on('exit', giveBack) // an error that nobody caught leaves time for nothing else
  return () => {
    for (const signal of signals) process.off(signal, quit)
    process.off('exit', giveBack)
  }
}
