import type { Command, CommandResult } from '../model/commands.js'
import type { Conversation, NotifyLevel } from '../model/conversation.js'
import type { ConversationId } from '../model/ids.js'
import type { OperationChange } from '../model/operations.js'
import type { Source } from '../model/source.js'
import { getConversation } from '../views/read-view.js'
import { insist, insistFlag, insistText, toIds } from './command-input.js'
import type { Core } from './core.js'
import type { Commands, Ids } from './engine.js'
import { disposed } from './failures.js'
import { createLabelCommands } from './label-commands.js'
import type { Operations } from './operations.js'
import { createMarkRead } from './read-command.js'
import type { SyncDriver } from './sync-driver.js'

/** A command on rows, before it is known which. */
type RowCommand =
  Extract<Command, { readonly ids: unknown }> extends infer C ? (C extends C ? Omit<C, 'ids'> : never) : never

export function createCommands(
  core: Core,
  operations: Operations,
  driver: SyncDriver,
  source: () => Source | undefined,
): Commands {
  /** Gives an order for the rows that are not yet as asked, or only by a guess. Rows we do not know go to the vendor, too. */
  async function order(
    given: Ids,
    command: RowCommand,
    change: OperationChange | undefined,
    isSo: (row: Conversation) => boolean,
  ): Promise<CommandResult> {
    if (core.disposed) throw disposed()
    core.flush()
    const isDone = (id: ConversationId): boolean => {
      const row = getConversation(core.state(), id)
      return row !== undefined && isSo(row)
    }
    const { guessed } = operations.capabilityOf(command.type)
    const ids = toIds(given, command.type).filter((id) => guessed || !isDone(id))
    const toCommand = (some: readonly ConversationId[]): Command => ({ ...command, ids: some })
    if (ids.length > 0) await operations.run({ name: command.type, ids, change, isDone, toCommand })
    return { ids }
  }

  async function markUnread(ids: Ids, markedUnread = true): Promise<CommandResult> {
    insistFlag(markedUnread, 'markUnread')
    const change = { type: 'markedUnread', markedUnread } as const
    return order(ids, { type: 'markUnread', markedUnread }, change, (row) => row.markedUnread === markedUnread)
  }

  async function setLabel(type: 'addToLabel' | 'removeFromLabel', labelId: string, ids: Ids): Promise<CommandResult> {
    insistText(labelId, type, 'a label id')
    const on = type === 'addToLabel'
    return order(ids, { type, labelId }, { type: 'label', labelId, on }, (row) => row.labels.includes(labelId) === on)
  }

  /** What the vendor takes for the open row; `null` where it may not have heard. */
  let told: ConversationId | null | undefined
  /** Whoever opened it, the user or the policy for an open row that was removed. */
  function tellOpen(openId: ConversationId | undefined): void {
    if (!source() || operations.capabilityOf('open').support !== 'server') return
    told = core.state().connection === 'connected' ? openId : null
    const ids = openId === undefined ? [] : [openId]
    operations.run({ name: 'open', ids, atOnce: true, toCommand: () => ({ type: 'open', ids }) }).catch(() => {
      core.report({ code: 'vendor/failed', path: 'open', vendor: source()?.vendor })
    })
  }
  core.subscribe(({ openId, epoch, connection }, previous) => {
    // Opened when nobody was signed in, or closed with its account, of which not every SDK forgets all.
    const isNews = connection === 'connected' ? openId !== told : openId !== previous.openId && epoch === previous.epoch
    if (isNews) tellOpen(openId)
  })

  const addToLabel: Commands['addToLabel'] = (labelId, ids) => setLabel('addToLabel', labelId, ids)

  return {
    markRead: createMarkRead(core, operations, source, markUnread),
    markUnread,
    ...createLabelCommands(core, operations, addToLabel),
    addToLabel,
    removeFromLabel: (labelId, ids) => setLabel('removeFromLabel', labelId, ids),

    async stickTop(ids, stickTop) {
      insistFlag(stickTop, 'stickTop')
      return order(
        ids,
        { type: 'stickTop', stickTop },
        { type: 'stickTop', stickTop },
        (row) => row.stickTop === stickTop,
      )
    },

    async mute(ids, level) {
      const notify: NotifyLevel = typeof level === 'boolean' ? (level ? 'none' : 'all') : level
      insist(NOTIFY_LEVELS.includes(notify), 'mute', 'true, false, "all", "mentions" or "none"')
      return order(ids, { type: 'mute', notify }, { type: 'notify', notify }, (row) => row.notify === notify)
    },

    async remove(ids, options) {
      const { clearMessages = false } = options ?? {}
      insistFlag(clearMessages, 'remove')
      return order(ids, { type: 'remove', clearMessages }, { type: 'remove' }, () => false)
    },

    async saveDraft(id, text) {
      insist(typeof text === 'string', 'saveDraft', 'text')
      const draft = text === '' ? undefined : { text, at: core.now() }
      return order(id, { type: 'saveDraft', draft }, { type: 'draft', draft }, (row) => row.draft?.text === draft?.text)
    },

    async setMark(ids, mark, on) {
      insistText(mark, 'setMark', 'a mark')
      insistFlag(on, 'setMark')
      return order(
        ids,
        { type: 'setMark', mark, on },
        { type: 'mark', mark, on },
        (row) => row.marks.includes(mark) === on,
      )
    },

    async updateExtension(ids, text, options) {
      const { scope = 'server' } = options ?? {}
      const isServer = scope === 'server'
      const isRight = typeof text === 'string' && (isServer || scope === 'local')
      insist(isRight, 'updateExtension', 'text, and the scope "server" or "local"')
      const field = isServer ? 'serverExtension' : 'localExtension'
      const type = isServer ? 'updateServerExtension' : 'updateLocalExtension'
      return order(ids, { type, text }, { type: field, text }, (row) => row[field] === text)
    },

    create: (ids) => order(ids, { type: 'create' }, undefined, () => true),

    sendReceipt: (id, messages) => order(id, { type: 'sendReceipt', messages }, undefined, () => false),

    orderStickTop(ids) {
      core.dispatch({ type: 'stickTopOrdered', ids: toIds(ids, 'orderStickTop') })
      core.flush()
    },

    open(id) {
      const [openId] = id === undefined ? [] : toIds(id, 'open')
      core.dispatch({ type: 'conversationOpened', id: openId })
      core.flush()
    },

    async fetch(given) {
      const ids = toIds(given, 'fetch')
      core.flush()
      await driver.fetch(ids)
      return ids.flatMap((id) => getConversation(core.state(), id) ?? [])
    },

    loadMore: () => driver.loadMore(),
    refresh: () => driver.resync('refresh'),
  }
}

const NOTIFY_LEVELS: readonly unknown[] = ['all', 'mentions', 'none'] satisfies readonly NotifyLevel[]
