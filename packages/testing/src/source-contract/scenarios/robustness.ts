import { toEpochMs, type SourceEvent, type SourceSink } from '@convolist/core'
import { check, later, same } from '../check.js'
import { SHOWN, type Stage } from '../stage.js'
import { scenario, story, type Scenario } from './scenario.js'

/** What must hold whatever comes in, and when everything ends. */
export const robustnessScenarios: readonly Scenario[] = [
  story('malformed payloads', async (stage) => {
    const { garbage } = stage.server
    check(garbage.length >= 3, 'the rig knows fewer than three malformed payloads')
    for (const { name, send } of garbage) {
      const before = stage.engine.diagnostics.total
      // oxlint-disable-next-line no-await-in-loop -- each is looked at by itself
      await send()
      // oxlint-disable-next-line no-await-in-loop -- see above
      await stage.until(`a note of ${name}`, () => stage.engine.diagnostics.total > before)
      same(`the list after ${name}`, stage.line(), SHOWN)
      same(`thrown into the SDK by ${name}`, stage.rig.uncaught().length, 0)
    }
    await stage.receive('direct/ann')
    await stage.untilLine(
      'what makes sense still arrives',
      '^direct/cid direct/ann(1) direct/dan group/7001(1) direct/bob(2)',
    )
  }),
  story('a broken row beside a good one', async (stage) => {
    const before = stage.engine.diagnostics.total
    await stage.server.sendBeside('direct/bob', 4)
    await stage.untilLine('the good row is applied', SHOWN.replace('bob(2)', 'bob(4)'))
    check(stage.engine.diagnostics.total > before, 'the broken row was skipped without a note')
  }),
  scenario('frozen state and a still-working SDK', async (stage) => {
    stage.watched.freeze()
    await stage.seed()
    await stage.begin()
    await stage.untilLine('the list', SHOWN)
    await stage.receive('direct/bob')
    await stage.receive('direct/ann')
    await stage.untilLine('two messages', '^direct/cid direct/ann(1) direct/bob(3) direct/dan group/7001(1)')
    await stage.ending('a refresh', stage.engine.commands.refresh())
    if (stage.supports('markRead') === 'server') {
      const error = await stage.ending('markRead', stage.engine.commands.markRead(stage.server.id('direct/bob')))
      same('markRead', error?.code, undefined)
      await stage.until('read', () => stage.row('direct/bob')?.unreadCount === 0)
    }
    await stage.server.disconnect()
    await stage.settle()
    await stage.receive('direct/ann')
    await stage.server.reconnect()
    await stage.until('the SDK goes on', () => stage.row('direct/ann')?.unreadCount === 2)
    same('thrown into the SDK', stage.rig.uncaught().length, 0)
  }),
  story('a listener of the app that throws', async (stage) => {
    stage.engine.subscribe(() => {
      throw new Error('of the app')
    })
    await stage.receive('direct/ann')
    await stage.until('the message is shown', () => stage.row('direct/ann')?.unreadCount === 1)
    same('thrown into the SDK', stage.rig.uncaught().length, 0)
  }),
  scenario('disconnect and connect again', async (stage) => {
    const { source } = stage.rig
    stage.engine.dispose()
    same('listeners before connecting', stage.rig.listenerCount(), 0)
    await stage.seed()
    await stage.server.login('me')
    await stage.settle()
    const first = record()
    const leave = source.connect(first.sink)
    const listeners = stage.rig.listenerCount()
    check(listeners > 0, 'the rig counts no listener of a connected source')
    leave()
    leave()
    same('listeners after leaving', stage.rig.listenerCount(), 0)
    first.events.length = 0
    const second = record()
    const leaveAgain = source.connect(second.sink)
    same('listeners of the second time', stage.rig.listenerCount(), listeners)
    await stage.until('the account is told at once', () => second.events.some(({ type }) => type === 'accountOpened'))
    await stage.until('the list is asked for', () => second.resyncs.length > 0)
    await stage.answer('a page', source.list({ cursor: undefined, limit: 100 }))
    const before = second.events.length
    await stage.receive('direct/ann')
    await stage.until('news reach the second sink', () => second.events.length > before)
    same('news to the sink that left', first.events.length, 0)
    leaveAgain()
    same('listeners in the end', stage.rig.listenerCount(), 0)
  }),
  story('no listener left after dispose', async (stage) => {
    check(stage.rig.listenerCount() > 0, 'the rig counts no listener of a connected source')
    const page = stage.watched.holdNextPage()
    const refresh = later(stage.engine.commands.refresh())
    await stage.until('the list is asked for again', () => page.arrived)
    const command = stage.server.holdNext('stickTop')
    const pinned = later(stage.engine.commands.stickTop(stage.server.id('direct/ann'), true))
    await stage.settle()
    stage.engine.dispose()
    same('listeners', stage.rig.listenerCount(), 0)
    check((await stage.ending('a command under way', pinned)) !== undefined, 'a command outlived the engine')
    await stage.ending('a refresh under way', refresh)
    await page.release()
    await command.release()
    await stage.settle()
    same('listeners after late answers', stage.rig.listenerCount(), 0)
    same('thrown into the SDK', stage.rig.uncaught().length, 0)
  }),
  story('silent after dispose', async (stage) => {
    stage.engine.dispose()
    const before = stage.watched.events.length
    await talk(stage)
    same(
      'events after dispose',
      stage.watched.events.slice(before).map(({ type }) => type),
      [],
    )
    same('thrown into the SDK', stage.rig.uncaught().length, 0)
  }),
  story('disposed while the line is cut', async (stage) => {
    await stage.server.disconnect()
    await stage.until('the line is cut', () => stage.engine.getState().connection !== 'connected')
    stage.engine.dispose()
    const before = stage.watched.events.length
    const silence = async (): Promise<void> => {
      await stage.stays('no listener comes back', () => stage.rig.listenerCount() === 0)
      await stage.settle(60_000)
      same(
        'events after dispose',
        stage.watched.events.slice(before).map(({ type }) => type),
        [],
      )
    }
    await silence()
    await stage.server.reconnect()
    await silence()
    same('thrown into the SDK', stage.rig.uncaught().length, 0)
  }),
]

/** Something of everything. */
async function talk(stage: Stage): Promise<void> {
  await stage.receive('direct/ann')
  await stage.settle()
  await stage.server.readElsewhere('direct/bob')
  await stage.settle()
  await stage.server.disconnect()
  await stage.settle()
  await stage.server.reconnect()
  await stage.settle()
  await stage.server.kick()
  await stage.settle()
}

function record(): { readonly sink: SourceSink; readonly events: SourceEvent[]; readonly resyncs: string[] } {
  const events: SourceEvent[] = []
  const resyncs: string[] = []
  return {
    events,
    resyncs,
    sink: {
      emit: (batch) => void events.push(...batch),
      note: () => undefined,
      resync: (reason) => void resyncs.push(reason),
      now: () => toEpochMs(0),
    },
  }
}
