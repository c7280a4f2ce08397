import type { CommandResult } from '../model/commands.js'
import type { Conversation, Label } from '../model/conversation.js'
import { ConvolistError } from '../model/errors.js'
import type { ConversationId } from '../model/ids.js'
import type { ViewFilter } from '../model/views.js'
import { insist, insistText, toIds } from '../engine/command-input.js'
import type { Core } from '../engine/core.js'
import type { Commands, Engine, Ids, View } from '../engine/engine.js'
import { isView, isViewOf } from '../engine/live-view.js'
import { mergedId, splitId } from './names.js'
import { notMerged, settleShares, type Share, sharesOf, sharesOfAll } from './shares.js'

export interface CommandDeps {
  readonly core: Core
  readonly engines: ReadonlyMap<string, Engine>
  get(id: ConversationId): Conversation | undefined
  open(id: ConversationId | undefined): void
  orderStickTop(ids: readonly ConversationId[]): void
}

/** The commands of a merged list: each row's goes to the engine that owns it. */
export function createMergedCommands({ core, engines, get, open, orderStickTop }: CommandDeps): Commands {
  type Order = (commands: Commands, ids: readonly ConversationId[], share: Share) => Promise<CommandResult>

  /** The same order to every owner, of its own rows. */
  async function order(name: string, ids: Ids, give: Order): Promise<CommandResult> {
    return settleShares(name, sharesOf(ids, name, engines), (share) => give(share.engine.commands, share.ids, share))
  }

  function markReadEverything(kinds?: View['definition']['filter']): Promise<CommandResult> {
    return settleShares('markRead', sharesOfAll(engines), ({ engine }) =>
      engine.commands.markRead(kinds ? engine.view({ filter: kinds }) : 'all'),
    )
  }

  function markReadLabel(labelId: string): Promise<CommandResult> {
    const { id, ...owner } = ownerOfLabel('markRead', labelId)
    const filter = { labels: [id] }
    return settleShares('markRead', [{ ...owner, ids: [] }], ({ engine }) =>
      engine.commands.markRead(engine.view({ filter })),
    )
  }

  async function markRead(target: Ids | View | 'all'): Promise<CommandResult> {
    if (target === 'all') return markReadEverything()
    if (!isView(target)) return order('markRead', target, (commands, ids) => commands.markRead(ids))
    insist(isViewOf(core, target), 'markRead', 'a view of the merged list')
    // By kind or label, vendors mark with one call what was not read yet as well.
    const kinds = onlyOf(target, 'kinds')
    if (kinds) return markReadEverything({ kinds })
    const [label, another] = onlyOf(target, 'labels') ?? []
    if (label !== undefined && another === undefined) return markReadLabel(label)
    const ids = target.window(0, target.size).map((row) => row.id)
    return order('markRead', ids, (commands, own) => commands.markRead(own))
  }

  /** A label belongs to one engine, and so must the rows that carry it. */
  function ownerOfLabel(command: string, labelId: string): { name: string; engine: Engine; id: ConversationId } {
    insistText(labelId, command, 'a label id')
    const own = splitId(labelId)
    const engine = own && engines.get(own.name)
    if (!engine) throw notMerged(command, labelId, engines)
    return { ...own, engine }
  }

  async function setLabel(type: 'addToLabel' | 'removeFromLabel', labelId: string, ids: Ids): Promise<CommandResult> {
    const owner = ownerOfLabel(type, labelId)
    const shares = sharesOf(ids, type, engines)
    if (shares.some((share) => share.name !== owner.name)) throw notOfOneEngine(type)
    return settleShares(type, shares, (share) => share.engine.commands[type](owner.id, share.ids))
  }

  async function createLabel(name: string, ids: Ids = []): Promise<Label> {
    const shares = sharesOf(ids, 'createLabel', engines)
    const owner = shares.length === 0 && engines.size === 1 ? [...engines][0] : undefined
    const [first, ...others] = owner ? [{ name: owner[0], engine: owner[1], ids: [] }] : shares
    if (!first || others.length > 0) throw notOfOneEngine('createLabel')
    let label: Label | undefined
    await settleShares('createLabel', [first], async ({ engine, ids: own }) => {
      label = await engine.commands.createLabel(name, own)
      return { ids: own }
    })
    return { ...label!, id: mergedId(first.name, label!.id) }
  }

  async function loadMore(): Promise<void> {
    await everyone([...engines.values()].filter((engine) => engine.getState().sync.hasMore).map(pageOf))
  }

  return {
    stickTop: (ids, stickTop) => order('stickTop', ids, (commands, own) => commands.stickTop(own, stickTop)),
    markRead,
    markUnread: (ids, flag) => order('markUnread', ids, (commands, own) => commands.markUnread(own, flag)),
    mute: (ids, notify) => order('mute', ids, (commands, own) => commands.mute(own, notify)),
    remove: (ids, options) => order('remove', ids, (commands, own) => commands.remove(own, options)),
    saveDraft: (id, text) => order('saveDraft', id, (commands, [own]) => commands.saveDraft(own!, text)),
    setMark: (ids, mark, on) => order('setMark', ids, (commands, own) => commands.setMark(own, mark, on)),
    createLabel,
    async renameLabel(labelId, name) {
      const owner = ownerOfLabel('renameLabel', labelId)
      return owner.engine.commands.renameLabel(owner.id, name)
    },
    async deleteLabel(labelId) {
      const owner = ownerOfLabel('deleteLabel', labelId)
      return owner.engine.commands.deleteLabel(owner.id)
    },
    addToLabel: (labelId, ids) => setLabel('addToLabel', labelId, ids),
    removeFromLabel: (labelId, ids) => setLabel('removeFromLabel', labelId, ids),
    updateExtension: (ids, text, options) =>
      order('updateExtension', ids, (commands, own) => commands.updateExtension(own, text, options)),
    create: (ids) => order('create', ids, (commands, own) => commands.create(own)),
    sendReceipt: (id, messages) => order('sendReceipt', id, (commands, [own]) => commands.sendReceipt(own!, messages)),
    orderStickTop(ids) {
      sharesOf(ids, 'orderStickTop', engines)
      orderStickTop(toIds(ids, 'orderStickTop'))
    },
    open(id) {
      if (id === undefined) return open(undefined)
      sharesOf(id, 'open', engines)
      open(toIds(id, 'open')[0])
    },
    async fetch(ids) {
      await everyone(sharesOf(ids, 'fetch', engines).map(({ engine, ids: own }) => engine.commands.fetch(own)))
      return toIds(ids, 'fetch').flatMap((id) => get(id) ?? [])
    },
    loadMore,
    refresh: () => everyone(sharesOfAll(engines).map(({ engine }) => engine.commands.refresh())),
  }
}

const pageOf = (engine: Engine): Promise<void> => engine.commands.loadMore()

/** Waits for all, and fails with the first failure only when none is under way any more. */
async function everyone(parts: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(parts)) if (result.status === 'rejected') throw result.reason
}

/** The kinds or labels that a view asks for, if it asks for nothing else. */
function onlyOf<Part extends 'kinds' | 'labels'>({ definition }: View, part: Part): ViewFilter[Part] {
  const asked = Object.entries(definition.filter ?? {}).filter(([, value]) => value !== undefined)
  return asked.length === 1 && definition.filter?.[part]?.length ? definition.filter[part] : undefined
}

const notOfOneEngine = (command: string): ConvolistError =>
  new ConvolistError('command/invalid', `${command}: a label belongs to one engine; name rows of one, and of no other`)
