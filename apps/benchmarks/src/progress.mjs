import { rowsText } from './texts.mjs'

/** One line on stderr: rewritten in place on a terminal, else a new one now and then. */
export function createProgress(stream = process.stderr) {
  const startedAt = Date.now()
  let shownAt = 0
  return (at, total, job) => {
    const now = Date.now()
    if (!stream.isTTY && job && now - shownAt < 10_000) return
    shownAt = now
    const left = at > 0 ? ((now - startedAt) / at) * (total - at) : undefined
    const name = job
      ? [job.task, job.work, job.size && rowsText(job.size), job.vendor ?? job.candidate].filter(Boolean).join(' ')
      : 'done'
    const rest = left === undefined || !job ? '' : ` · about ${Math.ceil(left / 1000)} s left`
    const text = `${at}/${total} · ${Math.round((now - startedAt) / 1000)} s · ${name}${rest}`
    stream.write(stream.isTTY ? `\r\u001b[K${text}${job ? '' : '\n'}` : `${text}\n`)
  }
}
