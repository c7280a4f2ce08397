import type { Command, CommandResult } from '../model/commands.js'
import type { Label } from '../model/conversation.js'
import { ConvolistError } from '../model/errors.js'
import type { ConversationId } from '../model/ids.js'
import { insistText, toIds } from './command-input.js'
import type { Core } from './core.js'
import type { Commands, Ids } from './engine.js'
import { disposed } from './failures.js'
import { type CallResult, joined, type Operations } from './operations.js'

type LabelCommands = Pick<Commands, 'createLabel' | 'renameLabel' | 'deleteLabel'>

/** The labels themselves; which rows carry them is set row by row, by `addToLabel`. */
export function createLabelCommands(
  core: Core,
  operations: Operations,
  addToLabel: Commands['addToLabel'],
): LabelCommands {
  const labels = (): readonly Label[] => core.state().labels

  async function createLabel(name: string, given: Ids = []): Promise<Label> {
    insistText(name, 'createLabel', 'a name')
    const ids = toIds(given, 'createLabel')
    const { support, batch } = operations.capabilityOf('createLabel')
    const first = support === 'local' ? [] : ids.slice(0, batch)
    const toCommand = (): Command => ({ type: 'createLabel', name, ids: first })
    const results = await operations.attempt({ name: 'createLabel', ids: first, atOnce: true, toCommand })
    const label = support === 'local' ? addLocal(name) : results[0]?.answer.label
    if (label && ids.length > first.length) results.push(await addTo(label, ids.slice(first.length)))
    joined('createLabel', results)
    if (!label) throw new ConvolistError('command/rejected', 'createLabel: the vendor gave no label back')
    return label
  }

  /** Those that the label could not be made with. It is there, whatever becomes of them. */
  async function addTo(label: Label, ids: readonly ConversationId[]): Promise<CallResult> {
    try {
      await addToLabel(label.id, ids)
      return { ids, answer: {}, failed: new Map() }
    } catch (cause) {
      const error = cause as ConvolistError
      return { ids, answer: {}, failed: error.failed ?? new Map(ids.map((id) => [id, error])) }
    }
  }

  function addLocal(name: string): Label {
    let number = labels().length + 1
    while (labels().some(({ id }) => id === `local-${number}`)) number++
    const label = { id: `local-${number}`, name }
    core.dispatch({ type: 'labelsChanged', labels: [label] })
    core.flush()
    return label
  }

  async function renameLabel(labelId: string, name: string): Promise<CommandResult> {
    insistText(labelId, 'renameLabel', 'a label id')
    insistText(name, 'renameLabel', 'a name')
    const known = labels().find((label) => label.id === labelId)
    if (core.disposed) throw disposed()
    if (known?.name === name) return { ids: [] }
    const { epoch } = core.state()
    const toCommand = (): Command => ({ type: 'renameLabel', labelId, name })
    const [answer] = await operations.run({ name: 'renameLabel', ids: [], atOnce: true, toCommand })
    const label = answer?.label ?? { ...known, id: labelId, name }
    core.dispatch({ type: 'labelsChanged', labels: [label], epoch })
    core.flush()
    return { ids: [] }
  }

  async function deleteLabel(labelId: string): Promise<CommandResult> {
    insistText(labelId, 'deleteLabel', 'a label id')
    const { epoch } = core.state()
    const toCommand = (): Command => ({ type: 'deleteLabel', labelId })
    await operations.run({ name: 'deleteLabel', ids: [], atOnce: true, toCommand })
    core.dispatch({ type: 'labelsChanged', labels: [], removed: [labelId], epoch })
    core.flush()
    return { ids: [] }
  }

  return { createLabel, renameLabel, deleteLabel }
}
