import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  type CommandAnswer,
  type CommandName,
  type ConversationId,
  ConvolistError,
} from '../../src/index.js'
import { commands as allCommands } from '../laws/profiles.js'
import { gate, refusal } from '../support/server.js'
import { line, openWorld, refused } from '../support/world.js'
import { id, patched, row } from '../support/words.js'

const rows = (count: number) => Array.from({ length: count }, (_, i) => row(`r${i}`, { on: count - i }))
const names = (count: number) => Array.from({ length: count }, (_, i) => `r${i}`)

const able = (name: CommandName, change: object): Partial<Capabilities> => {
  const commands = allCommands(true)
  return { commands: { ...commands, [name]: { ...commands[name], ...change } } }
}

const failing = (...failed: [string, ConvolistError][]): CommandAnswer => ({
  failed: new Map(failed.map(([name, error]): [ConversationId, ConvolistError] => [id(name), error])),
})

describe('a partial failure', () => {
  it('rolls back the rows that were refused, keeps the others, and says which and why', async () => {
    const { engine, server, clock } = await openWorld({ rows: rows(3) })
    server.onExecute = (_, serve) => {
      serve()
      server.put({ ...server.rows.get('r1')!, stickTop: false })
      return failing(['r1', refusal(108_308, true)])
    }
    const error = await refused(engine.commands.stickTop(names(3), true))
    expect(error).toMatchObject({ code: 'command/partial', vendorCode: 108_308, retryable: true })
    expect(error.message).toContain('stickTop: 1 of 3')
    const { failed } = error as ConvolistError
    expect([...failed!.keys()]).toEqual(['r1'])
    expect(failed!.get('r1')).toMatchObject({ vendorCode: 108_308 })
    await clock.settle()
    expect(engine.getState().pendingCount).toBe(0)
  })

  it('shows at once who stays and who goes back', async () => {
    const { engine, server } = await openWorld({ rows: rows(3), capabilities: able('stickTop', { echo: false }) })
    server.onExecute = () => failing(['r1', refusal(7)])
    await refused(engine.commands.stickTop(names(3), true))
    expect(line(engine)).toBe('^r0 ^r2 r1')
  })

  it('of every row is a refusal', async () => {
    const { engine, server } = await openWorld({ rows: rows(2) })
    server.onExecute = () => failing(['r0', refusal(7)], ['r1', refusal(8)])
    const error = await refused(engine.commands.stickTop(names(2), true))
    expect(error).toMatchObject({ code: 'command/rejected', vendorCode: 7 })
    expect((error as ConvolistError).failed!.size).toBe(2)
    expect(line(engine)).toBe('r0 r1')
  })

  it.each([1, 2])('of every row (%i) for one reason is that refusal itself', async (count) => {
    const { engine, server } = await openWorld({ rows: rows(count) })
    const why = new ConvolistError('command/invalid', 'only in groups')
    server.onExecute = () => failing(...names(count).map((name): [string, ConvolistError] => [name, why]))
    expect(await refused(engine.commands.stickTop(names(count), true))).toBe(why)
  })

  it('of every row for several reasons is the first kind of refusal', async () => {
    const { engine, server } = await openWorld({ rows: rows(2) })
    server.onExecute = () => failing(['r0', new ConvolistError('command/invalid', 'no')], ['r1', refusal(8)])
    const error = (await refused(engine.commands.stickTop(names(2), true))) as ConvolistError
    expect([error.code, error.failed?.get('r1')?.vendorCode]).toEqual(['command/invalid', 8])
  })

  it('of one call among many says which ids were in it', async () => {
    const { engine, server } = await openWorld({
      rows: rows(5),
      capabilities: able('stickTop', { batch: 2, echo: false }),
    })
    server.onExecute = (command, serve) => {
      if (command.type === 'stickTop' && command.ids.includes(id('r2'))) throw refusal(9)
      return serve()
    }
    const error = (await refused(engine.commands.stickTop(names(5), true))) as ConvolistError
    expect(error).toMatchObject({ code: 'command/partial', vendorCode: 9 })
    expect([...error.failed!.keys()]).toEqual(['r2', 'r3'])
    expect(line(engine)).toBe('^r0 ^r1 ^r4 r2 r3')
  })
})

describe('the limits of the vendor', () => {
  it('split a command into calls, and all of it is shown at once', async () => {
    const { engine, server } = await openWorld({ rows: rows(5), capabilities: able('stickTop', { batch: 2 }) })
    let told = 0
    engine.subscribe(() => told++)
    const done = engine.commands.stickTop(names(5), true)
    expect([told, line(engine)]).toEqual([1, '^r0 ^r1 ^r2 ^r3 ^r4'])
    await done
    expect(server.commands.map((each) => 'ids' in each && each.ids)).toEqual([['r0', 'r1'], ['r2', 'r3'], ['r4']])
  })

  it('never let more than four calls run at once, in order', async () => {
    const { engine, server, clock } = await openWorld({ rows: rows(10), capabilities: able('stickTop', { batch: 1 }) })
    const gates = new Map(names(10).map((name) => [name, gate()]))
    server.onExecute = async (command, serve) => {
      await gates.get(String('ids' in command && command.ids[0]))!.promise
      return serve()
    }
    const done = engine.commands.stickTop(names(10), true)
    await clock.settle()
    expect(server.load).toEqual({ now: 4, most: 4 })
    for (const name of names(10)) {
      gates.get(name)!.open()
      await clock.settle()
    }
    expect(await done).toEqual({ ids: names(10) })
    expect(server.load.most).toBe(4)
    expect(server.commands.map((each) => 'ids' in each && each.ids[0])).toEqual(names(10))
  })

  it('that make no sense are taken as none', async () => {
    const { engine, server } = await openWorld({ rows: rows(3), capabilities: able('stickTop', { batch: 0 }) })
    await engine.commands.stickTop(names(3), true)
    expect(server.commands.length).toBe(1)
  })

  it('leave a call that waits for its turn unmade once the account, the source or the engine has gone', async () => {
    const goodbyes: ((world: Awaited<ReturnType<typeof openWorld>>) => void)[] = [
      ({ server }) => server.emit({ type: 'accountOpened', account: 'you' }),
      ({ engine }) => engine.dispose(),
    ]
    for (const goodbye of goodbyes) {
      const world = await openWorld({ rows: rows(9), capabilities: able('stickTop', { batch: 1 }) })
      world.server.onExecute = () => new Promise(() => undefined)
      const done = refused(world.engine.commands.stickTop(names(9), true))
      await world.clock.settle()
      goodbye(world)
      await done
      await world.clock.settle()
      expect(world.server.commands.length).toBe(4)
    }
  })

  it('give each call its time from when it is made', async () => {
    const { engine, server, clock } = await openWorld({ rows: rows(8), capabilities: able('stickTop', { batch: 1 }) })
    server.onExecute = (_, serve) => new Promise((resolve) => clock.setTimeout(() => resolve(serve()), 20_000))
    const done = engine.commands.stickTop(names(8), true)
    let least = 8
    engine.subscribe(() => {
      least = Math.min(least, names(8).filter((name) => engine.get(name)?.stickTop).length)
    })
    await clock.advance(60_000)
    expect(await done).toMatchObject({ ids: names(8) })
    expect(least).toBe(8)
  })
})

describe('an answer', () => {
  it('without an echo is written down, where the vendor sends none', async () => {
    const { engine, server, clock } = await openWorld({
      rows: rows(1),
      capabilities: able('stickTop', { echo: false }),
    })
    await engine.commands.stickTop('r0', true)
    await clock.advance(60_000)
    expect([line(engine), engine.getState().pendingCount, server.fetches.length, clock.timers]).toEqual([
      '^r0',
      0,
      0,
      0,
    ])
  })

  it('whose echo does not come is held five seconds; then the row is read again', async () => {
    const { engine, server, clock } = await openWorld({ rows: rows(1) })
    server.onExecute = () => ({})
    await engine.commands.stickTop('r0', true)
    await clock.advance(4_999)
    expect(line(engine)).toBe('^r0')
    await clock.advance(1)
    expect(line(engine)).toBe('r0')
    expect(server.fetches).toEqual([['r0']])
    expect(engine.diagnostics.counts).toEqual({ 'operation/no-echo': 1 })
  })

  it('is held no longer although the clock of the device is set back', async () => {
    const { engine, server, clock } = await openWorld({ rows: rows(1) }, { echoHoldMs: 1_000 })
    server.onExecute = () => ({})
    await engine.commands.stickTop('r0', true)
    clock.step(-86_400_000)
    await clock.advance(1_000)
    expect(line(engine)).toBe('r0')
  })

  it('keeps the row as it is when the echo came before it', async () => {
    const { engine, server, clock } = await openWorld({ rows: rows(1) })
    const answer = gate()
    server.onExecute = async (_, serve) => {
      const served = serve()
      await answer.promise
      return served
    }
    const done = engine.commands.stickTop('r0', true)
    await clock.settle()
    answer.open()
    await done
    await clock.advance(60_000)
    expect([line(engine), server.fetches.length]).toEqual(['^r0', 0])
  })

  it('with rows and a version is taken as the truth', async () => {
    const capabilities = {
      ...able('stickTop', {}),
      rowVersions: true,
      rowFields: ['stickTop', 'sortKey', 'activeAt'] as never,
    }
    const { engine, server, clock } = await openWorld({ rows: [row('r0', { on: 1, version: 5 })], capabilities })
    server.onExecute = () => ({ rows: [row('r0', { on: 1, version: 6, stickTop: true })], version: 6 })
    await engine.commands.stickTop('r0', true)
    await clock.advance(60_000)
    expect(engine.get('r0')).toMatchObject({ stickTop: true, version: 6 })
    expect(server.fetches.length).toBe(0)
  })

  it('that is nothing at all means that it went through', async () => {
    const { engine, server } = await openWorld({ rows: rows(1), capabilities: able('stickTop', { echo: false }) })
    server.onExecute = () => undefined as never
    expect(await engine.commands.stickTop('r0', true)).toEqual({ ids: ['r0'] })
    expect(line(engine)).toBe('^r0')
  })

  it.each([{ failed: 'r0' }, { failed: {} }, { rows: 'r0' }])(
    'that cannot be read is noted, and none: %j',
    async (answer) => {
      const { engine, server, clock } = await openWorld({ rows: rows(2) })
      server.onExecute = () => answer as never
      expect(await refused(engine.commands.stickTop('r0', true))).toMatchObject({ code: 'command/rejected' })
      await clock.settle()
      expect(line(engine)).toBe('r0 r1')
      expect(engine.diagnostics.recent).toMatchObject([{ code: 'vendor/malformed', path: 'execute', vendor: 'test' }])
    },
  )

  it('with a malformed row is taken without it', async () => {
    const { engine, server } = await openWorld({ rows: rows(1), capabilities: able('stickTop', { echo: false }) })
    server.onExecute = () => ({ rows: [{ ...row('bad'), unreadCount: -1 }, row('good', { on: 9 })] })
    await engine.commands.stickTop('r0', true)
    expect(line(engine)).toBe('^r0 good')
    expect(engine.diagnostics.counts).toEqual({ 'row/malformed': 1 })
  })

  it('that is an error of the SDK, thrown or rejected, is the cause of ours', async () => {
    const { engine, server } = await openWorld({ rows: rows(1) })
    const cause = { code: 191_004, desc: 'an object of the SDK' }
    for (const detour of [() => Promise.reject(cause), () => thrown(cause)]) {
      server.onExecute = detour
      expect(await refused(engine.commands.stickTop('r0', true))).toMatchObject({ code: 'command/rejected', cause })
    }
    expect(line(engine)).toBe('r0')
  })
})

describe('a new message', () => {
  it('that comes while a row is being read still counts', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1, unread: 3 })] })
    const answer = gate()
    server.onExecute = async () => {
      await answer.promise
      return {}
    }
    const done = engine.commands.markRead('a')
    engine.dispatch(patched('a', { unreadCount: 4 }))
    await clock.settle()
    expect(line(engine)).toBe('a(1)')
    answer.open()
    await done
    server.emit({ type: 'conversationsPatched', patches: [{ id: id('a'), unreadCount: 1 }] })
    await clock.advance(60_000)
    expect(line(engine)).toBe('a(1)')
  })

  it('shows a row again that is being removed', async () => {
    const { engine, server, clock } = await openWorld({ rows: [row('a', { on: 1 })] })
    server.onExecute = () => new Promise(() => undefined)
    void refused(engine.commands.remove('a'))
    expect(line(engine)).toBe('')
    server.push(row('a', { on: 2, unread: 1 }))
    await clock.settle()
    expect(line(engine)).toBe('a(1)')
    engine.dispose()
  })
})

function thrown(error: unknown): never {
  throw error
}
