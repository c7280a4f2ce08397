import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'
import { expect, it, vi } from 'vitest'
import { readOptions, type Options } from '../src/options.js'
import { runLive } from '../src/terminal/live.js'

/** The simulator logs in and answers in real time, and the machine may be busy. */
const SOON = { timeout: 10_000 }

interface Terminal {
  readonly input: PassThrough
  readonly output: EventEmitter & { columns: number; rows: number }
  /** Raw or not, each time it was asked for. */
  readonly modes: readonly boolean[]
  readonly done: Promise<void>
  written(): string
  /** What was written, without colours and the like. */
  screen(): string
}

function live(...args: string[]): Terminal {
  const modes: boolean[] = []
  let written = ''
  const input = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => modes.push(raw), isTTY: true })
  const write = (text: string): string => (written += text)
  const output = Object.assign(new EventEmitter(), { columns: 100, rows: 24, write })
  const options = readOptions(['--conversations', '50', '--events', '40', '--seed', '5', ...args]) as Options
  const done = runLive(options, input as unknown as ReadStream, output as unknown as WriteStream)
  return { input, output, modes, done, written: () => written, screen: () => stripVTControlCharacters(written) }
}

const GIVEN_BACK = '\u001b[?25h\u001b[?1049l'

it(
  'lives in a terminal: it fills, takes orders, follows the size, and leaves nothing behind',
  { timeout: 60_000 },
  async () => {
    const { input, output, modes, done, written, screen } = live()
    await vi.waitFor(() => expect(screen()).toMatch(/synced · 50 conversations/), SOON)
    input.write('jp')
    await vi.waitFor(() => expect(screen()).toMatch(/▌ {2}\S/), SOON) // the second row was pinned
    output.rows = 12
    output.emit('resize')
    await vi.waitFor(() => expect(written()).toContain('\u001b[2J'), SOON)
    input.write('x')
    await vi.waitFor(() => expect(screen()).toContain('offline'), SOON)
    input.write('q')
    await done
    expect(modes).toEqual([true, false])
    expect(written().endsWith(GIVEN_BACK)).toBe(true)
    expect([input.listenerCount('keypress'), output.listenerCount('resize')]).toEqual([0, 0])
    const { length } = written()
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(written()).toHaveLength(length)
  },
)

it('gives the terminal back when the process is told to end', { timeout: 60_000 }, async () => {
  const before = [process.listenerCount('SIGTERM'), process.listenerCount('exit')]
  const { modes, done, written, screen } = live()
  await vi.waitFor(() => expect(screen()).toContain('synced'), SOON)
  process.emit('SIGTERM', 'SIGTERM')
  await done
  expect(modes).toEqual([true, false])
  expect(written().endsWith(GIVEN_BACK)).toBe(true)
  expect([process.listenerCount('SIGTERM'), process.listenerCount('exit')]).toEqual(before)
})
