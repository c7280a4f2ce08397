import { getConversation, isMuted, type Conversation, type Engine, type ListState } from '@convolist/core'
import type { Texts } from './texts/index.js'
import { createValue, type Value } from './value.js'

/**
 * What the page's one polite live region says. Events are collected and told as one sentence
 * ("3 new in 2 conversations"), never one by one.
 */
export interface Announcer extends Pick<Value<string>, 'get' | 'subscribe'> {
  /** Says this next, together with what else has gathered. */
  say(text: string): void
  dispose(): void
}

export interface AnnouncerOptions {
  readonly texts: () => Texts
  /** How long to gather before speaking. Default 1,500 ms. */
  readonly gatherMs?: number
  /** The least pause between two announcements of messages. Default 8,000 ms. */
  readonly pauseMs?: number
}

/** How many rows from the top are looked at for news; a new message lifts its row, so that is where news is. */
const LOOK_AT = 300

export function createAnnouncer(engine: Engine, options: AnnouncerOptions): Announcer {
  const { texts, gatherMs = 1500, pauseMs = 8000 } = options
  const spoken = createValue('')
  const view = engine.view()
  const waiting: string[] = []
  let told = engine.getState()
  let toldAt = -pauseMs
  let timer: ReturnType<typeof setTimeout> | undefined

  const speak = (): void => {
    timer = undefined
    const news = newsBetween(told, engine.getState(), view.read(engine.getState()).window(0, LOOK_AT))
    told = engine.getState()
    if (news.messages > 0) {
      waiting.push(texts().live.newMessages(news.messages, news.conversations))
      toldAt = performance.now()
    }
    const text = waiting.splice(0).join(' ')
    // A live region that is given the same words twice stays silent, so they differ by a blank.
    if (text !== '') spoken.set(text === spoken.get() ? `${text} ` : text)
  }
  const gather = (ms: number): void => {
    timer ??= setTimeout(speak, ms)
  }
  const stop = engine.subscribe((state, previous) => {
    if (state.account !== previous.account || state.sync.phase === 'syncing')
      told = state // a list that loads is no news
    else gather(Math.max(gatherMs, toldAt + pauseMs - performance.now()))
  })

  return {
    get: spoken.get,
    subscribe: spoken.subscribe,
    say: (text) => {
      waiting.push(text)
      clearTimeout(timer)
      timer = setTimeout(speak, 150)
    },
    dispose: () => {
      stop()
      clearTimeout(timer)
    },
  }
}

interface News {
  readonly messages: number
  readonly conversations: number
}

/** States are immutable, so the one last told of is simply kept and compared with. */
function newsBetween(before: ListState, after: ListState, top: readonly Conversation[]): News {
  let messages = 0
  let conversations = 0
  if (before.account !== after.account) return { messages, conversations }
  for (const row of top) {
    if (isMuted(row) || row.id === after.openId) continue
    const more = row.unreadCount - (getConversation(before, row.id)?.unreadCount ?? 0)
    if (more <= 0) continue
    messages += more
    conversations++
  }
  return { messages, conversations }
}
