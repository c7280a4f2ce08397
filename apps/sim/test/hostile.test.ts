import { isVendor, VENDORS } from '@convolist/backends'
import { type Engine, isConvolistError } from '@convolist/core'
import type { SimulatorVendor } from '@convolist/testing'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { hostileValues } from './support/hostile-values.js'
import { expectUnharmed, ofTheList, ofTheSession, openWorld, rowsOf, type World } from './support/hostile-world.js'
import type { Callback } from './support/tap.js'

vi.setConfig({ testTimeout: 120_000 })

async function expectSound(world: World, before: readonly string[]): Promise<void> {
  await world.clock.advance(30_000)
  expectUnharmed(world)
  expect(rowsOf(world)).toEqual(expect.arrayContaining([...before]))
  expect(world.engine.getState().account).toBe('me')
}

/** What these carry, if anything, is not looked at. */
const CARRY_NOTHING = /onSync|onTotalUnreadMessageCountUpdated|TAG|SYNCED|COMPLETED|FINISHED|ULTRA_GROUP_ENABLE/

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

describe.each(Object.keys(VENDORS).filter(isVendor))('hostile input of %s', (vendor) => {
  it('in any callback is noted, throws nothing, and costs no row', async () => {
    const world = await openWorld(vendor)
    const before = rowsOf(world)
    const callbacks = ofTheList(world.tap)
    expect(callbacks.length).toBeGreaterThan(3)
    const names = Object.keys(hostileValues())
    expect(names.length).toBeGreaterThanOrEqual(100)
    const { total } = world.engine.diagnostics
    for (const { call, calls } of callbacks) {
      const real = calls.at(-1) ?? []
      for (const name of names) {
        call(hostileValues()[name])
        call([hostileValues()[name]], hostileValues()[name], hostileValues()[name])
        call(...real.map((part, i) => (i === 0 ? hostileValues()[name] : part)))
        call({ data: hostileValues()[name], name: 'hostile' })
      }
      // oxlint-disable-next-line no-await-in-loop -- one callback after the other, or nobody knows which it was
      await world.clock.settle()
    }
    await expectSound(world, before)
    expect(world.engine.diagnostics.total - total).toBeGreaterThan(callbacks.length)
    world.engine.dispose()
  })

  it('that no callback can take yields one diagnostic each time', async () => {
    const world = await openWorld(vendor)
    const { total } = world.engine.diagnostics
    const found: string[] = []
    const notes: string[] = []
    world.engine.diagnostics.subscribe(({ code, path }) => notes.push(`${code} ${path}`))
    for (const callback of ofTheList(world.tap)) {
      for (const name of ['a symbol', 'a proxy that throws', 'a function']) {
        tell(vendor, callback, hostileValues()[name])
        // oxlint-disable-next-line no-await-in-loop -- one after the other, or nobody knows which it was
        await world.clock.settle()
        const wanted = CARRY_NOTHING.test(callback.name) ? 0 : 1
        if (notes.length !== wanted) found.push(`${callback.name}, ${name}: ${notes.join(', ')}`)
        notes.length = 0
      }
    }
    expect(found).toEqual([])
    expect(world.engine.diagnostics.total).toBeGreaterThan(total)
    await expectSound(world, [])
    world.engine.dispose()
  })

  it('about who is logged in throws nothing, opens no other account, and is forgotten at the next login', async () => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    const before = rowsOf(world)
    const callbacks = ofTheSession(tap)
    expect(callbacks.length).toBeGreaterThan(2)
    for (const callback of callbacks) {
      for (const name of Object.keys(hostileValues())) {
        const { total } = engine.diagnostics
        tell(vendor, callback, hostileValues()[name])
        // oxlint-disable-next-line no-await-in-loop -- one value after the other
        await clock.settle()
        expect(engine.diagnostics.total - total, `${callback.name}, ${name}`).toBeLessThanOrEqual(1)
        expect([undefined, 'me'], `${callback.name}, ${name}`).toContain(engine.getState().account)
      }
    }
    for (const ending of LOGIN[vendor]) {
      const { call, calls } = tap.callbacks.find(({ name }) => name.endsWith(ending))!
      call(...calls.at(-1)!)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await clock.advance(1_000)
    }
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
      { numRuns: 300, seed: 20_261_120 },
    )
    await expectSound(world, [])
    world.engine.dispose()
  })

  it('for an answer ends every command, page and read, and throws nothing', async () => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    for (const name of Object.keys(hostileValues())) {
      tap.answer = () => hostileValues()[name]
      const ends = orders(engine).map((order) => order.then(ended, endedBadly(name)))
      // oxlint-disable-next-line no-await-in-loop -- one value after the other
      await clock.advance(200_000)
      // oxlint-disable-next-line no-await-in-loop -- the same
      expect((await Promise.all(ends)).filter((end) => !ENDS.has(end))).toEqual([])
    }
    tap.answer = undefined
    await expectSound(world, [])
    engine.dispose()
  })

  it('for a part of a real answer ends every command, page and read, and throws nothing', async () => {
    const world = await openWorld(vendor)
    const { engine, clock, tap } = world
    const answered = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.keys(hostileValues()))),
        async (path, value) => {
          const other = typeof value === 'string' ? (hostileValues()[value] ?? value) : value
          tap.answer = (method, real) => {
            answered.add(method)
            return spoiled(real, path, other)
          }
          const ends = orders(engine).map((order) => order.then(ended, endedBadly(String(path))))
          await clock.advance(200_000)
          expect((await Promise.all(ends)).filter((end) => !ENDS.has(end))).toEqual([])
        },
      ),
      { numRuns: 60, seed: 20_261_120 },
    )
    expect(answered.size).toBeGreaterThan(2)
    tap.answer = undefined
    await expectSound(world, [])
    engine.dispose()
  })
})

/** One of each command, on rows there are. */
function orders({ commands, view }: Engine): Promise<unknown>[] {
  const [first = 'a', second = 'b', third = 'c'] = view().window(0, 3)
  const id = (row: (typeof first & object) | string): string => (typeof row === 'string' ? row : row.id)
  const [a, b, c] = [id(first), id(second), id(third)]
  return [
    commands.stickTop([a, b], true),
    commands.markRead([a, c]),
    commands.markRead('all'),
    commands.mute(b, true),
    commands.setMark(a, 'starred', true),
    commands.createLabel('hostile', [a]),
    commands.addToLabel('1', [b]),
    commands.updateExtension(a, 'text'),
    commands.saveDraft(c, 'words'),
    commands.refresh(),
    commands.loadMore(),
  ]
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
