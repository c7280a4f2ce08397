import { HELP, readOptions, UsageError } from './options.js'
import { play } from './play.js'
import { runLive } from './terminal/live.js'

// Standard output carries the one JSON object, or the screen; whatever else there is to say goes to standard error.
const say = (line: string): void => console.error(line)

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(`${HELP}\n`)
    return 0
  }
  if (options.json) {
    const report = await play(options, say)
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
    return report.matchesServer ? 0 : 1
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError('a live list needs a terminal; add --json to play to the end and print the result')
  await runLive(options, process.stdin, process.stdout)
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  say(`${error.message}\n\n${HELP}`)
  process.exitCode = 2
}
