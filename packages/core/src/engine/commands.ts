import type { Command, CommandResult, ReadScope } from '../model/commands.js'
import type { Conversation, Label, NotifyLevel } from '../model/conversation.js'
import { ConvolistError } from '../model/errors.js'
import { type ConversationId, toConversationId } from '../model/ids.js'
import type { OperationChange } from '../model/operations.js'
import type { Source } from '../model/source.js'
import { idMapForEach } from '../index/id-map.js'
import { isUnread } from '../index/lanes.js'
import { getConversation } from '../views/read-view.js'
import type { Core } from './core.js'
import type { Commands, Ids, View } from './engine.js'
import type { Operations, Order } from './operations.js'
import type { SyncDriver } from './sync-driver.js'

export function createCommands(
  core: Core,
  operations: Operations,
  driver: SyncDriver,
  source: () => Source | undefined,
): Commands {
  let localLabels = 0
  const rowOf = (id: ConversationId): Conversation | undefined => getConversation(core.state(), id)

  /** Runs an order over the rows that are not yet as asked. Rows we do not know go to the vendor all the same. */
  async function change(
    given: Ids,
    isSo: (row: Conversation) => boolean,
    order: Omit<Order, 'ids' | 'toCommand'> & { toCommand(ids: readonly ConversationId[]): Command },
  ): Promise<CommandResult> {
    core.flush()
    const ids = toIds(given, order.name).filter((id) => {
      const row = rowOf(id)
      return row === undefined || !isSo(row)
    })
    if (ids.length > 0) await operations.run({ ...order, ids })
    return { ids }
  }

  const simple = (
    name: Order['name'],
    given: Ids,
    isSo: (row: Conversation) => boolean,
    effect: OperationChange | undefined,
    toCommand: Order['toCommand'],
  ): Promise<CommandResult> => change(given, isSo, { name, change: effect, toCommand })

  /** Rows of a target, and the one vendor call that covers them, where there is one. */
  function readTarget(target: Ids | View | 'all'): { rows: readonly Conversation[]; scope: ReadScope | undefined } {
    const scopes = source()?.capabilities.markReadScopes ?? []
    if (target === 'all') {
      const rows: Conversation[] = []
      idMapForEach(core.state().parts.rows, (row) => rows.push(row))
      return { rows, scope: scopes.includes('all') ? { type: 'all' } : undefined }
    }
    if (!isView(target)) return { rows: toIds(target, 'markRead').flatMap((id) => rowOf(id) ?? []), scope: undefined }
    const { filter = {} } = target.definition
    const [only, ...others] = Object.entries(filter).filter(([, value]) => value !== undefined)
    const rows = target.window(0, target.size)
    if (only?.[0] === 'kinds' && others.length === 0 && scopes.includes('kinds')) {
      return { rows, scope: { type: 'kinds', kinds: filter.kinds! } }
    }
    if (only?.[0] === 'labels' && others.length === 0 && filter.labels?.length === 1 && scopes.includes('label')) {
      return { rows, scope: { type: 'label', labelId: filter.labels[0]! } }
    }
    return { rows, scope: undefined }
  }

  async function markRead(target: Ids | View | 'all'): Promise<CommandResult> {
    core.flush()
    const { rows, scope } = readTarget(target)
    const ids = rows.filter(isUnread).map((row) => row.id)
    const counted = rows.filter((row) => row.unreadCount > 0 || row.mentions.me + row.mentions.all > 0)
    const flagged = rows.filter((row) => row.markedUnread).map((row) => row.id)
    const parts: Promise<unknown>[] = []
    if (counted.length > 0) {
      const read = (some: readonly ConversationId[]): Command => ({
        type: 'markRead',
        ids: some,
        ...(scope && { scope }),
      })
      const order = { name: 'markRead', ids: counted.map((row) => row.id), change: { type: 'read' } } as const
      parts.push(operations.run({ ...order, toCommand: read, atOnce: scope !== undefined }))
    }
    if (flagged.length > 0) parts.push(commands.markUnread(flagged, false))
    await allDone(parts)
    return { ids }
  }

  function setLabel(name: 'addToLabel' | 'removeFromLabel', labelId: string, ids: Ids): Promise<CommandResult> {
    const on = name === 'addToLabel'
    return simple(
      name,
      ids,
      (row) => row.labels.includes(labelId) === on,
      { type: 'label', labelId, on },
      (some) => ({ type: name, labelId, ids: some }),
    )
  }

  async function createLabel(name: string, given: Ids = []): Promise<Label> {
    const ids = toIds(given, 'createLabel')
    if (operations.supportOf('createLabel') === 'local') {
      const label = { id: `local-${++localLabels}`, name }
      core.dispatch({ type: 'labelsChanged', labels: [label] })
      core.flush()
      if (ids.length) await setLabel('addToLabel', label.id, ids)
      return label
    }
    const toCommand = (some: readonly ConversationId[]): Command => ({ type: 'createLabel', name, ids: some })
    const [answer] = await operations.run({ name: 'createLabel', ids, atOnce: true, toCommand })
    if (!answer?.label)
      throw new ConvolistError('command/rejected', `createLabel "${name}": the vendor gave no label back`)
    return answer.label
  }

  async function editLabel(
    command: Extract<Command, { type: 'renameLabel' | 'deleteLabel' }>,
    next: Label | undefined,
  ): Promise<CommandResult> {
    await operations.run({ name: command.type, ids: [], atOnce: true, toCommand: () => command })
    const { labelId } = command
    core.dispatch({ type: 'labelsChanged', labels: next ? [next] : [], removed: next ? [] : [labelId] })
    core.flush()
    return { ids: [] }
  }

  const commands: Commands = {
    stickTop: (ids, stickTop) =>
      simple(
        'stickTop',
        ids,
        (row) => row.stickTop === stickTop,
        { type: 'stickTop', stickTop },
        (some) => ({
          type: 'stickTop',
          ids: some,
          stickTop,
        }),
      ),
    markRead,
    markUnread: (ids, markedUnread = true) =>
      simple(
        'markUnread',
        ids,
        (row) => row.markedUnread === markedUnread,
        { type: 'markedUnread', markedUnread },
        (some) => ({ type: 'markUnread', ids: some, markedUnread }),
      ),
    mute: (ids, level) => {
      const notify: NotifyLevel = typeof level === 'string' ? level : level ? 'none' : 'all'
      return simple(
        'mute',
        ids,
        (row) => row.notify === notify,
        { type: 'notify', notify },
        (some) => ({
          type: 'mute',
          ids: some,
          notify,
        }),
      )
    },
    remove: (ids, { clearMessages = false } = {}) =>
      simple(
        'remove',
        ids,
        () => false,
        { type: 'remove' },
        (some) => ({ type: 'remove', ids: some, clearMessages }),
      ),
    saveDraft: (id, text) => {
      const draft = text === '' ? undefined : { text, at: core.now() }
      return simple(
        'saveDraft',
        id,
        (row) => row.draft?.text === draft?.text,
        { type: 'draft', draft },
        (ids) => ({
          type: 'saveDraft',
          ids,
          draft,
        }),
      )
    },
    setMark: (ids, mark, on) =>
      simple(
        'setMark',
        ids,
        (row) => row.marks.includes(mark) === on,
        { type: 'mark', mark, on },
        (some) => ({
          type: 'setMark',
          ids: some,
          mark,
          on,
        }),
      ),
    createLabel,
    renameLabel: (labelId, name) => {
      const known = core.state().labels.find((label) => label.id === labelId)
      return editLabel({ type: 'renameLabel', labelId, name }, { ...known, id: labelId, name })
    },
    deleteLabel: (labelId) => editLabel({ type: 'deleteLabel', labelId }, undefined),
    addToLabel: (labelId, ids) => setLabel('addToLabel', labelId, ids),
    removeFromLabel: (labelId, ids) => setLabel('removeFromLabel', labelId, ids),
    updateExtension: (ids, text, { scope = 'server' } = {}) => {
      const [name, field] =
        scope === 'server'
          ? (['updateServerExtension', 'serverExtension'] as const)
          : (['updateLocalExtension', 'localExtension'] as const)
      return simple(
        name,
        ids,
        (row) => row[field] === text,
        { type: field, text },
        (some) => ({
          type: name,
          ids: some,
          text,
        }),
      )
    },
    create: (ids) =>
      simple(
        'create',
        ids,
        () => true,
        undefined,
        (some) => ({ type: 'create', ids: some }),
      ),
    sendReceipt: (id, messages) =>
      simple(
        'sendReceipt',
        id,
        () => false,
        undefined,
        (ids) => ({ type: 'sendReceipt', ids, messages }),
      ),
    orderStickTop: (ids) => {
      core.dispatch({ type: 'stickTopOrdered', ids: toIds(ids, 'orderStickTop') })
      core.flush()
    },
    open(id) {
      core.dispatch({ type: 'conversationOpened', id: id === undefined ? undefined : toConversationId(id) })
      core.flush()
      if (operations.supportOf('open') !== 'server') return
      const ids = id === undefined ? [] : [toConversationId(id)]
      operations.run({ name: 'open', ids, atOnce: true, toCommand: () => ({ type: 'open', ids }) }).catch(() => {
        core.report({ code: 'vendor/failed', path: 'open' })
      })
    },
    loadMore: () => driver.loadMore(),
    refresh: () => driver.resync('refresh'),
  }
  return commands
}

function toIds(ids: Ids, command: string): ConversationId[] {
  const list = typeof ids === 'string' ? [ids] : ids
  if (!Array.isArray(list) || list.some((id) => typeof id !== 'string' || id === '')) {
    throw new ConvolistError(
      'command/invalid',
      `${command}: expected an id or a list of ids, each text that is not empty`,
    )
  }
  return [...new Set(list as readonly string[])].map(toConversationId)
}

const isView = (target: Ids | View): target is View =>
  typeof target === 'object' && !Array.isArray(target) && 'definition' in target

/** Waits for all parts, and fails with the first failure only when none is under way any more. */
async function allDone(parts: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(parts)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
