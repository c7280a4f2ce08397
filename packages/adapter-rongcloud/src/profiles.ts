import { ConvolistError, isConvolistError, type ConversationId, type ConversationPatch } from '@convolist/core'
import { parseRongCloudId } from './ids.js'
import type { RongCloudProfile, RongCloudTarget } from './im.js'
import type { Line } from './line.js'
import { record, string, text } from './read.js'
import { knownOf } from './to-row.js'

/**
 * Gives names and pictures for conversations, from wherever the app keeps them. A conversation left out of the answer
 * stays nameless until `refreshProfiles`; after a rejection, or 30 s without an answer, it is asked for again at the next
 * sync.
 */
export type ResolveProfile = (
  ids: readonly (RongCloudTarget & { readonly id: string })[],
) => readonly RongCloudProfile[] | Promise<readonly RongCloudProfile[]>

/** A question nobody answers must not keep the next ones waiting. */
const ANSWER_MS = 30_000

export interface Profiles {
  /** Asks for those that were not asked for yet. */
  want(ids: Iterable<ConversationId>): void
  /** Asks again, for those that are in the list; for all without ids. */
  refresh(ids?: Iterable<ConversationId>): void
  /** Their rows are gone. */
  drop(ids: Iterable<ConversationId>): void
  /** Of a former account. */
  clear(): void
}

export function createProfiles(line: Line, resolve: ResolveProfile | undefined, batch: number): Profiles {
  /** By id: its newest question. An answer to an older one is not taken. */
  let asked = new Map<ConversationId, object>()
  const queue = new Set<ConversationId>()
  let running: object | undefined

  function enqueue(ids: Iterable<ConversationId>): void {
    if (!resolve || !line.session) return
    for (const id of ids) queue.add(id)
    if (running || queue.size === 0) return
    const own = (running = {})
    void line.soon(() => void run(own)) // together, and after the page that brings the rows
  }

  async function run(own: object): Promise<void> {
    while (running === own && queue.size > 0) {
      const ids = [...queue].slice(0, batch)
      ids.forEach((id) => queue.delete(id))
      await ask(ids)
    }
    if (running === own) running = undefined
  }

  async function ask(ids: readonly ConversationId[]): Promise<void> {
    const { session } = line
    const question = {}
    const isOurs = (id: ConversationId): boolean => line.session === session && asked.get(id) === question
    ids.forEach((id) => asked.set(id, question))
    try {
      const given = await inTime(resolve!(ids.map((id) => ({ id, ...parseRongCloudId(id) }))))
      line.patch(line.each(given, (profile) => toPatch(profile, isOurs), 'resolveProfile', 'app/threw'))
      // Of a page that the engine has given up, whose rows it does not have: the next one asks again.
      ids.filter((id) => isOurs(id) && isMissing(id)).forEach((id) => asked.delete(id))
    } catch (cause) {
      if (line.session !== session) return
      ids.filter(isOurs).forEach((id) => asked.delete(id))
      const message = isConvolistError(cause) ? cause.code : (cause as Error | undefined)?.name // its words are the app's
      line.note('app/threw', 'resolveProfile', { message })
    }
  }

  const isMissing = (id: ConversationId): boolean =>
    line.sink?.row !== undefined && line.session?.shown(id) === undefined

  function inTime<Answer>(answer: Answer | Promise<Answer>): Promise<Answer> {
    return new Promise((settle, reject) => {
      const noAnswer = (): void => reject(new ConvolistError('command/timeout', 'resolveProfile did not answer'))
      const stop = line.after(ANSWER_MS, noAnswer)
      Promise.resolve(answer).finally(stop).then(settle, reject)
    })
  }

  return {
    want: (ids) => enqueue([...ids].filter((id) => !asked.has(id))),
    refresh: (ids = [...asked.keys(), ...(line.session?.known.keys() ?? [])]) =>
      enqueue([...ids].filter((id) => line.session && knownOf(line.session, id))),
    drop: (ids) => [...ids].forEach((id) => asked.delete(id)),
    clear() {
      asked = new Map()
      queue.clear()
      running = undefined
    },
  }
}

function toPatch(profile: unknown, isOurs: (id: ConversationId) => boolean): ConversationPatch | undefined {
  const from = record(profile, 'profile')
  const id = string(from, 'id') as ConversationId
  if (!isOurs(id)) return undefined
  return { id, title: text(from, 'title'), avatarUrl: text(from, 'avatarUrl') }
}
