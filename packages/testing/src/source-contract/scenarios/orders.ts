import type { CommandName, Conversation, Engine } from '@convolist/core'
import type { ChatKey } from '../rig.js'
import type { Stage } from '../stage.js'

/** A command on one row, and how the row shows it. */
export interface Order {
  readonly command: CommandName
  readonly chat: ChatKey
  give(engine: Engine, id: string): Promise<unknown>
  isShown(row: Conversation | undefined): boolean
}

export const ORDERS: readonly Order[] = [
  {
    command: 'stickTop',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.stickTop(id, true),
    isShown: (row) => row?.stickTop === true,
  },
  {
    command: 'mute',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.mute(id, true),
    isShown: (row) => row?.notify === 'none',
  },
  {
    command: 'markRead',
    chat: 'direct/bob',
    give: (engine, id) => engine.commands.markRead(id),
    isShown: (row) => row?.unreadCount === 0,
  },
  {
    command: 'remove',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.remove(id),
    isShown: (row) => row === undefined,
  },
  {
    command: 'markUnread',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.markUnread(id),
    isShown: (row) => row?.markedUnread === true,
  },
  {
    command: 'saveDraft',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.saveDraft(id, 'unsent'),
    isShown: (row) => row?.draft?.text === 'unsent',
  },
  {
    command: 'setMark',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.setMark(id, 'starred', true),
    isShown: (row) => row?.marks.includes('starred') === true,
  },
  {
    command: 'updateServerExtension',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.updateExtension(id, '{"vip":1}'),
    isShown: (row) => row?.serverExtension === '{"vip":1}',
  },
  {
    command: 'updateLocalExtension',
    chat: 'direct/ann',
    give: (engine, id) => engine.commands.updateExtension(id, '{"seen":1}', { scope: 'local' }),
    isShown: (row) => row?.localExtension === '{"seen":1}',
  },
  {
    command: 'create',
    chat: 'direct/fay',
    give: (engine, id) => engine.commands.create(id),
    isShown: (row) => row !== undefined,
  },
]

/** The first command with an optimistic change that this vendor carries out; nearly every one has `stickTop`. */
export const optimisticOrder = (stage: Stage): Order | undefined =>
  ORDERS.slice(0, 4).find(({ command }) => stage.supports(command) === 'server')
