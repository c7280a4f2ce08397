import { isVendor, VENDORS } from '@convolist/backends'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { getHeapSnapshot } from 'node:v8'
import { aboutRun } from '../../../scripts/about-run.mjs'
import { type CrowdReport, liveInCrowd } from './crowd.js'
import { beginLongLife, largest, type Leftovers, type LongLife, type Memories } from './long-life.js'
import { failuresOf, failuresOfCrowd } from './soak-failures.js'

const HELP = `npm run soak -- [options]

  --events N          events in all, over every vendor (default 1000000)
  --conversations N   rows of each list (default 60)
  --switches N        changes of account of each (default 100)
  --crowd N           events besides, of each, in one account whose rows come and go (default 20000)
  --json              one JSON object on standard output`

/** The heap of the whole process after garbage collection, without what is V8's own, when so many events had gone through. */
interface Measure {
  readonly events: number
  readonly heapMb: number
  /** With what is V8's own. */
  readonly wholeMb: number
}

export interface SoakReport {
  readonly vendors: readonly string[]
  readonly events: number
  readonly conversations: number
  readonly switches: number
  readonly heap: readonly Measure[]
  /** The last measure over the first, less 1. */
  readonly growth: number
  /** The most that any engine had of each at a measure. */
  readonly memories: Memories
  readonly left: Leftovers
  readonly crowds: readonly CrowdReport[]
  readonly failures: readonly string[]
}

const MEASURES = 10

async function soak(events: number, conversations: number, switches: number, crowd: number): Promise<SoakReport> {
  const vendors = Object.keys(VENDORS).filter(isVendor)
  const lives = vendors.map((vendor) => beginLongLife(vendor, conversations))
  const heap: Measure[] = []
  let memories: Memories | undefined
  const startedAt = Date.now()
  const rounds = Math.max(MEASURES, switches)
  for (let round = 1; round <= rounds; round++) {
    const share = Math.ceil((events * round) / rounds / lives.length)
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    for (const life of lives) await liveRound(life, share, round <= switches)
    if ((round * MEASURES) % rounds >= MEASURES) continue
    memories = lives.map((life) => life.memories()).reduce(largest, memories ?? lives[0]!.memories())
    // oxlint-disable-next-line no-await-in-loop -- the same
    for (const life of lives) await life.rest()
    const done = lives.reduce((sum, life) => sum + life.events(), 0)
    // oxlint-disable-next-line no-await-in-loop -- the same
    heap.push({ events: done, ...(await heapMb()) })
    lives.forEach((life) => life.wake())
    console.error(`${done} events · ${heap.at(-1)!.heapMb} MB · ${Math.round((Date.now() - startedAt) / 1000)} s`)
  }
  const ends: Leftovers[] = []
  // oxlint-disable-next-line no-await-in-loop -- the same
  for (const life of lives) ends.push(await life.end())
  const left = ends.reduce((sum, end) => ({
    listeners: sum.listeners + end.listeners,
    timers: sum.timers + end.timers,
    rows: sum.rows + end.rows,
  }))
  const growth = Math.round((heap.at(-1)!.heapMb / heap[0]!.heapMb - 1) * 1000) / 1000
  const done = lives.reduce((sum, life) => sum + life.events(), 0)
  const crowds: CrowdReport[] = []
  for (const vendor of vendors) {
    // oxlint-disable-next-line no-await-in-loop -- the same
    crowds.push(await liveInCrowd(vendor, crowd))
    console.error(`${crowds.at(-1)!.events} events of ${vendor} in a crowd`)
  }
  const found = { vendors, events: done, conversations, switches: switches * lives.length, heap, growth, crowds }
  const failures = [...failuresOf(growth, left, memories!, conversations), ...crowds.flatMap(failuresOfCrowd)]
  return { ...found, memories: memories!, left, failures }
}

/** Ends with a change of account, as long as one is due. */
async function liveRound(life: LongLife, until: number, switches: boolean): Promise<void> {
  await life.live(Math.max(1, until - life.events()))
  if (switches) await life.switchAccount()
}

/** V8's own: for hours it compiles what runs often, and learns its shapes. That is not what the list remembers. */
const OF_V8: ReadonlySet<string> = new Set(['code', 'hidden', 'object shape', 'synthetic'])

interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] } }
  readonly nodes: number[]
}

/** Taking a snapshot collects all garbage first. */
async function heapMb(): Promise<Pick<Measure, 'heapMb' | 'wholeMb'>> {
  const { snapshot, nodes } = JSON.parse(await text(getHeapSnapshot())) as Snapshot
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')]
  let [bytes, whole] = [0, 0]
  for (let node = 0; node < nodes.length; node += fields.length) {
    whole += nodes[node + size]!
    if (!OF_V8.has(types[0][nodes[node + type]!]!)) bytes += nodes[node + size]!
  }
  return { heapMb: inMb(bytes), wholeMb: inMb(whole) }
}

const inMb = (bytes: number): number => Math.round(bytes / 1e4) / 100

function table({ events, switches, heap, growth, memories, left, crowds, failures }: SoakReport): string {
  const first = heap[0]!
  const last = heap.at(-1)!
  const rows: readonly (readonly [string, string])[] = [
    ['events', `${events}, with ${switches} changes of account`],
    [`heap after ${first.events}`, `${first.heapMb} MB`],
    [`heap after ${last.events}`, `${last.heapMb} MB (${Math.round(growth * 1000) / 10} %)`],
    ["with V8's own", `${first.wholeMb} MB, then ${last.wholeMb} MB`],
    ...Object.entries(memories).map(([name, count]) => [`most ${name}`, String(count)] as const),
    ...Object.entries(left).map(([name, count]) => [`${name} left`, String(count)] as const),
    ...Object.entries(crowds.map((crowd) => crowd.most).reduce(largest)).map(
      ([name, count]) => [`most ${name} in a crowd`, String(count)] as const,
    ),
    ['failures', failures.join('; ') || 'none'],
  ]
  return rows.map(([name, value]) => `${name.padEnd(30)}${value}`).join('\n')
}

const word = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    events: word,
    conversations: word,
    switches: word,
    crowd: word,
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
if (values.help) console.error(HELP)
else {
  const startedAt = Date.now()
  const [events, conversations, switches, crowd] = [
    Number(values.events ?? 1_000_000),
    Number(values.conversations ?? 60),
    Number(values.switches ?? 100),
    Number(values.crowd ?? 20_000),
  ]
  if (![events, conversations, switches, crowd].every((number) => Number.isInteger(number) && number > 0)) {
    console.error(HELP)
    process.exit(2)
  }
  const report = await soak(events, conversations, switches, crowd)
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(values.json ? JSON.stringify({ ...aboutRun(), seconds, ...report }, undefined, 2) : table(report))
  if (report.failures.length > 0) process.exitCode = 1
}
