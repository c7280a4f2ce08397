/**
 * DOM ids for rows. A conversation's own id is other people's text and may hold blanks, which an id list such as
 * `aria-owns` would split; so each row gets a short name of ours for as long as it is known.
 */
export interface RowNames {
  of(id: string): string
}

export function createRowNames(prefix: string, limit = 2000): RowNames {
  const names = new Map<string, string>()
  let made = 0
  return {
    of: (id) => {
      const known = names.get(id)
      if (known !== undefined) return known
      if (names.size >= limit) names.delete(names.keys().next().value!)
      const name = `${prefix}${++made}`
      names.set(id, name)
      return name
    },
  }
}
