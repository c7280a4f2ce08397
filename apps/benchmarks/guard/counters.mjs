// What counted code calls; loaded before it.

const modules = new Map()

globalThis.__guard = {
  countersOf(file, sites) {
    const counts = new Float64Array(sites.length)
    modules.set(file, { sites: sites.map((site) => site.split(' ')), counts })
    return counts
  },
  /** Adds the length of what it is given, and gives it back. */
  cells(counts, at, value) {
    counts[at] += lengthOf(value)
    return value
  },
}

function lengthOf(value) {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return value.length
  if (value instanceof Map || value instanceof Set) return value.size
  return Object.getPrototypeOf(value) === Object.prototype ? Object.keys(value).length : 0
}

export const KINDS = ['calls', 'rounds', 'made', 'cells']

/** Sums what is done while counted. */
export function createTally() {
  const totals = Object.fromEntries(KINDS.map((kind) => [kind, 0]))
  let compared = 0
  const byFunction = new Map()
  const add = (file, [kind, name], count) => {
    totals[kind] += count
    if (kind === 'calls' && file.endsWith('index/compare.ts')) compared += count
    const key = `${file.replace('/src', '')} ${name}`
    byFunction.set(key, (byFunction.get(key) ?? 0) + count)
  }
  return {
    async during(work) {
      for (const { counts } of modules.values()) counts.fill(0)
      await work()
      for (const [file, { sites, counts }] of modules) {
        counts.forEach((count, at) => count > 0 && add(file, sites[at], count))
      }
    },
    /** For one operation, if `operations` of them were counted. */
    result(operations) {
      const each = (count) => Math.round((count / operations) * 100) / 100
      const functions = [...byFunction].map(([name, count]) => [name, each(count)]).filter(([, count]) => count > 0)
      return {
        ...Object.fromEntries(KINDS.map((kind) => [kind, each(totals[kind])])),
        compared: each(compared),
        functions: Object.fromEntries(functions.sort(([a], [b]) => (a < b ? -1 : 1))),
      }
    },
  }
}
