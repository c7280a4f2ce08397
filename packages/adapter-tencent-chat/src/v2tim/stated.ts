import {
  createConversation,
  type Capabilities,
  type CommandName,
  type Conversation,
  type ConversationField,
} from '@convolist/core'
import type { V2TimLine } from './session.js'
import type { Said } from './to-row.js'

/** Not stated means the same as stated without a value. */
const STICKY: ReadonlySet<ConversationField> = new Set(['title', 'avatarUrl', 'selfReadAt', 'peerReadAt'])

/** Settings that bindings leave out, by the commands that a row would show to be carried out. */
const SHOWN_BY: Partial<Record<CommandName, ConversationField>> = {
  stickTop: 'stickTop',
  mute: 'notify',
  markUnread: 'markedUnread',
  saveDraft: 'draft',
  setMark: 'marks',
  addToLabel: 'labels',
  removeFromLabel: 'labels',
  updateServerExtension: 'serverExtension',
}

/**
 * The fields that this binding states. Some bindings have no such setting at all: a row without it says nothing of it.
 * Others leave out what is empty: a setting that some row has stated is empty in a row without it.
 */
export interface Stated {
  readonly capabilities: Capabilities
  /** Tells the engine of fields that are new among what was said, ahead of what is emitted for it. */
  learn(said: readonly Said[]): void
  isWhole(said: Said): boolean
}

export function createStated(all: Capabilities, line: V2TimLine): Stated {
  const settings = new Set(Object.values(SHOWN_BY))
  const unseen = new Set(all.rowFields.filter((field) => settings.has(field)))
  let capabilities = all
  return {
    get capabilities() {
      return capabilities
    },
    learn(said) {
      if (said.length === 0 || (unseen.size === 0 && capabilities === all)) return
      for (const field of unseen) if (said.some((one) => field in one)) unseen.delete(field)
      const rowFields = all.rowFields.filter((field) => !unseen.has(field))
      if (rowFields.length === capabilities.rowFields.length) return
      capabilities = unseen.size === 0 ? all : { ...all, rowFields, commands: withoutEcho(all.commands, unseen) }
      line.emit({ type: 'capabilitiesDeclared', capabilities })
    },
    isWhole: (said) => capabilities.rowFields.every((field) => field in said || STICKY.has(field)),
  }
}

/** No row shows that these were carried out. */
function withoutEcho(
  commands: Capabilities['commands'],
  unseen: ReadonlySet<ConversationField>,
): Capabilities['commands'] {
  const silent = { ...commands }
  for (const [name, field] of Object.entries(SHOWN_BY) as [CommandName, ConversationField][]) {
    if (unseen.has(field)) silent[name] = { ...silent[name], echo: false }
  }
  return silent
}

export const toRow = (said: Said): Conversation => createConversation(said as Conversation)
