import { describe, expect, it } from 'vitest'
import {
  ConvolistError,
  type Capabilities,
  type CommandCapability,
  type CommandName,
  type Engine,
} from '../../src/index.js'
import { commands as allCommands } from '../laws/profiles.js'
import { alone, line, openWorld, refused } from '../support/world.js'
import { row } from '../support/words.js'

const able = (name: CommandName, change: Partial<CommandCapability>): Partial<Capabilities> => {
  const all = allCommands(true)
  return { commands: { ...all, [name]: { ...all[name], ...change } } }
}
const rows = [row('a', { on: 2, unread: 3 }), row('b', { on: 1, markedUnread: true })]

const CALLS: readonly [CommandName, (engine: Engine) => Promise<unknown>][] = [
  ['stickTop', ({ commands }) => commands.stickTop('a', true)],
  ['markRead', ({ commands }) => commands.markRead('a')],
  ['markUnread', ({ commands }) => commands.markUnread('a')],
  ['mute', ({ commands }) => commands.mute('a', true)],
  ['remove', ({ commands }) => commands.remove('a')],
  ['saveDraft', ({ commands }) => commands.saveDraft('a', 'x')],
  ['setMark', ({ commands }) => commands.setMark('a', 'starred', true)],
  ['createLabel', ({ commands }) => commands.createLabel('x')],
  ['renameLabel', ({ commands }) => commands.renameLabel('x', 'y')],
  ['deleteLabel', ({ commands }) => commands.deleteLabel('x')],
  ['addToLabel', ({ commands }) => commands.addToLabel('x', 'a')],
  ['removeFromLabel', ({ commands }) => commands.addToLabel('x', 'a').then(() => commands.removeFromLabel('x', 'a'))],
  ['updateServerExtension', ({ commands }) => commands.updateExtension('a', 'x')],
  ['updateLocalExtension', ({ commands }) => commands.updateExtension('a', 'x', { scope: 'local' })],
  ['create', ({ commands }) => commands.create('new')],
  ['sendReceipt', ({ commands }) => commands.sendReceipt('a', [])],
]

describe('a command the vendor lacks', () => {
  it.each(CALLS)('is refused with the reason, and shows nothing: %s', async (name, call) => {
    const why = 'the web SDK has none'
    const { engine, server, clock } = await openWorld({ rows, capabilities: able(name, { support: 'none', why }) })
    const before = line(engine)
    const error = await refused(call(engine))
    expect(error).toMatchObject({ code: 'command/unsupported', retryable: false })
    expect(error.message).toContain(`test has no "${name}": ${why}`)
    await clock.settle()
    expect(line(engine)).toBe(before)
    expect(server.commands.filter((each) => each.type === name)).toEqual([])
  })

  it('is refused also where the capabilities do not name it', async () => {
    const { createLabel: _, ...commands } = allCommands(true)
    const { engine } = await openWorld({ rows, capabilities: { commands: commands as Capabilities['commands'] } })
    expect(await refused(engine.commands.createLabel('x'))).toMatchObject({ code: 'command/unsupported' })
  })
})

describe('a command on what rows may only guess', () => {
  it('is given to rows that seem to be so already, and waits for the echo of the others alone', async () => {
    const muted = row('m', { on: 3, notify: 'none' })
    const { engine, server, clock } = await openWorld({
      rows: [muted, ...rows],
      capabilities: able('mute', { guessed: true }),
    })
    server.onExecute = (_, serve) => {
      server.push(muted) // the vendor has its setting now, which is what was guessed
      return serve()
    }
    expect(await engine.commands.mute(['m', 'a'], true)).toEqual({ ids: ['m', 'a'] })
    expect(server.commands).toEqual([{ type: 'mute', ids: ['m', 'a'], notify: 'none' }])
    await clock.advance(60_000)
    expect(line(engine)).toBe('m~ a(3)~ b*')
    expect(engine.diagnostics.recent).toEqual([])
  })

  it('is refused like any other', async () => {
    const { engine, server } = await openWorld({
      rows: [row('m', { notify: 'none' })],
      capabilities: able('mute', { guessed: true }),
    })
    server.onExecute = () => Promise.reject(new ConvolistError('command/rejected', 'no'))
    expect(await refused(engine.commands.mute('m', true))).toMatchObject({ code: 'command/rejected' })
    expect(line(engine)).toBe('m~')
  })
})

describe('a command of this device', () => {
  const LOCAL: readonly [CommandName, (engine: Engine) => Promise<unknown>, object][] = [
    ['stickTop', CALLS[0]![1], { stickTop: true }],
    ['markRead', CALLS[1]![1], { unreadCount: 0 }],
    ['markUnread', CALLS[2]![1], { markedUnread: true }],
    ['mute', CALLS[3]![1], { notify: 'none' }],
    ['saveDraft', CALLS[5]![1], { draft: { text: 'x' } }],
    ['setMark', CALLS[6]![1], { marks: ['starred'] }],
    ['addToLabel', CALLS[10]![1], { labels: ['x'] }],
    ['updateServerExtension', CALLS[12]![1], { serverExtension: 'x' }],
    ['updateLocalExtension', CALLS[13]![1], { localExtension: 'x' }],
  ]

  it.each(LOCAL)('is done at once and for good, without a call: %s', async (name, call, shown) => {
    const { engine, server, clock } = await openWorld({ rows, capabilities: able(name, { support: 'local' }) })
    const timers = clock.timers
    const done = call(engine)
    expect(engine.get('a')).toMatchObject(shown)
    await done
    expect(engine.getState().pendingCount).toBe(0)
    await clock.advance(3_600_000)
    expect(engine.get('a')).toMatchObject(shown)
    expect([server.commands.length, clock.timers]).toEqual([0, timers])
  })

  it('outlives the next sync, for fields the vendor does not have', async () => {
    const { engine } = await openWorld({ rows, capabilities: able('saveDraft', { support: 'local' }) })
    await engine.commands.saveDraft('a', 'dear')
    await engine.commands.refresh()
    expect(engine.get('a')?.draft?.text).toBe('dear')
  })

  it('that removes is done here, and the vendor may bring the row back', async () => {
    const { engine, server, clock } = await openWorld({ rows, capabilities: able('remove', { support: 'local' }) })
    await engine.commands.remove('a')
    expect(line(engine)).toBe('b*')
    server.push(row('a', { on: 9, unread: 1 }))
    await clock.settle()
    expect(line(engine)).toBe('a(1) b*')
  })

  it('needs a source all the same: it is the source that says so', async () => {
    const { engine } = alone()
    expect(await refused(engine.commands.saveDraft('a', 'x'))).toMatchObject({ code: 'engine/no-source' })
  })
})

describe('engine.capabilities', () => {
  it('are those of the connected source', async () => {
    const { engine, server } = await openWorld({ rows })
    expect(engine.capabilities).toBe(server.source.capabilities)
    expect(engine.getState().capabilities).toBe(server.source.capabilities)
    expect(alone().engine.capabilities).toBeUndefined()
  })
})
