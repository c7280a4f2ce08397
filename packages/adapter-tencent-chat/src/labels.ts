import type { Label, SourceEvent } from '@convolist/core'
import { listOf, string, type Fields } from './read.js'

/**
 * Tencent's conversation groups have a name and nothing else; a rename would give every row of the group a new label.
 * So a label keeps the name it was first seen with as its id until the account changes.
 */
export interface LabelBook {
  /** Grows with each group event and each command for labels. */
  readonly changes: number
  has(name: string): boolean
  idOf(name: string): string
  nameOf(id: string): string
  renamed(from: string, to: string): void
  /** Asked for, not answered yet: rows may come with either name. */
  renaming(from: string, to: string): void
  refused(from: string, to: string): void
  label(name: string): Label
  /** Another group may be given its name. */
  forget(id: string): void
  /** There are no others. */
  all(names: readonly string[]): SourceEvent
}

export function createLabelBook(): LabelBook {
  const ids = new Map<string, string>()
  const names = new Map<string, string>()
  let changes = 0

  const learn = (name: string): string => {
    let id = name
    while (names.has(id)) id += "'" // another label was once called so
    names.set(id, name)
    ids.set(name, id)
    return id
  }
  const idOf = (name: string): string => ids.get(name) ?? learn(name)
  const labelOf = (name: string): Label => ({ id: idOf(name), name })
  const renaming = (from: string, to: string): void => {
    changes++
    if (ids.has(to)) return
    const id = idOf(from)
    ids.set(to, id)
    names.set(id, to)
  }
  const forget = (id: string): void => {
    for (const [name, other] of ids) if (other === id) ids.delete(name)
    names.delete(id)
  }
  return {
    get changes() {
      return changes
    },
    has: (name) => ids.has(name),
    idOf,
    nameOf: (id) => names.get(id) ?? id,
    renaming,
    renamed(from, to) {
      renaming(from, to)
      if (from !== to && ids.get(from) === ids.get(to)) ids.delete(from)
    },
    refused(from, to) {
      changes++
      const id = ids.get(from)
      if (id === undefined || from === to || ids.get(to) !== id) return
      ids.delete(to)
      names.set(id, from)
    },
    label(name) {
      changes++
      return labelOf(name)
    },
    forget(id) {
      changes++
      forget(id)
    },
    all(listed) {
      const labels = listed.map(labelOf)
      const kept = new Set(labels.map(({ id }) => id))
      for (const id of names.keys()) if (!kept.has(id)) forget(id)
      return { type: 'labelsChanged', labels, complete: true }
    },
  }
}

/** The labels of a row, in either family. */
export const labelsIn = (from: Fields<'conversationGroupList'>, { idOf }: LabelBook): readonly string[] =>
  listOf(from, 'conversationGroupList').map((name) =>
    idOf(string({ conversationGroupList: name }, 'conversationGroupList')),
  )
