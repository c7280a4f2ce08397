import type { CommandName } from '@convolist/core'
import { check, same } from '../check.js'
import type { ChatKey } from '../rig.js'
import { SHOWN, type Stage } from '../stage.js'
import { story, type Scenario } from './scenario.js'

const LABEL_COMMANDS = ['createLabel', 'renameLabel', 'deleteLabel', 'addToLabel', 'removeFromLabel'] as const

type LabelCommand = (typeof LABEL_COMMANDS)[number]

function give({ engine, server }: Stage, command: LabelCommand, label: string, chat: ChatKey): Promise<unknown> {
  const id = server.id(chat)
  switch (command) {
    case 'createLabel':
      return engine.commands.createLabel('vip', [id, server.id('group/7001'), server.id('direct/dan')])
    case 'renameLabel':
      return engine.commands.renameLabel(label, 'friends')
    case 'deleteLabel':
      return engine.commands.deleteLabel(label)
    case 'addToLabel':
      return engine.commands.addToLabel(label, id)
    case 'removeFromLabel':
      return engine.commands.removeFromLabel(label, id)
  }
}

async function proveRefusals(stage: Stage, commands: readonly LabelCommand[]): Promise<void> {
  for (const command of commands) {
    // Of a row that is not in the list nothing is known that would make the command needless.
    // oxlint-disable-next-line no-await-in-loop -- one after the other reads better when it fails
    const error = await stage.ending(command, give(stage, command, 'vip', 'direct/fay'))
    same(`${command}, which the vendor lacks`, error?.code, 'command/unsupported')
    check(error?.message.includes(`"${command}"`) === true, `the refusal does not name ${command}`)
  }
}

async function must(stage: Stage, command: LabelCommand, label: string, chat: ChatKey = 'direct/ann'): Promise<void> {
  const error = await stage.ending(command, give(stage, command, label, chat))
  check(error === undefined, `${command} was refused: ${error?.message}`)
}

export const labelScenarios: readonly Scenario[] = [
  story('labels', async (stage) => {
    const { commands } = stage.watched.source.capabilities
    for (const command of LABEL_COMMANDS)
      same(`capabilities.commands.${command}`, commands[command].support, stage.supports(command))
    const lacks = (command: CommandName): boolean => stage.supports(command) === 'none'
    await proveRefusals(stage, LABEL_COMMANDS.filter(lacks))
    if (lacks('createLabel')) {
      same('the list afterwards', stage.line(), SHOWN)
      return 'refused by name'
    }
    await must(stage, 'createLabel', 'vip')
    const labels = (chat: ChatKey): readonly string[] => stage.row(chat)?.labels ?? []
    const first = ['direct/ann', 'group/7001', 'direct/dan'] as const
    await stage.until('the label is on its rows', () => first.every((chat) => labels(chat).length === 1))
    same('the label is on no other row', labels('direct/bob').length, 0)
    const label = labels('direct/ann')[0] as string
    const name = (): string | undefined => stage.engine.getState().labels.find(({ id }) => id === label)?.name
    await stage.until('the label has its name', () => name() === 'vip')
    if (!lacks('renameLabel')) {
      await must(stage, 'renameLabel', label)
      await stage.until('the label has a new name', () => name() === 'friends')
    }
    if (!lacks('addToLabel')) {
      await must(stage, 'addToLabel', label, 'direct/bob')
      await stage.until('the label is on another row', () => labels('direct/bob').includes(label))
    }
    if (!lacks('removeFromLabel')) {
      await must(stage, 'removeFromLabel', label)
      await stage.until('the label is off the row', () => !labels('direct/ann').includes(label))
    }
    if (!lacks('deleteLabel')) {
      await must(stage, 'deleteLabel', label)
      await stage.until('the label is gone', () => {
        return name() === undefined && ['direct/bob' as const, ...first].every((chat) => labels(chat).length === 0)
      })
    }
    return undefined
  }),
  story('a label with the name of a deleted one', async (stage) => {
    if (['createLabel', 'deleteLabel', 'addToLabel'].some((name) => stage.supports(name as CommandName) === 'none'))
      return 'no labels to delete'
    const named = (): readonly string[] =>
      stage.engine.getState().labels.flatMap(({ id, name }) => (name === 'vip' ? [id] : []))
    const isOn = (...chats: readonly ChatKey[]): boolean =>
      named().length === 1 && chats.every((chat) => stage.row(chat)?.labels.join() === named()[0])
    const isOff = (chat: ChatKey): boolean => stage.row(chat)?.labels.length === 0
    await must(stage, 'createLabel', 'vip')
    await stage.until('the label is there', () => isOn('direct/ann', 'direct/dan'))
    await must(stage, 'deleteLabel', named()[0]!)
    await stage.until('the label is gone', () => named().length === 0 && isOff('direct/ann') && isOff('direct/dan'))
    await must(stage, 'createLabel', 'vip')
    await stage.until('the label is there anew', () => isOn('direct/ann', 'direct/dan'))
    await must(stage, 'addToLabel', named()[0]!, 'direct/bob')
    await stage.until('the new label is on another row', () => isOn('direct/bob'))
    await stage.ending('refresh', stage.engine.commands.refresh())
    await stage.stays('one label of this name, on its rows', () => isOn('direct/ann', 'direct/bob', 'direct/dan'))
    return undefined
  }),
]
