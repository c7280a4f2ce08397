import { isVendor, VENDORS } from '@convolist/backends'
import { type Commands, type ConversationId, type Engine, isConvolistError } from '@convolist/core'
import type { SimulatorVendor } from '@convolist/testing'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { runs } from '../../../packages/core/test/laws/runs.js'
import { hostileNames, hostileValue } from './support/hostile-values.js'
import { expectUnharmed, ofTheList, ofTheSession, openWorld, rowsOf, type World } from './support/hostile-world.js'
import { wantedOf } from './support/hostile-verdicts.js'
import type { Callback } from './support/tap.js'

vi.setConfig({ testTimeout: 120_000 })

async function expectSound(world: World, before: readonly string[]): Promise<void> {
  await world.clock.advance(30_000)
  expectUnharmed(world)
  expect(rowsOf(world)).toEqual(expect.arrayContaining([...before]))
  expect(world.engine.getState().account).toBe('me')
}

/** A callback is given this as what it is for. */
function tell(vendor: SimulatorVendor, { call }: Callback, value: unknown): void {
  call(vendor === 'tencent-web' ? { name: 'hostile', data: value } : value)
}

/** What an SDK calls, one after the other, when it has logged in. */
const LOGIN: Readonly<Record<SimulatorVendor, readonly string[]>> = {
  'netease-nim-cloud': ['(onLoginStatus)', '(onSyncStarted)', '(onSyncFinished)', '(onDataSync)'],
  'netease-nim-local': ['(onLoginStatus)', '(onSyncStarted)', '(onSyncFinished)', '(onDataSync)'],
  'tencent-v2tim': ['.onConnectSuccess', '.onSyncServerStart', '.onSyncServerFinish'],
  'tencent-web': ['(sdkStateReady)'],
  rongcloud: ['(CONNECTED)', '(PULL_OFFLINE_MESSAGE_FINISHED)'],
}

async function logInAgain(vendor: SimulatorVendor, { tap, clock }: World): Promise<void> {
  for (const ending of LOGIN[vendor]) {
    const { call, calls } = tap.callbacks.find(({ name }) => name.endsWith(ending))!
    call(...calls.at(-1)!)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await clock.advance(1_000)
  }
}

/** What an SDK answers at once about who is logged in. V2TIM answers nothing at once. */
const WHO: Readonly<Record<SimulatorVendor, readonly string[]>> = {
  'netease-nim-cloud': ['V2NIMLoginService.getLoginUser'],
  'netease-nim-local': ['V2NIMLoginService.getLoginUser'],
  'tencent-v2tim': [],
  'tencent-web': ['getLoginUser'],
  rongcloud: ['getCurrentUserId'],
}

describe.each(Object.keys(VENDORS).filter(isVendor))('hostile input of %s', (vendor) => {
  it('is fed to callbacks each of which has been called with what it is for', async () => {
    const world = await openWorld(vendor)
    const { callbacks } = world.tap
    expect(callbacks.filter(({ calls }) => calls.length === 0).map(({ name }) => name)).toEqual([])
    expect(ofTheList(world.tap).length + ofTheSession(world.tap).length).toBe(callbacks.length)
    expect(world.engine.diagnostics.counts['vendor/malformed']).toBeUndefined()
    await expectSound(world, [])
    world.engine.dispose()
  })

  it('in any callback is noted, throws nothing, and costs no row', async () => {
    const world = await openWorld(vendor)
    const before = rowsOf(world)
    const callbacks = ofTheList(world.tap)
    expect(callbacks.length).toBeGreaterThan(3)
    const { total } = world.engine.diagnostics
    for (const { call, calls } of callbacks) {
      const real = calls.at(-1)!
      for (const name of hostileNames()) {
        call([hostileValue(name)], hostileValue(name), hostileValue(name))
        call(...real.map((part, i) => (i === 0 ? hostileValue(name) : part)))
        call({ data: hostileValue(name), name: 'hostile' })
      }
      // oxlint-disable-next-line no-await-in-loop -- one callback after the other, or nobody knows which it was
      await world.clock.settle()
    }
    await expectSound(world, before)
    expect(world.engine.diagnostics.total - total).toBeGreaterThan(callbacks.length)
    world.engine.dispose()
  })

  it('that a callback cannot take as what it is for yields one diagnostic, and what it can take none', async () => {
    const world = await openWorld(vendor)
    const before = rowsOf(world)
    const names = hostileNames()
    expect(names.length).toBeGreaterThanOrEqual(100)
    const found: string[] = []
    const wanted: string[] = []
    let notes = 0
    // Totals of the vendor that know nothing of these rows are no fault of theirs.
    world.engine.diagnostics.subscribe(({ code }) => void (notes += code === 'unread/drift' ? 0 : 1))
    for (const callback of ofTheList(world.tap)) {
      for (const name of names) {
        const value = hostileValue(name)
        notes = 0
        tell(vendor, callback, value)
        // oxlint-disable-next-line no-await-in-loop -- one after the other, or nobody knows which it was
        await world.clock.settle()
        found.push(`${callback.name}, ${name}: ${notes}`)
        wanted.push(`${callback.name}, ${name}: ${wantedOf(vendor, callback, name, value)}`)
      }
    }
    expect(found.filter((line, i) => line !== wanted[i])).toEqual([])
    await expectSound(world, before)
    world.engine.dispose()
  })

  it('about who is logged in throws nothing, opens no other account, and is forgotten at the next login', async () => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    const before = rowsOf(world)
    const callbacks = ofTheSession(tap)
    expect(callbacks.length).toBeGreaterThan(2)
    for (const callback of callbacks) {
      for (const name of hostileNames()) {
        const { total } = engine.diagnostics
        tell(vendor, callback, hostileValue(name))
        // oxlint-disable-next-line no-await-in-loop -- one value after the other
        await clock.settle()
        expect(engine.diagnostics.total - total, `${callback.name}, ${name}`).toBeLessThanOrEqual(1)
        expect([undefined, 'me'], `${callback.name}, ${name}`).toContain(engine.getState().account)
      }
    }
    await logInAgain(vendor, world)
    await expectSound(world, before)
    engine.dispose()
  })

  it('about who is logged in that was real before one part of it was exchanged does no more', async () => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    const before = rowsOf(world)
    const called = ofTheSession(tap).filter(({ calls }) => (calls.at(-1) ?? []).length > 0)
    expect(called.length).toBeGreaterThan(0)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        fc.oneof(fc.jsonValue(), fc.constantFrom(...hostileNames())),
        async (which, path, value) => {
          const { call, calls } = called[which % called.length]!
          const other = typeof value === 'string' ? (hostileValue(value) ?? value) : value
          call(...(spoiled(calls.at(-1)!, path, other) as unknown[]))
          await clock.settle()
          expect([undefined, 'me']).toContain(engine.getState().account)
          expectUnharmed(world)
        },
      ),
      runs(200),
    )
    await logInAgain(vendor, world)
    await expectSound(world, before)
    engine.dispose()
  })

  it('for an answer that is given at once opens no account that nobody has named', async () => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    const before = rowsOf(world)
    const asked = new Set<string>()
    const named: unknown[] = [undefined, 'me']
    for (const name of hostileNames()) {
      const value = hostileValue(name)
      if (typeof value === 'string') named.push(value)
      tap.plain = (method) => {
        asked.add(method)
        return value
      }
      // oxlint-disable-next-line no-await-in-loop -- one value after the other
      await logInAgain(vendor, world)
      expect(named).toContain(engine.getState().account)
      expectUnharmed(world)
    }
    expect([...asked]).toEqual(expect.arrayContaining([...WHO[vendor]]))
    tap.plain = undefined
    await clock.advance(30_000)
    await logInAgain(vendor, world)
    await expectSound(world, before)
    engine.dispose()
  })

  it('that was real before one part of it was exchanged throws nothing either', async () => {
    const world = await openWorld(vendor)
    const called = ofTheList(world.tap).filter(({ calls }) => (calls.at(-1) ?? []).length > 0)
    expect(called.length).toBeGreaterThan(1)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        fc.jsonValue(),
        async (which, path, value) => {
          const { call, calls } = called[which % called.length]!
          call(...(spoiled(calls.at(-1)!, path, value) as unknown[]))
          await world.clock.settle()
        },
      ),
      runs(300),
    )
    await expectSound(world, [])
    world.engine.dispose()
  })

  it('for an answer ends every command, page and read, and throws nothing', async () => {
    const world = await openWorld(vendor)
    const { engine, simulator, clock, tap } = world
    const asked = new Set<string>()
    for (const name of hostileNames()) {
      simulator.step(4) // brings back rows that were removed
      tap.answer = (method) => {
        asked.add(method)
        return hostileValue(name)
      }
      // oxlint-disable-next-line no-await-in-loop -- one value after the other
      expect(await strangeEnds(world, name, 200_000)).toEqual([])
    }
    tap.answer = undefined
    simulator.step(20) // most rows were removed
    await clock.advance(1_000)
    expect(asked.size).toBeGreaterThan(11)
    expect(rowsOf(world).length).toBeGreaterThan(2)
    await expectSound(world, [])
    engine.dispose()
  })

  it.each(['rejected with', 'thrown at once'])(
    '%s ends every command, page and read, and nothing else',
    async (how) => {
      const world = await openWorld(vendor)
      const { engine, simulator, tap } = world
      for (const name of hostileNames()) {
        simulator.step(4)
        if (how === 'rejected with') tap.answer = () => Promise.reject(hostileValue(name))
        else tap.failure = () => hostileValue(name)
        // oxlint-disable-next-line no-await-in-loop -- one value after the other
        expect(await strangeEnds(world, name, 200_000)).toEqual([])
        expectUnharmed(world)
      }
      tap.answer = tap.failure = undefined
      expect(rowsOf(world).length).toBeGreaterThan(2)
      await expectSound(world, [])
      engine.dispose()
    },
  )

  it('for the answer of one call among real ones ends every command, page and read, and throws nothing', async () => {
    const world = await openWorld(vendor)
    const { engine, simulator, tap } = world
    const methods = await methodsOf(world)
    expect(methods.size).toBeGreaterThan(9)
    const spoilt = new Set<string>()
    for (const [nth, method] of [...methods].entries()) {
      // Each call meets others of the values, and all of them together most.
      for (const name of hostileNames().filter((_, place) => place % 18 === nth)) {
        simulator.step(4)
        tap.answer = (asked, real) => {
          if (asked !== method) return real
          spoilt.add(method)
          return hostileValue(name)
        }
        // oxlint-disable-next-line no-await-in-loop -- one value after the other
        expect(await strangeEnds(world, `${method}, ${name}`, 60_000)).toEqual([])
        expectUnharmed(world)
      }
    }
    expect(spoilt.size).toBeGreaterThan(0.75 * methods.size) // what is done already is not asked for again
    tap.answer = undefined
    await expectSound(world, [])
    engine.dispose()
  })

  it('for a part of a real answer ends every command, page and read, and throws nothing', async () => {
    const world = await openWorld(vendor)
    const { engine, tap } = world
    const answered = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 6 }), // none: the whole answer
        fc.oneof(fc.jsonValue(), fc.constantFrom(...hostileNames())),
        async (path, value) => {
          const other = typeof value === 'string' ? (hostileValue(value) ?? value) : value
          tap.answer = (method, real) => {
            answered.add(method)
            return spoiled(real, path, other)
          }
          expect(await strangeEnds(world, String(path), 200_000)).toEqual([])
        },
      ),
      runs(60),
    )
    expect(answered.size).toBeGreaterThan(2)
    tap.answer = undefined
    await expectSound(world, [])
    engine.dispose()
  })
})

type Order = (commands: Commands, ids: readonly [string, string, string], label: string) => unknown

/** Of each command what is tried; a command that is not here does not compile. */
const ORDERS: Readonly<Record<keyof Commands, readonly Order[]>> = {
  stickTop: [(commands, [a, b]) => commands.stickTop([a, b], true), (commands, [, , c]) => commands.stickTop(c, false)],
  markRead: [
    (commands, [a, , c]) => commands.markRead([a, c]),
    (commands) => commands.markRead('all'),
    (commands, [a]) => commands.markUnread(a, false),
  ],
  markUnread: [(commands, [, b]) => commands.markUnread(b, true)],
  mute: [(commands, [, b]) => commands.mute(b, true), (commands, [a]) => commands.mute(a, 'mentions')],
  remove: [(commands, [, , c]) => commands.remove([c, c], { clearMessages: true })],
  saveDraft: [(commands, [, , c]) => commands.saveDraft(c, 'words')],
  setMark: [(commands, [a]) => commands.setMark(a, 'starred', true)],
  createLabel: [(commands, [a]) => commands.createLabel('hostile', [a])],
  renameLabel: [(commands, _, label) => commands.renameLabel(label, 'renamed')],
  deleteLabel: [(commands, _, label) => commands.deleteLabel(label)],
  addToLabel: [(commands, [, b], label) => commands.addToLabel(label, b)],
  removeFromLabel: [(commands, [a], label) => commands.removeFromLabel(label, [a])],
  updateExtension: [
    (commands, [a]) => commands.updateExtension(a, 'text'),
    (commands, [a]) => commands.updateExtension(a, 'text', { scope: 'local' }),
  ],
  create: [(commands, [a]) => commands.create([a, `${a}new`])],
  sendReceipt: [(commands, [a]) => commands.sendReceipt(a, [{}])],
  orderStickTop: [(commands, ids) => commands.orderStickTop(ids)],
  open: [(commands, [a]) => commands.open(a), (commands) => commands.open(undefined)],
  loadMore: [(commands) => commands.loadMore()],
  fetch: [(commands, ids) => commands.fetch(ids)],
  refresh: [(commands) => commands.refresh()],
}

/** Every command on rows and labels there are, a single row that is read, and the vendor's own totals. */
function orders(engine: Engine): Promise<unknown>[] {
  const { commands } = engine
  const [a = 'a', b = 'b', c = 'c'] = engine
    .view()
    .window(0, 3)
    .map(({ id }) => id)
  const label = engine.getState().labels[0]?.id ?? 'none'
  // A row nobody has heard of is asked for by its id.
  const patches = [{ id: `${a}unheard` as ConversationId, unreadCount: 1 }]
  engine.dispatch({ type: 'conversationsPatched', patches, unknown: 'read' })
  return [
    ...Object.values(ORDERS).flatMap((tries) => tries.map(async (order) => order(commands, [a, b, c], label))),
    engine.readUnread(),
    engine.readUnread({ type: 'ids', ids: [a as ConversationId] }),
    engine.readUnread({ type: 'filter', kinds: ['group'] }),
  ]
}

/** Gives every order, and time to end; gives those that came to no end of ours. */
async function strangeEnds({ engine, clock }: World, name: string, ms: number): Promise<readonly string[]> {
  const ends = orders(engine).map((order) => order.then(ended, endedBadly(name)))
  await clock.advance(ms)
  return (await Promise.all(ends)).filter((end) => !ENDS.has(end))
}

/** What the orders ask of an SDK that answers as it should. */
async function methodsOf(world: World): Promise<ReadonlySet<string>> {
  const { tap } = world
  const asked = new Set<string>()
  tap.answer = (method, real) => {
    asked.add(method)
    return real
  }
  await strangeEnds(world, 'the real answer', 200_000)
  tap.answer = undefined
  return asked
}

const ENDS: ReadonlySet<string> = new Set(['well', 'refused'])
const ended = (): string => 'well'
const endedBadly =
  (name: string) =>
  (error: unknown): string =>
    isConvolistError(error) ? 'refused' : `${name}: ${String(error)}`

/** A copy with the part at a path (its numbers taken modulo what there is) exchanged for something else. */
function spoiled(value: unknown, [at, ...rest]: readonly number[], other: unknown): unknown {
  if (at === undefined || typeof value !== 'object' || value === null) return other
  const keys = Object.keys(value)
  if (keys.length === 0) return other
  const key = keys[at % keys.length]!
  const part = spoiled((value as Record<string, unknown>)[key], rest, other)
  if (Array.isArray(value)) return value.map((each: unknown, i) => (String(i) === key ? part : each))
  return { ...value, [key]: part }
}
