import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'
import { expect, it, vi } from 'vitest'
import { readOptions, type Options } from '../src/options.js'
import { runLive } from '../src/terminal/live.js'

/** The simulator logs in and answers in real time, and the machine may be busy. */
const SOON = { timeout: 10_000 }

it(
  'lives in a terminal: it fills, takes orders, follows the size, and leaves nothing behind',
  { timeout: 60_000 },
  async () => {
    const modes: boolean[] = []
    const input = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => modes.push(raw), isTTY: true })
    let written = ''
    const output = Object.assign(new EventEmitter(), {
      columns: 100,
      rows: 24,
      write: (text: string) => (written += text),
    })
    const options = readOptions(['--conversations', '50', '--events', '40', '--seed', '5']) as Options
    const done = runLive(options, input as unknown as ReadStream, output as unknown as WriteStream)
    const screen = (): string => stripVTControlCharacters(written)
    await vi.waitFor(() => expect(screen()).toMatch(/50 conversations .* synced/), SOON)
    input.write('jp')
    await vi.waitFor(() => expect(screen()).toMatch(/▌ {2}\S/), SOON) // the second row was pinned
    output.rows = 12
    output.emit('resize')
    await vi.waitFor(() => expect(written).toContain('\u001b[2J'), SOON)
    input.write('x')
    await vi.waitFor(() => expect(screen()).toContain('offline'), SOON)
    input.write('q')
    await done
    expect(modes).toEqual([true, false])
    expect(written.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true)
    expect([input.listenerCount('keypress'), output.listenerCount('resize')]).toEqual([0, 0])
    const length = written.length
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(written.length).toBe(length)
  },
)
