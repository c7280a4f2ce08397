import type { DecodedRow } from './decode.js'

const FIELDS = [
  'stickTop',
  'groupIds',
  'serverExtension',
  'localExtension',
  'lastMessage',
  'lastMessageState',
  'unreadCount',
  'sortOrder',
  'createTime',
  'updateTime',
  'lastReadTime',
] as const

type Field = (typeof FIELDS)[number]
type Versions = Partial<Record<Field, number>>

/** The version of each field the SDK has seen, by which it tells news from stale pushes. */
export class FieldVersions {
  /** The version every field had when the conversation was first met; most never leave it. */
  readonly #base = new Map<string, number>()
  readonly #newer = new Map<string, Versions>()

  has(id: string): boolean {
    return this.#base.has(id) || this.#newer.has(id)
  }

  /** A conversation met for the first time: every field, stated or not, has its version. */
  init(id: string, version: number): void {
    this.#base.set(id, version)
    this.#newer.delete(id)
  }

  forget(id: string): void {
    this.#base.delete(id)
    this.#newer.delete(id)
  }

  reset(): void {
    this.#base.clear()
    this.#newer.clear()
  }

  ids(): readonly string[] {
    return [...new Set([...this.#base.keys(), ...this.#newer.keys()])]
  }

  get(id: string, field: Field): number | undefined {
    // a first meeting says nothing of the one field no server sends
    return this.#newer.get(id)?.[field] ?? (field === 'localExtension' ? undefined : this.#base.get(id))
  }

  set(id: string, field: Field, version: number): void {
    const newer = this.#newer.get(id) ?? {}
    newer[field] = version
    this.#newer.set(id, newer)
  }

  /** The fields of a row that are newer than what is known, noting their version; `undefined` if none is. */
  news(row: DecodedRow): DecodedRow['fields'] | undefined {
    const { conversationId, type } = row.fields
    const fresh = FIELDS.filter((field) => {
      if (row.fields[field] === undefined) return false
      const known = this.get(row.id, field)
      return known === undefined || known < row.version
    })
    if (fresh.length === 0) return undefined
    for (const field of fresh) this.set(row.id, field, row.version)
    return { ...Object.fromEntries(fresh.map((field) => [field, row.fields[field]])), conversationId, type }
  }
}
