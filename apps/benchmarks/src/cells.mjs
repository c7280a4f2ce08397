/** The rounds of each cell joined: one record for each candidate, work item and number of rows. */
export function joinRounds(done, kind = 'time') {
  const cells = new Map()
  for (const { task, candidate, work, size, result, error, isLate, skipped } of done) {
    if (task !== kind) continue
    const key = `${candidate} ${work} ${size}`
    const cell = cells.get(key) ?? { candidate, work, size, rounds: [] }
    cells.set(key, cell)
    if (result) cell.rounds.push(result)
    else cell.error ??= skipped ?? (isLate ? error : 'failed')
  }
  return [...cells.values()].map(summary)
}

function summary({ candidate, work, size, rounds, error }) {
  const of = (name) => median(rounds.map((round) => round[name]).filter((value) => value != null))
  return {
    candidate,
    work,
    size,
    ns: of('ns'),
    p99Ns: of('p99'),
    gcShare: of('gcShare'),
    inputs: of('inputs'),
    notified: of('notified'),
    roundsNs: rounds.map(({ ns }) => ns),
    error,
  }
}

export function median(values) {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
