import type { NotifyLevel } from '@convolist/core'
import type { Profile } from './people.js'
import {
  readTruthKey,
  truthKey,
  type Origin,
  type RowCause,
  type TruthChange,
  type TruthKey,
  type TruthKind,
  type TruthLabel,
  type TruthMessage,
  type TruthReadScope,
  type TruthRevocation,
  type TruthRow,
} from './truth-types.js'

/** How many messages of a conversation the server keeps. */
const KEPT_MESSAGES = 12
/** More than happen while a client is away. */
const KEPT_REVOCATIONS = 100
/** Of each conversation: more are not unread at once. */
const KEPT_MENTIONS = 50

/** How far somebody has read, and when that became known. */
export interface ReadMark {
  readonly at: number
  readonly changedAt: number
}

export type MessageInput = Pick<TruthMessage, 'senderId' | 'kind'> & Partial<TruthMessage>

export interface TruthOptions {
  /** No two messages of a conversation are of one millisecond: the second moves the account's time on. */
  readonly strictTimes?: boolean
  /** Groups can alert for mentions alone. */
  readonly mutesToMentions?: boolean
}

export type MuteLevel = Exclude<NotifyLevel, 'all'>

/**
 * What the server knows for one account: the truth that every client should agree with in the end.
 * Each method changes the truth first and then tells the listener, whose task is to send what the vendor would send.
 * Times are epoch milliseconds and come from the clock given; versions grow by one with each change.
 */
export class AccountTruth {
  readonly rows = new Map<TruthKey, TruthRow>()
  /** Removed conversations and the version of their removal. */
  readonly removed = new Map<TruthKey, number>()
  readonly labels = new Map<string, TruthLabel>()
  /** What labels were once called. */
  readonly formerLabelNames = new Set<string>()
  /** Conversations that do not alert for everything, whether or not they are in the list, and when each level changed last. */
  readonly muted = new Map<TruthKey, MuteLevel>()
  readonly muteChanges = new Map<TruthKey, number>()
  /** When each conversation's pin, mute or labels changed last; removing a pinned one takes its pin off. */
  readonly settingChanges = new Map<TruthKey, number>()
  /** How far this account and its peers have read; outlives the conversations. */
  readonly selfMarks = new Map<TruthKey, ReadMark>()
  readonly peerMarks = new Map<TruthKey, ReadMark>()
  /** Whether the newest messages that named this account named everybody, read or not; outlives the conversations, too. */
  readonly mentioned = new Map<TruthKey, readonly boolean[]>()
  /** What was taken back, newest last; a client that was away is told when it returns. */
  readonly revocations: { readonly row: TruthRow; readonly revocation: TruthRevocation }[] = []
  /** Names this user gave to others. */
  readonly aliases = new Map<string, string>()
  version = 0
  /** How many conversations are pinned. */
  pinned = 0
  readonly now = (): number => Math.max(this.#clock(), this.#notBefore)
  /** Users and groups by key. */
  readonly profiles = new Map<string, Profile>()
  readonly #clock: () => number
  readonly #isStrict: boolean
  readonly #mutesToMentions: boolean
  readonly #numbers = new Map<TruthKey, number>()
  #serial = 0
  #notBefore = 0
  #listener: (change: TruthChange) => void = () => {}

  constructor(
    readonly account: string,
    clock: () => number,
    { strictTimes = false, mutesToMentions = false }: TruthOptions = {},
  ) {
    this.#clock = clock
    this.#isStrict = strictTimes
    this.#mutesToMentions = mutesToMentions
  }

  onChange(listener: (change: TruthChange) => void): void {
    this.#listener = listener
  }

  row(key: TruthKey): TruthRow | undefined {
    return this.rows.get(key)
  }

  #nextVersion(): number {
    this.version += 1
    return this.version
  }

  #tell(change: TruthChange): void {
    this.#listener(change)
  }

  /** Adds a row without telling anybody: for the state before the story begins. */
  seed(row: TruthRow): void {
    row.version = this.#nextVersion()
    this.rows.set(row.key, row)
    if (row.stickTop) this.pinned += 1
    if (row.readAt > 0) this.selfMarks.set(row.key, { at: row.readAt, changedAt: row.readAt })
    if (row.peerReadAt > 0) this.peerMarks.set(row.key, { at: row.peerReadAt, changedAt: row.peerReadAt })
  }

  create(kind: TruthKind, targetId: string, origin: Origin): TruthRow {
    const known = this.rows.get(truthKey(kind, targetId))
    if (known !== undefined) return known
    const row = this.#add(kind, targetId)
    this.#tell({ type: 'rowChanged', row, cause: 'created', origin })
    return row
  }

  #add(kind: TruthKind, targetId: string): TruthRow {
    const row = emptyRow(kind, targetId, this.now())
    row.readAt = this.selfMarks.get(row.key)?.at ?? 0
    row.peerReadAt = this.peerMarks.get(row.key)?.at ?? 0
    row.version = this.#nextVersion()
    this.rows.set(row.key, row)
    this.removed.delete(row.key)
    return row
  }

  /** A message arrives, or this user sends one. Makes the conversation if it is not there. */
  message(kind: TruthKind, targetId: string, input: MessageInput, origin: Origin): TruthMessage {
    const row = this.rows.get(truthKey(kind, targetId)) ?? this.#add(kind, targetId)
    if (this.#isStrict && row.newest !== undefined) this.#notBefore = Math.max(this.#notBefore, row.newest.sentAt + 1)
    const nth = (this.#numbers.get(row.key) ?? row.newest?.nth ?? 0) + 1
    this.#numbers.set(row.key, nth)
    const message = this.toMessage({ ...input, nth })
    row.version = this.#nextVersion()
    row.newest = message
    row.recent = [...row.recent, message].slice(-KEPT_MESSAGES)
    row.last = message
    row.revocation = undefined
    row.lastDeleted = false
    row.receipt = undefined
    row.activeAt = row.updatedAt = message.sentAt
    if (message.senderId !== this.account && !message.silent) {
      row.unread += 1
      if (message.mentions === 'all' || message.mentions?.includes(this.account)) {
        row.named = [...row.named, message]
        const known = this.mentioned.get(row.key) ?? []
        this.mentioned.set(row.key, [...known, message.mentions === 'all'].slice(-KEPT_MENTIONS))
      }
    }
    this.#tell({ type: 'messageArrived', row, message, origin })
    return message
  }

  /** Completes a message with ids and a time of its own; it is not part of the truth until it is put there. */
  toMessage(input: MessageInput): TruthMessage {
    this.#serial += 1
    return {
      id: `c-${this.account}-${this.#serial}`,
      serverId: String(700_000_000 + this.#serial),
      nth: 1,
      sentAt: this.now(),
      senderName: this.profiles.get(input.senderId)?.name,
      text: undefined,
      mentions: undefined,
      notice: undefined,
      receiptWanted: false,
      silent: false,
      ...input,
    }
  }

  /** Takes a message back for everybody. An unread one is no longer counted. */
  revoke(key: TruthKey, messageId: string, by: string, origin: Origin, postscript?: string): boolean {
    const row = this.rows.get(key)
    const message = row?.recent.find((one) => one.id === messageId)
    if (row === undefined || message === undefined) return false
    const revocation = { message, by, at: this.now(), postscript }
    row.version = this.#nextVersion()
    row.recent = row.recent.filter((one) => one !== message)
    if (this.#isUnread(row, message)) row.unread -= 1
    if (row.last === message) row.revocation = revocation
    this.revocations.push({ row, revocation })
    if (this.revocations.length > KEPT_REVOCATIONS) this.revocations.shift()
    this.#tell({ type: 'messageRevoked', row, revocation, origin })
    return true
  }

  /** Deletes one message for this account only. */
  deleteMessage(key: TruthKey, messageId: string, origin: Origin): boolean {
    const row = this.rows.get(key)
    const message = row?.recent.find((one) => one.id === messageId)
    if (row === undefined || message === undefined) return false
    row.version = this.#nextVersion()
    row.recent = row.recent.filter((one) => one !== message)
    if (this.#isUnread(row, message)) row.unread -= 1
    if (row.last === message) {
      row.last = row.recent.at(-1)
      row.lastDeleted = true
      row.receipt = row.receipts.find(({ messageId }) => messageId === row.last?.id)
      row.activeAt = row.last?.sentAt ?? row.activeAt
      row.revocation = undefined
    }
    this.#tell({ type: 'messagesDeleted', row, messages: [message], at: this.now(), origin })
    return true
  }

  /** Deletes all messages of a conversation for this account; the conversation itself stays. */
  clearMessages(key: TruthKey, origin: Origin): boolean {
    const row = this.rows.get(key)
    if (row === undefined) return false
    const messages = row.recent
    row.version = this.#nextVersion()
    row.recent = []
    row.last = row.revocation = undefined
    row.lastDeleted = false
    row.unread = 0
    row.named = []
    this.#tell({ type: 'messagesDeleted', row, messages, at: this.now(), origin })
    return true
  }

  #isUnread(row: TruthRow, message: TruthMessage): boolean {
    return row.unread > 0 && message.senderId !== this.account && !message.silent && message.sentAt > row.readAt
  }

  /** Clears the count of one conversation. */
  clearUnread(key: TruthKey, origin: Origin): TruthRow | undefined {
    const row = this.rows.get(key)
    if (row === undefined) return undefined
    row.version = this.#nextVersion()
    this.#markRead(row)
    this.#tell({ type: 'rowChanged', row, cause: 'read', origin })
    return row
  }

  /** Clears the count up to a message; what came after it stays unread. */
  clearUnreadUpTo(key: TruthKey, isRead: (message: TruthMessage) => boolean, origin: Origin): TruthRow | undefined {
    const row = this.rows.get(key)
    if (row === undefined) return undefined
    const later = row.recent.filter((one) => !isRead(one))
    const left = later.filter((one) => one.senderId !== this.account && !one.silent).length
    if (left === 0 && later.length === 0) return this.clearUnread(key, origin)
    row.version = this.#nextVersion()
    row.unread = Math.min(row.unread, left)
    row.named = row.named.filter((one) => !isRead(one))
    this.#moveReadMark(row, (later[0] as TruthMessage).sentAt - 1)
    this.#tell({ type: 'rowChanged', row, cause: 'read', origin })
    return row
  }

  /** Clears many at once; only rows that had unread messages change. */
  clearUnreadOf(scope: TruthReadScope, origin: Origin): number {
    const version = this.#nextVersion()
    for (const row of this.rows.values()) {
      if (row.unread === 0 || !isInScope(row, scope)) continue
      row.version = version
      this.#markRead(row)
    }
    this.#tell({ type: 'unreadCleared', scope, version, origin })
    return version
  }

  #markRead(row: TruthRow): void {
    row.unread = 0
    row.named = []
    this.#moveReadMark(row, row.last?.sentAt ?? this.now())
  }

  #moveReadMark(row: TruthRow, at: number): boolean {
    if (at <= row.readAt) return false
    row.readAt = at
    this.selfMarks.set(row.key, { at, changedAt: this.now() })
    return true
  }

  /** Moves this account's read mark. The count is another matter: vendors keep the two apart. */
  readTo(key: TruthKey, at: number, origin: Origin): void {
    const row = this.rows.get(key)
    if (row === undefined || !this.#moveReadMark(row, at)) return
    this.#tell({ type: 'selfRead', row, origin })
  }

  peerReadTo(key: TruthKey, at: number): void {
    const row = this.rows.get(key)
    if (row === undefined || row.kind !== 'direct') return
    row.peerReadAt = Math.max(row.peerReadAt, at)
    this.peerMarks.set(key, { at: row.peerReadAt, changedAt: this.now() })
    this.#tell({ type: 'peerRead', row, at, origin: 'peer' })
  }

  receipt(key: TruthKey, message: TruthMessage, read: number, unread: number): void {
    const row = this.rows.get(key)
    if (row === undefined) return
    row.receipt = { messageId: message.id, read, unread }
    const others = row.receipts.filter(({ messageId }) => messageId !== message.id)
    row.receipts = [...others, row.receipt].slice(-KEPT_MESSAGES)
    this.#tell({ type: 'receiptChanged', row, message, origin: 'peer' })
  }

  setStickTop(key: TruthKey, stickTop: boolean, origin: Origin): TruthRow | undefined {
    return this.#edit(key, 'stickTop', origin, (row) => {
      if (row.stickTop !== stickTop) this.pinned += stickTop ? 1 : -1
      this.settingChanges.set(key, this.now())
      row.stickTop = stickTop
    })
  }

  setExtension(key: TruthKey, extension: string, origin: Origin): TruthRow | undefined {
    return this.#edit(key, 'extension', origin, (row) => {
      row.extension = extension
    })
  }

  setMark(key: TruthKey, mark: string, on: boolean, origin: Origin): TruthRow | undefined {
    return this.#edit(key, 'marks', origin, (row) => {
      const others = row.marks.filter((one) => one !== mark)
      row.marks = on ? [...others, mark] : others
    })
  }

  #edit(key: TruthKey, cause: RowCause, origin: Origin, edit: (row: TruthRow) => void): TruthRow | undefined {
    const row = this.rows.get(key)
    if (row === undefined) return undefined
    edit(row)
    row.version = this.#nextVersion()
    this.#tell({ type: 'rowChanged', row, cause, origin })
    return row
  }

  /** What a conversation alerts for. */
  notifyOf(key: TruthKey): NotifyLevel {
    return this.muted.get(key) ?? 'all'
  }

  /** The levels that a conversation can be muted to. */
  muteLevelsOf(key: TruthKey): readonly MuteLevel[] {
    return this.#mutesToMentions && readTruthKey(key).kind !== 'direct' ? ['none', 'mentions'] : ['none']
  }

  setNotify(key: TruthKey, notify: NotifyLevel, origin: Origin): void {
    if (this.notifyOf(key) === notify) return
    if (notify === 'all') this.muted.delete(key)
    else this.muted.set(key, notify)
    this.muteChanges.set(key, this.now())
    this.settingChanges.set(key, this.now())
    this.#tell({ type: 'muted', key, notify, origin })
  }

  remove(key: TruthKey, origin: Origin): boolean {
    const row = this.rows.get(key)
    if (row === undefined) return false
    const version = this.#nextVersion()
    this.rows.delete(key)
    if (row.stickTop) this.pinned -= 1
    this.removed.set(key, version)
    if (row.stickTop || row.labels.length > 0) this.settingChanges.set(key, this.now())
    this.#tell({ type: 'rowRemoved', row, version, origin })
    row.recent = [] // a revocation may hold the row for long yet
    return true
  }

  rename(who: 'user' | 'alias' | 'group', id: string, name: string, origin: Origin): void {
    const known = this.profiles.get(id)
    const profile = { id, name, avatarUrl: known?.avatarUrl ?? '', updatedAt: this.now() }
    if (who === 'alias') this.aliases.set(id, name)
    else this.profiles.set(id, profile)
    this.#tell({ type: 'renamed', who, profile, origin })
  }

  saveLabel(label: Pick<TruthLabel, 'id' | 'name'> & Partial<TruthLabel>, origin: Origin): TruthLabel {
    const known = this.labels.get(label.id)
    const now = this.now()
    const saved = { extension: '', createdAt: now, ...known, ...label, updatedAt: now }
    if (known !== undefined && known.name !== saved.name) this.formerLabelNames.add(known.name)
    this.labels.set(saved.id, saved)
    const cause = known === undefined ? 'created' : 'updated'
    const formerName = known?.name
    this.#tell({ type: 'labelChanged', label: saved, cause, version: this.#nextVersion(), formerName, origin })
    return saved
  }

  deleteLabel(id: string, origin: Origin): number | undefined {
    const label = this.labels.get(id)
    if (label === undefined) return undefined
    const version = this.#nextVersion()
    this.labels.delete(id)
    for (const row of this.rows.values()) {
      if (!row.labels.includes(id)) continue
      row.labels = row.labels.filter((one) => one !== id)
      row.version = version
      this.settingChanges.set(row.key, this.now())
    }
    this.#tell({ type: 'labelChanged', label, cause: 'deleted', version, formerName: label.name, origin })
    return version
  }

  /** Puts conversations under a label, or takes them out. Returns those that changed. */
  setLabelled(id: string, keys: readonly TruthKey[], added: boolean, origin: Origin): readonly TruthRow[] {
    const label = this.labels.get(id)
    if (label === undefined) return []
    const rows = keys
      .map((key) => this.rows.get(key))
      .filter((row): row is TruthRow => row !== undefined && row.labels.includes(id) !== added)
    for (const row of rows) {
      row.labels = added ? [...row.labels, id] : row.labels.filter((one) => one !== id)
      row.version = this.#nextVersion()
      this.settingChanges.set(row.key, this.now())
    }
    if (rows.length > 0) this.#tell({ type: 'labelMembers', label, rows, added, origin })
    return rows
  }
}

function isInScope(row: TruthRow, scope: TruthReadScope): boolean {
  switch (scope.type) {
    case 'all':
      return true
    case 'kinds':
      return scope.kinds.includes(row.kind)
    case 'label':
      return row.labels.includes(scope.labelId)
  }
}

export function emptyRow(kind: TruthKind, targetId: string, now: number): TruthRow {
  return {
    key: truthKey(kind, targetId),
    kind,
    targetId,
    stickTop: false,
    unread: 0,
    named: [],
    readAt: 0,
    peerReadAt: 0,
    receipt: undefined,
    receipts: [],
    labels: [],
    extension: undefined,
    marks: [],
    last: undefined,
    revocation: undefined,
    lastDeleted: false,
    newest: undefined,
    recent: [],
    createdAt: now,
    updatedAt: now,
    activeAt: now,
    version: 0,
  }
}
