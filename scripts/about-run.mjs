import { execFileSync } from 'node:child_process'

/** Where reports are written, perhaps while they are made: no part of what they are about. */
const REPORTS = [':(top,exclude)apps/docs/data', ':(top,exclude)apps/docs/reference']

const BEGUN_AT = commit()

/** What a report says of itself: of which commit it is, on which Node, and when it was made. Read when the run begins. */
export function aboutRun() {
  return { commit: BEGUN_AT, node: process.version, date: new Date().toISOString() }
}

function commit() {
  try {
    const changes = git('status', '--porcelain', '--untracked-files=no', '--', ':(top)', ...REPORTS)
    return git('rev-parse', '--short', 'HEAD') + (changes ? ' and changes' : '')
  } catch {
    return 'unknown' // no git, or no repository
  }
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
