import { execFileSync } from 'node:child_process'

const BEGUN_AT = commit()

/** What a report says of itself: of which commit it is, on which Node, and when it was made. Read when the run begins. */
export function aboutRun() {
  return { commit: BEGUN_AT, node: process.version, date: new Date().toISOString() }
}

function commit() {
  try {
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? ' and changes' : '')
    )
  } catch {
    return 'unknown' // no git, or no repository
  }
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
