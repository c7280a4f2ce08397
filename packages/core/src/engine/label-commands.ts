import type { Command, CommandResult } from '../model/commands.js'
import type { Conversation, ConversationPatch, Label } from '../model/conversation.js'
import { ConvolistError } from '../model/errors.js'
import { insistText, toIds } from './command-input.js'
import type { Core } from './core.js'
import type { Commands, Ids } from './engine.js'
import { disposed } from './failures.js'
import type { Operations } from './operations.js'

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
    const [answer] = await operations.run({ name: 'createLabel', ids: first, atOnce: true, toCommand })
    const label = support === 'local' ? addLocal(name) : answer?.label
    if (!label) throw new ConvolistError('command/rejected', 'createLabel: the vendor gave no label back')
    if (ids.length > first.length) await addToLabel(label.id, ids.slice(first.length))
    return label
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
    // Where the vendor sends an event for it, it says itself which rows have lost the label.
    if (!operations.capabilityOf('deleteLabel').echo) {
      core.dispatch({ type: 'conversationsPatched', patches: withoutLabel(core, labelId), epoch })
    }
    core.flush()
    return { ids: [] }
  }

  return { createLabel, renameLabel, deleteLabel }
}

function withoutLabel(core: Core, labelId: string): ConversationPatch[] {
  const patches: ConversationPatch[] = []
  core.state().parts.rows.forEach(({ id, labels }: Conversation) => {
    if (labels.includes(labelId)) patches.push({ id, labels: labels.filter((label) => label !== labelId) })
  })
  return patches
}
