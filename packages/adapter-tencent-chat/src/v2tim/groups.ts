import { string } from '../read.js'
import type { Module } from './envelope.js'
import type { V2TimLine } from './session.js'

/** How often the groups are asked for while they go on changing, or are refused. Until the next walk that has to do. */
const READS = 4

/** Asks for all groups, the empty ones too. */
export function readGroups(module: Module, line: V2TimLine, times = READS): void {
  const method = 'getConversationGroupList'
  if (!module.has(method) || times === 0) return
  const changes = line.session?.labels.changes
  const again = (): void => readGroups(module, line, times - 1)
  void line.ask(
    method,
    () => module.call(method),
    (names, { labels }) => {
      if (labels.changes !== changes) return again() // older than what was told or done meanwhile
      line.emit(labels.all(line.each(names, (name) => string({ name }, 'name'), method)))
    },
    again,
  )
}
