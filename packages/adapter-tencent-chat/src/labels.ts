import type { Label, SourceEvent } from '@convolist/core'
import { listOf, string, type Fields } from './read.js'

/**
 * Tencent's conversation groups have a name and nothing else; a rename would give every row of the group a new label.
 * So a label keeps the name it was first seen with as its id until the account changes.
 */
export interface LabelBook {
  /** Grows with each group event and each command for labels, and with each group that is gone. */
  readonly changes: number
  /** All groups were told. */
  readonly isWhole: boolean
  has(name: string): boolean
  idOf(name: string): string
  nameOf(id: string): string
  /** The name it has once the rename under way is done: for commands, which are carried out one after the other. */
  nextNameOf(id: string): string
  renamed(from: string, to: string): void
  /** Asked for, not answered yet: rows may come with either name. */
  renaming(from: string, to: string): void
  refused(to: string): void
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
  let isWhole = false

  const learn = (name: string): string => {
    let id = name
    while (names.has(id)) id += "'" // another label was once called so
    names.set(id, name)
    ids.set(name, id)
    return id
  }
  const idOf = (name: string): string => ids.get(name) ?? learn(name)
  const labelOf = (name: string): Label => {
    const id = idOf(name)
    names.set(id, name)
    return { id, name }
  }
  const nameOf = (id: string): string => names.get(id) ?? id
  const renaming = (from: string, to: string): void => {
    changes++
    if (!ids.has(to)) ids.set(to, idOf(from))
  }
  const forget = (id: string): void => {
    changes++
    for (const [name, other] of ids) if (other === id) ids.delete(name)
    names.delete(id)
  }
  return {
    get changes() {
      return changes
    },
    get isWhole() {
      return isWhole
    },
    has: (name) => ids.has(name),
    idOf,
    nameOf,
    nextNameOf: (id) => [...ids].reduce((next, [name, other]) => (other === id ? name : next), nameOf(id)),
    renaming,
    renamed(from, to) {
      renaming(from, to)
      if (from === to || ids.get(from) !== ids.get(to)) return
      labelOf(to)
      ids.delete(from)
    },
    refused(to) {
      changes++
      const id = ids.get(to)
      if (id !== undefined && nameOf(id) !== to) ids.delete(to)
    },
    label(name) {
      changes++
      return labelOf(name)
    },
    forget,
    all(listed) {
      isWhole = true
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
