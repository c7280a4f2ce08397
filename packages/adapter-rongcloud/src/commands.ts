import {
  ConvolistError,
  type Command,
  type CommandAnswer,
  type ConversationId,
  type EpochMs,
  type NotifyLevel,
} from '@convolist/core'
import { each, toError, type Sdk } from './call.js'
import type { Parts } from './parts.js'
import { parseRongCloudId } from './ids.js'
import { GROUP, PRIVATE, ULTRA } from './im.js'
import type { Session } from './line.js'
import { record, string, time, type Fields } from './read.js'
import { knownOf } from './to-row.js'

/** RongCloud's levels for ours. -1 alerts, whatever the group or the app has as its default. */
const LEVELS: Readonly<Record<NotifyLevel, number>> = { all: -1, mentions: 1, none: 5 }
/** The newest version of receipts, where the server has it. */
const V5 = 4
const RECEIPTS = 100
/** A tag's id, which the client makes, has at most ten characters. */
const TAG_ID = 10
let madeTags = 0
/** RongCloud takes five messages a second from one client. */
const PACE_MS = 220
/** No total goes by what these change. */
const UNCOUNTED = new Set(['stickTop', 'saveDraft', 'sendReceipt'])

const NO_TAGS = 'has no tags for ultra groups'

type Ids = readonly ConversationId[]

/**
 * Carries commands out. Lists of ids come within the limits of `capabilities`. Rejects with `ConvolistError`
 * `command/rejected` where RongCloud refused the call as a whole.
 */
export function rongCloudCommands(parts: Parts): (command: Command) => Promise<CommandAnswer> {
  const { line, profiles, watches } = parts

  return async (command) => {
    const { session } = line
    const ids = 'ids' in command ? command.ids : []
    ids.forEach((id) => session?.reread.delete(id))
    try {
      const answer = (await carryOut(parts, session, command)) ?? {}
      if (session && line.session === session) settle(session, command, ids, answer)
      return answer
    } catch (cause) {
      const error = toError(`${command.type} of "${ids.join('", "')}"`, cause)
      line.refused(error.vendorCode)
      throw error
    }
  }

  /** Nothing of it comes back as an event. An answer that came too late for the engine has to be told as news. */
  function settle(session: Session, command: Command, ids: Ids, { failed }: CommandAnswer): void {
    const done = ids.filter((id) => !failed?.has(id))
    const late = done.filter((id) => session.reread.has(id))
    if (command.type === 'remove') {
      done.forEach((id) => session.known.delete(id))
      profiles.drop(done)
      if (late.length > 0) line.emit({ type: 'conversationsRemoved', ids: late })
    } else if (late.length > 0) line.resync(`${command.type} was answered late`)
    if (command.type === 'deleteLabel') session.tags.delete(command.labelId)
    if (!UNCOUNTED.has(command.type)) watches.changed(true)
  }
}

/** However many calls it takes, they are all made for the account that the command was given for. */
function carryOut({ sdk, line }: Parts, session: Session | undefined, command: Command): Promise<CommandAnswer | void> {
  const call: Sdk['call'] = (...question) =>
    line.session === session ? sdk.call(...question) : Promise.reject(accountChanged())
  return run()

  /** One switch: every command, the SDK's call for it, and what comes back. */
  async function run(): Promise<CommandAnswer | void> {
    switch (command.type) {
      case 'stickTop':
        return fitting(command.ids, isMain, 'pins only the default channel of an ultra group', (fit) =>
          set('setConversationToTop', 'batchSetConversationToTop', fit, command.stickTop),
        )
      case 'mute':
        return mute(command.ids, command.notify)
      case 'markRead':
        return markRead(command.ids, command.scope !== undefined)
      case 'remove':
        return remove(command.ids, command.clearMessages)
      case 'saveDraft':
        return each(command.ids, (id) =>
          call('saveTextMessageDraft', parseRongCloudId(id), command.draft?.text ?? '').catch(onlyOurs),
        )
      case 'createLabel': {
        const { name, ids } = command
        ids.forEach(parseRongCloudId) // before there is a tag
        if (ids.some(isUltra)) throw new ConvolistError('command/invalid', `RongCloud ${NO_TAGS}`)
        const id = ((line.sink?.now() ?? 0).toString(36) + (madeTags++).toString(36)).slice(-TAG_ID)
        const label = { id, name }
        await call('addTag', { tagId: id, tagName: name })
        // It is there, whatever comes of its first conversations.
        if (session && line.session === session) {
          session.tags.add(id)
          line.emit({ type: 'labelsChanged', labels: [label] })
        }
        const given = tag('addConversationsToTag', ids, id).catch((cause: ConvolistError) => stays(id, cause))
        return { label, ...(await given) }
      }
      case 'renameLabel':
        await call('updateTag', { tagId: command.labelId, tagName: command.name })
        return { label: { id: command.labelId, name: command.name } }
      case 'deleteLabel':
        return void (await call('removeTag', command.labelId))
      case 'addToLabel':
        return tag('addConversationsToTag', command.ids, command.labelId)
      case 'removeFromLabel':
        return tag('removeConversationsFromTag', command.ids, command.labelId)
      case 'sendReceipt':
        return each(command.ids, (id) => sendReceipt(id, command.messages))
      default:
        throw new ConvolistError('command/unsupported', `RongCloud has no "${command.type}"`)
    }
  }

  function mute(ids: Ids, notify: NotifyLevel): Promise<CommandAnswer> {
    const [one, batch] = ['setConversationNotificationLevel', 'batchSetConversationNotificationLevel'] as const
    const isFit = (id: ConversationId): boolean => notify !== 'mentions' || isGroup(id)
    return fitting(ids, isFit, 'alerts for mentions only in groups', (fit) => set(one, batch, fit, LEVELS[notify]))
  }

  function tag(method: string, ids: Ids, labelId: string): Promise<CommandAnswer> {
    const give = (some: Ids): Promise<unknown> => call(method, labelId, some.map(parseRongCloudId))
    return fitting(
      ids,
      (id) => !isUltra(id),
      NO_TAGS,
      (fit) => many(fit, give),
    )
  }

  async function set(one: string, batch: string, ids: Ids, value: unknown): Promise<CommandAnswer> {
    if (!sdk.has(batch)) return each(ids, (id) => call(one, parseRongCloudId(id), value))
    return many(ids, (some) => call(batch, some.map(parseRongCloudId), value))
  }

  /** RongCloud refuses a call for many as a whole: which of them it is about, only one by one can say. */
  async function many(ids: Ids, run: (ids: Ids) => Promise<unknown>): Promise<CommandAnswer> {
    try {
      await run(ids)
      return {}
    } catch (cause) {
      if ((cause as ConvolistError).retryable) throw cause
      return each(ids, (id) => (ids.length > 1 ? run([id]) : Promise.reject(cause)))
    }
  }

  /** In the browser, but for ultra groups and where the server counts: there it is one call that tells everybody. */
  async function markRead(ids: Ids, all: boolean): Promise<CommandAnswer> {
    const isServer = sdk.settings().isServerSaveUnreadEnabled === true
    const method = isServer ? 'markRemoteConversationAsRead' : 'clearMessagesUnreadStatus'
    // The message may have been taken back for good.
    const upTo = (id: ConversationId): EpochMs | undefined =>
      session && (knownOf(session, id)?.last?.sentAt ?? session.shown(id)?.activeAt)
    const rows = ids.map((id) => ({ id, at: upTo(id) }))
    const atOnce = all && !isServer
    if (atOnce) await call('clearAllMessagesUnreadStatus') // of ultra groups it clears none
    const single = atOnce ? ids.filter(isUltra) : ids
    const answer = await each(single, (id) => call(method, parseRongCloudId(id)), ids.length)
    if (line.session !== session) return answer
    for (const { id, at } of rows) {
      if (!at || answer.failed?.has(id)) continue
      readTo(session!, id, at, isServer)
      const now = session!.known.get(id)?.last?.sentAt
      if (now && now > at) await readOn(session!, id, now, isServer)
    }
    return answer
  }

  function readTo(session: Session, id: ConversationId, at: EpochMs, isServer: boolean): void {
    const known = session.known.get(id)
    if (known) known.me = undefined
    line.emit({ type: 'selfReadTo', id, readAt: at })
    if (!isServer && !isUltra(id)) tell(session, id, at)
  }

  /** A message came while the call was under way: whether that is read, too, no event says. */
  function readOn(session: Session, id: ConversationId, at: EpochMs, isServer: boolean): Promise<void> {
    const method = 'getUnreadCount'
    return line.ask(
      method,
      () => call(method, parseRongCloudId(id)),
      (unread) => {
        if (unread !== 0 || session.known.get(id)?.last?.sentAt !== at) return
        readTo(session, id, at, isServer)
        line.patch([{ id, unreadCount: 0 }])
      },
    )
  }

  /** One message for each conversation, as fast as RongCloud takes them. */
  function tell({ toTell }: Session, id: ConversationId, readAt: number): void {
    toTell.set(id, readAt)
    if (toTell.size === 1) tellNext(toTell)
  }

  function tellNext(toTell: Session['toTell']): void {
    const [first] = toTell
    if (!first) return
    const [id, readAt] = first
    const method = 'sendSyncReadStatusMessage'
    // If it fails, it is read here all the same.
    void line.ask(method, () => call(method, parseRongCloudId(id), readAt), Boolean)
    line.after(PACE_MS, () => {
      if (toTell.get(id) === readAt) toTell.delete(id)
      tellNext(toTell)
    })
  }

  async function remove(ids: Ids, deleteMessages: boolean): Promise<CommandAnswer> {
    const batch = 'batchDeleteConversations'
    if (sdk.has(batch))
      return many(ids, (some) =>
        call(batch, { identifiers: some.map(parseRongCloudId), deleteRemotely: true, deleteMessages }),
      )
    if (deleteMessages)
      throw new ConvolistError('command/unsupported', `to delete the messages, RongCloud needs ${batch}`)
    return each(ids, (id) => call('removeConversation', parseRongCloudId(id)))
  }

  /** My own messages need none. */
  async function sendReceipt(id: ConversationId, messages: readonly unknown[]): Promise<void> {
    const target = parseRongCloudId(id)
    const { conversationType, targetId, channelId } = target
    const theirs = messages.map((message) => record(message, 'message')).filter((from) => from.messageDirection !== 1)
    const newest = theirs.reduce<Fields | undefined>((a, b) => (a && sentAt(a) > sentAt(b) ? a : b), undefined)
    if (!newest) return
    const uids = theirs.map((from) => string(from, 'messageUId'))
    if (conversationType !== PRIVATE && conversationType !== GROUP)
      throw new ConvolistError('command/invalid', `RongCloud has no receipts for "${id}"`)
    const version = sdk.settings().readReceiptVersion
    if (version === V5) {
      for (let i = 0; i < uids.length; i += RECEIPTS)
        await call('sendReadReceiptResponseV5', target, uids.slice(i, i + RECEIPTS))
    } else if (conversationType === PRIVATE)
      await call('sendReadReceiptMessage', targetId, string(newest, 'messageUId'), sentAt(newest), channelId)
    else await call('sendReadReceiptResponseV2', targetId, bySender(theirs), channelId)
  }
}

/** What RongCloud would refuse for some rows for what they are, and with them for all. */
async function fitting(
  ids: Ids,
  isFit: (id: ConversationId) => boolean,
  why: string,
  run: (fit: Ids) => Promise<CommandAnswer>,
): Promise<CommandAnswer> {
  const unfit = ids.filter((id) => typeOf(id) > 0 && !isFit(id))
  const error = new ConvolistError('command/invalid', `RongCloud ${why}`)
  const fit = ids.filter((id) => !unfit.includes(id))
  const { failed = [] } = fit.length > 0 ? await run(fit) : {}
  return { failed: new Map([...failed, ...unfit.map((id) => [id, error] as const)]) }
}

const accountChanged = (): ConvolistError =>
  new ConvolistError('command/account-changed', 'the account changed meanwhile')

/** The list keeps the draft, and the SDK may do without: while it is not connected it takes none. */
function onlyOurs(cause: ConvolistError): void {
  if (!cause.retryable) throw cause
}

function stays(tagId: string, cause: ConvolistError): never {
  const { code, vendorCode, retryable } = cause
  const message = `RongCloud made the tag "${tagId}", which stays, and refused its conversations (${vendorCode})`
  throw new ConvolistError(code, message, { vendorCode, retryable, cause })
}

const sentAt = (message: Fields): number => time(message, 'sentTime') ?? 0

function bySender(messages: readonly Fields[]): Record<string, string[]> {
  const uids = new Map<string, string[]>()
  for (const from of messages) {
    const sender = string(from, 'senderUserId')
    uids.set(sender, [...(uids.get(sender) ?? []), string(from, 'messageUId')])
  }
  return Object.fromEntries(uids)
}

/** `NaN` of what is no id: that is refused, by itself, where the id is parsed. */
const typeOf = (id: ConversationId): number => Number.parseInt(id, 10)
const isUltra = (id: ConversationId): boolean => typeOf(id) === ULTRA
const isGroup = (id: ConversationId): boolean => typeOf(id) === GROUP || isUltra(id)
const isMain = (id: ConversationId): boolean => !isUltra(id) || /^10_(RCDefault)?_/.test(id)
