import { describe, expect, it } from 'vitest'
import type { Capabilities, CommandCapability, CommandName, ConvolistError, Label } from '../../src/index.js'
import { commands as allCommands } from '../laws/profiles.js'
import { gate, refusal } from '../support/server.js'
import { line, openWorld, refused, type World } from '../support/world.js'
import { id, row } from '../support/words.js'

const able = (change: Partial<CommandCapability>, ...names: CommandName[]): Partial<Capabilities> => {
  const all = allCommands(true)
  return { commands: { ...all, ...Object.fromEntries(names.map((name) => [name, { ...all[name], ...change }])) } }
}
const LABEL_COMMANDS = ['createLabel', 'renameLabel', 'deleteLabel', 'addToLabel', 'removeFromLabel'] as const
const local = able({ support: 'local', echo: false, why: 'the vendor has no labels' }, ...LABEL_COMMANDS)
const rows = [row('a', { on: 2 }), row('b', { on: 1 })]
const labelsOf = ({ engine }: World): readonly Label[] => engine.getState().labels

describe('labels of the vendor', () => {
  it('are created by it, and given back with the id it chose', async () => {
    const world = await openWorld({ rows })
    const label = await world.engine.commands.createLabel('work', ['a', 'b'])
    expect(world.server.commands).toEqual([{ type: 'createLabel', name: 'work', ids: ['a', 'b'] }])
    expect(label).toEqual({ id: 'label-work', name: 'work' })
    expect(labelsOf(world)).toEqual([label])
  })

  it('are given to more rows than one call may carry by further calls', async () => {
    const world = await openWorld({ rows, capabilities: able({ batch: 1 }, 'createLabel') })
    await world.engine.commands.createLabel('work', ['a', 'b'])
    expect(world.server.commands).toEqual([
      { type: 'createLabel', name: 'work', ids: ['a'] },
      { type: 'addToLabel', labelId: 'label-work', ids: ['b'] },
    ])
    expect(line(world.engine.view({ filter: { labels: ['label-work'] } }))).toBe('b')
  })

  it('are given to the others too where the first call was refused some rows', async () => {
    const many = ['a', 'b', 'c', 'd'].map((name) => row(name))
    const world = await openWorld({ rows: many, capabilities: able({ batch: 2 }, 'createLabel', 'addToLabel') })
    world.server.onExecute = (command) => {
      const label = { label: { id: 'label-work', name: 'work' } }
      return {
        ...(command.type === 'createLabel' && label),
        failed: new Map([['ids' in command ? command.ids[0]! : id(''), refusal(7)]]),
      }
    }
    const names = async (name: string): Promise<unknown> => {
      const given = world.engine.commands.createLabel(name, ['a', 'b', 'c', 'd'])
      const { code, failed } = (await refused(given)) as ConvolistError
      return [code, [...failed!.keys()]]
    }
    expect(await names('work')).toEqual(['command/partial', ['a', 'c']])
    world.server.onExecute = (command, serve) => (command.type === 'addToLabel' ? Promise.reject(refusal(8)) : serve())
    expect(await names('office')).toEqual(['command/partial', ['c', 'd']])
    expect(labelsOf(world).map(({ name }) => name)).toEqual(['office', 'work'])
  })

  it('are not there when the vendor refuses, or gives none back', async () => {
    const world = await openWorld({ rows })
    world.server.onExecute = () => Promise.reject(refusal(109_307))
    expect(await refused(world.engine.commands.createLabel('work'))).toMatchObject({ vendorCode: 109_307 })
    world.server.onExecute = () => ({})
    expect(await refused(world.engine.commands.createLabel('work'))).toMatchObject({ code: 'command/rejected' })
    expect(labelsOf(world)).toEqual([])
  })

  it('are renamed by what the vendor answers, else by what was asked', async () => {
    const world = await openWorld({ rows })
    const { commands } = world.engine
    await commands.createLabel('work')
    await commands.renameLabel('label-work', 'office')
    expect(labelsOf(world)).toEqual([{ id: 'label-work', name: 'office' }])
    world.server.onExecute = () => ({ label: { id: 'label-work', name: 'Office', serverExtension: 'x' } })
    await commands.renameLabel('label-work', 'OFFICE')
    expect(labelsOf(world)).toEqual([{ id: 'label-work', name: 'Office', serverExtension: 'x' }])
    const calls = world.server.commands.length
    await commands.renameLabel('label-work', 'Office')
    expect(world.server.commands.length).toBe(calls)
  })

  it('keep their name when the vendor refuses a new one', async () => {
    const world = await openWorld({ rows })
    await world.engine.commands.createLabel('work')
    world.server.onExecute = () => Promise.reject(refusal(1))
    await refused(world.engine.commands.renameLabel('label-work', 'office'))
    await refused(world.engine.commands.deleteLabel('label-work'))
    expect(labelsOf(world)).toEqual([{ id: 'label-work', name: 'work' }])
  })

  it('are taken off rows when they are gone: by us, elsewhere, or since the last visit', async () => {
    const carrying = [row('a', { on: 2, labels: ['work', 'vip'] }), row('b', { on: 1 })]
    const world = await openWorld({ rows: carrying })
    const rowLabels = (): unknown => world.engine.get('a')?.labels
    await world.engine.commands.deleteLabel('work')
    expect(rowLabels()).toEqual(['vip'])
    const vip = { id: 'vip', name: 'VIP' }
    world.server.emit({ type: 'labelsChanged', labels: [vip], complete: true })
    world.server.emit({ type: 'labelsChanged', labels: [vip], removed: ['vip'] }) // and there again
    world.engine.flush()
    expect(rowLabels()).toEqual(['vip'])
    world.server.emit({ type: 'labelsChanged', labels: [{ id: 'new', name: 'new' }], complete: true })
    world.engine.flush()
    expect([rowLabels(), labelsOf(world).map(({ id }) => id)]).toEqual([[], ['new']])
  })

  it('of an account that left are not renamed into the next one', async () => {
    const world = await openWorld({ rows })
    const answer = gate()
    world.server.onExecute = async () => {
      await answer.promise
      return {}
    }
    const done = world.engine.commands.renameLabel('label-work', 'office').catch((error: unknown) => error)
    await world.clock.settle()
    answer.open()
    world.server.emit({ type: 'accountOpened', account: 'you' })
    await done
    await world.clock.settle()
    expect(labelsOf(world)).toEqual([])
  })
})

describe('labels of this device', () => {
  it('are made, given, renamed and taken away without a call', async () => {
    const world = await openWorld({ rows, capabilities: local })
    const { commands } = world.engine
    const work = await commands.createLabel('work', 'a')
    const vip = await commands.createLabel('vip')
    expect(work.id).not.toBe(vip.id)
    await commands.addToLabel(vip.id, ['a', 'b'])
    await commands.removeFromLabel(vip.id, 'b')
    await commands.renameLabel(work.id, 'office')
    expect(world.engine.get('a')?.labels).toEqual([work.id, vip.id])
    expect(
      labelsOf(world)
        .map((label) => label.name)
        .sort(),
    ).toEqual(['office', 'vip'])
    await commands.deleteLabel(work.id)
    expect(labelsOf(world).map((label) => label.name)).toEqual(['vip'])
    expect(world.engine.get('a')?.labels).toEqual([vip.id])
    expect(world.server.commands).toEqual([])
  })

  it('never take the id of one that was saved', async () => {
    const first = await openWorld({ rows, capabilities: local })
    await first.engine.commands.createLabel('work')
    await first.engine.commands.createLabel('vip')
    const saved = first.engine.serialize()
    const second = await openWorld({ rows, capabilities: local }, { initialState: saved })
    await second.engine.commands.deleteLabel(labelsOf(second)[0]!.id)
    await second.engine.commands.createLabel('third')
    expect(new Set(labelsOf(second).map((label) => label.name))).toEqual(new Set(['third', 'vip']))
  })
})
