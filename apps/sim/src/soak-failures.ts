import type { CrowdReport } from './crowd.js'
import { boundsOf, type Leftovers, type Memories } from './long-life.js'

/** The heap may be so much larger at the end than at the first measure. */
const GROWTH_MAX = 0.05

/** @param growth of the heap, as a share: 0.05 is 5 %. */
export function failuresOf(growth: number, left: Leftovers, memories: Memories, conversations: number): string[] {
  const failures = Object.entries(left).flatMap(([name, count]) => (count > 0 ? [`${count} ${name} are left`] : []))
  if (growth > GROWTH_MAX) failures.push(`the heap grew by ${Math.round(growth * 1000) / 10} %`)
  const most: Partial<Record<string, number>> = boundsOf(conversations)
  for (const [name, count] of Object.entries(memories)) {
    const bound = most[name]
    if (bound !== undefined && count > bound) failures.push(`${count} ${name}, of at most ${bound}`)
  }
  return failures
}

export const failuresOfCrowd = ({ vendor, most, beyond }: CrowdReport): string[] =>
  beyond.map((name) => `${vendor}, rows coming and going: ${most[name]} ${name}`)
