import type { Label } from '@convolist/core'

/**
 * Tencent's conversation groups have a name and nothing else; a rename would give every row of the group a new label.
 * So a label keeps the name it was first seen with as its id until the account changes.
 */
export interface LabelBook {
  idOf(name: string): string
  nameOf(id: string): string
  renamed(from: string, to: string): void
  /** Asked for, not answered yet: rows may come with either name. */
  renaming(from: string, to: string): void
  refused(from: string, to: string): void
  label(name: string): Label
}

export function createLabelBook(): LabelBook {
  const ids = new Map<string, string>()
  const names = new Map<string, string>()

  const learn = (name: string): string => {
    let id = name
    while (names.has(id)) id += "'" // another label was once called so
    names.set(id, name)
    ids.set(name, id)
    return id
  }
  const idOf = (name: string): string => ids.get(name) ?? learn(name)
  return {
    idOf,
    nameOf: (id) => names.get(id) ?? id,
    renamed(from, to) {
      if (from === to || (ids.has(to) && ids.get(to) !== ids.get(from))) return // said already
      const id = idOf(from)
      ids.delete(from)
      ids.set(to, id)
      names.set(id, to)
    },
    renaming(from, to) {
      if (ids.has(to)) return
      const id = idOf(from)
      ids.set(to, id)
      names.set(id, to)
    },
    refused(from, to) {
      const id = ids.get(from)
      if (id === undefined || from === to || ids.get(to) !== id) return
      ids.delete(to)
      names.set(id, from)
    },
    label: (name) => ({ id: idOf(name), name }),
  }
}
