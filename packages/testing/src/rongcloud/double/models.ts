import type { RongPushedMessage } from '../wire.js'
import type { RongSetting, RongTarget } from './protocol.js'
import { toRongId } from './translate.js'

/** What the SDK knows of one conversation. All but message, time and draft outlives a reload. */
export interface RongModel {
  readonly target: RongTarget
  unread: number
  mentioned: number
  mentionedMe: number
  /** Of the first unread message that named anybody. */
  mentionedInfo: { type: number; userIdList: string[] } | undefined
  isTop: boolean
  level: number
  /** `undefined` until anything was said of them. */
  tagIds: readonly string[] | undefined
  latest: RongPushedMessage | undefined
  operationTime: number
  /** When it was cleared: older messages do not count. */
  version: number
  /** The version of each setting. */
  readonly times: { isTop: number; level: number; tagIds: number }
  draft: string
}

/** The fields whose changes are told, each with the time of its cause. */
export type RongItems = Record<string, { time: number; val: unknown }>

const told = (model: RongModel): Readonly<Record<string, unknown>> => ({
  latestMessage: model.latest,
  unreadMessageCount: model.unread,
  hasMentioned: model.mentionedInfo !== undefined,
  mentionedInfo: model.mentionedInfo,
  unreadMentionedCount: model.mentioned,
  unreadMentionedMeCount: model.mentionedMe,
  isTop: model.isTop,
  notificationLevel: model.level,
  tags: model.tagIds,
})

/** More messages than the server can send again. */
const SEEN_KEPT = 2_000

/** The browser's memory of one account. */
export class RongModels {
  readonly all = new Map<string, RongModel>()
  /** The server's time of the last pull. */
  since = 0
  readonly #seen = new Set<string>()

  /** @param recallNotes whether a note stands where a message was taken back, or the order itself. */
  constructor(
    readonly account: string,
    private readonly recallNotes: boolean,
  ) {}

  /** What the list shows of a message. */
  shown(message: RongPushedMessage): RongPushedMessage {
    return this.recallNotes && message.messageType === 'RC:RcCmd' ? toNote(message) : message
  }

  /** A reload: messages, times and drafts are gone. */
  reload(): void {
    for (const model of this.all.values()) Object.assign(model, { latest: undefined, operationTime: 0, draft: '' })
  }

  of(target: RongTarget): RongModel {
    const id = toRongId(target)
    const known = this.all.get(id)
    if (known !== undefined) return known
    const { conversationType, targetId } = target
    const made: RongModel = {
      target: { conversationType, targetId },
      unread: 0,
      mentioned: 0,
      mentionedMe: 0,
      mentionedInfo: undefined,
      isTop: false,
      level: 0,
      tagIds: undefined,
      latest: undefined,
      operationTime: 0,
      version: 0,
      times: { isTop: 0, level: 0, tagIds: 0 },
      draft: '',
    }
    this.all.set(id, made)
    return made
  }

  /**
   * Takes a batch in. A message that was seen is skipped; an older one takes the newer one's place all the same.
   * @returns the new messages, and what changed of each conversation over the whole batch.
   */
  take(messages: readonly RongPushedMessage[]): {
    readonly fresh: readonly RongPushedMessage[]
    readonly changed: ReadonlyMap<RongModel, RongItems>
  } {
    const changed = new Map<RongModel, RongItems>()
    const fresh: RongPushedMessage[] = []
    for (const message of messages) {
      const key = `${message.messageType} ${message.messageUId}`
      if (this.#seen.has(key)) continue
      this.#seen.add(key)
      if (this.#seen.size > SEEN_KEPT) this.#seen.delete(this.#seen.values().next().value as string)
      const live = JSON.parse(JSON.stringify(message)) as RongPushedMessage
      fresh.push(live)
      const model = this.of(message as RongTarget)
      const before = told(model)
      this.#apply(model, live)
      const items = diff(before, told(model), message.sentTime)
      // What changed once is told with its last value, also if that is the first one again.
      if (Object.keys(items).length > 0) changed.set(model, { ...changed.get(model), ...items })
    }
    return { fresh, changed }
  }

  #apply(model: RongModel, message: RongPushedMessage): void {
    if (message.messageType === 'RC:SRSMsg') {
      if (message.sentTime >= (model.latest?.sentTime ?? 0)) clear(model, message.sentTime)
      return
    }
    model.latest = this.shown(message)
    if (message.messageType === 'RC:RcCmd') {
      const { sentTime } = message.content as unknown as RecallOrder
      // one less, whether or not it was counted here
      if (message.messageDirection === 2 && sentTime > model.version && model.unread > 0) model.unread -= 1
      if (model.unread === 0) forgetMentions(model)
      return
    }
    model.operationTime = message.sentTime
    const counts = message.isCounted && message.messageDirection === 2 && message.sentTime > model.version
    if (!counts) return
    model.unread += 1
    this.#mention(model, message)
  }

  #mention(model: RongModel, { isMentioned, content }: RongPushedMessage): void {
    if (!isMentioned) return
    const { mentionedInfo } = content as { mentionedInfo?: { type: number; userIdList: string[] } }
    model.mentionedInfo ??= mentionedInfo
    const isMe = mentionedInfo?.userIdList.includes(this.account) === true
    if (isMe || mentionedInfo?.type === 1) model.mentioned += 1
    if (isMe) model.mentionedMe += 1
  }

  /** Only what is newer than what is known. */
  takeSettings(settings: readonly RongSetting[]): ReadonlyMap<RongModel, RongItems> {
    const changed = new Map<RongModel, RongItems>()
    for (const setting of settings) {
      const model = this.of(setting)
      const before = told(model)
      const isNews = (field: keyof RongModel['times']): boolean => {
        if (setting[field] === undefined || setting.time < model.times[field]) return false
        model.times[field] = setting.time
        return true
      }
      if (isNews('isTop')) model.isTop = setting.isTop ?? false
      if (isNews('level')) model.level = setting.level ?? 0
      if (isNews('tagIds')) model.tagIds = setting.tagIds && [...setting.tagIds] // told anew, also if they are the same
      const items = diff(before, told(model), setting.time)
      if (Object.keys(items).length > 0) changed.set(model, { ...changed.get(model), ...items })
    }
    return changed
  }

  /** In this browser only. */
  clear(target: RongTarget, at: number): void {
    clear(this.of(target), at)
  }

  /** Pin, level and tags survive. */
  remove(target: RongTarget): void {
    const model = this.of(target)
    clear(model, model.version)
    model.latest = undefined
    model.operationTime = 0
    model.draft = ''
  }

  total(test: (model: RongModel) => boolean): number {
    let sum = 0
    for (const model of this.all.values()) if (test(model)) sum += model.unread
    return sum
  }
}

/** Has the number and the time of the message that was taken back. */
function toNote({ content, ...order }: RongPushedMessage): RongPushedMessage {
  const { messageUId, sentTime, isAdmin, isDelete } = content as RecallOrder
  const at = { recallTime: sentTime, recallActionTime: order.sentTime }
  const note = { ...at, operatorId: order.senderUserId, admin: isAdmin, delete: isDelete, isDelete }
  return { ...order, messageType: 'RC:RcNtf', messageUId, sentTime, content: note }
}

interface RecallOrder {
  readonly messageUId: string
  readonly sentTime: number
  readonly isAdmin: boolean
  readonly isDelete: boolean
}

function clear(model: RongModel, at: number): void {
  model.unread = 0
  model.version = Math.max(model.version, at)
  forgetMentions(model)
}

function forgetMentions(model: RongModel): void {
  model.mentioned = model.mentionedMe = 0
  model.mentionedInfo = undefined
}

function diff(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  time: number,
): RongItems {
  const items: RongItems = {}
  for (const [name, val] of Object.entries(after)) {
    if (val === before[name]) continue
    items[name] = { time, val: name === 'tags' ? (val as string[]).map((tagId) => ({ tagId })) : val }
  }
  return items
}

/** The SDK's own picture of a conversation: every field is there, known or not. */
export function snapshotOf(
  model: RongModel,
  row = { message: model.latest, operationTime: model.operationTime },
): object {
  return {
    ...model.target,
    channelId: '',
    latestMessage: row.message === undefined ? null : { ...row.message, sentStatus: 30 },
    unreadMessageCount: model.unread,
    hasMentioned: model.mentionedInfo !== undefined,
    mentionedInfo: model.mentionedInfo,
    unreadMentionedCount: model.mentioned,
    notificationLevel: model.level,
    isTop: model.isTop,
    operationTime: row.operationTime,
    draft: model.draft,
    lastUnreadTime: 0,
    versionTime: 0,
  }
}
