// One cell in a process of its own: `node --expose-gc cell.mjs '<job as JSON>'` prints its result as one line of JSON.
import { measureAdapter } from './adapters/measure.mjs'
import { CANDIDATES } from './candidates/index.mjs'
import { checkCandidate } from './check.mjs'
import { measure } from './measure.mjs'
import { measureHours } from './memory-hours.mjs'
import { measureMemory } from './memory.mjs'
import { ITEMS } from './work/items.mjs'

const job = JSON.parse(process.argv[2])
const { load, keepsRows, works, changes } = CANDIDATES[job.candidate] ?? {}

const tasks = {
  adapter: () => measureAdapter(job.candidate, job.size, job.limits),
  binding: async () =>
    (await import('./browser/measure-binding.mjs')).measureBinding(job.candidate, job.size, job.limits),
  check: async () => checkCandidate(await load(), { size: job.size, changes: changes ?? 500, keepsRows, works }),
  time: async () => measure(await load(), ITEMS[job.work], job.size, job.limits),
  hours: () => measureHours(job),
  memory: async () => measureMemory(await load(), job.size),
}
const result = await tasks[job.task]()
process.stdout.write(JSON.stringify(result))
