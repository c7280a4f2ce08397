import { execFileSync } from 'node:child_process'

/** What a report says of itself: of which commit it is, on which Node, and when it was made. */
export function aboutRun() {
  return { commit: commit(), node: process.version, date: new Date().toISOString() }
}

function commit() {
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim()
  } catch {
    return 'unknown' // no git, or no repository
  }
}
