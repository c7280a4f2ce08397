import {
  createEngine,
  isConvolistError,
  type CommandName,
  type Conversation,
  type ConvolistError,
  type Engine,
} from '@convolist/core'
import { deepFreeze } from '../deep-freeze.js'
import { show } from '../show.js'
import { createVirtualClock, type VirtualClock } from '../virtual-clock.js'
import { check, same } from './check.js'
import { instrument, type HeldPage, type Instrumented } from './instrument.js'
import type { ChatKey, ContractCapabilities, ContractRig, ContractServer, FailedSync, News, SeedChat } from './rig.js'
import type { SourceContractOptions } from './rig.js'

/** The list that most scenarios begin with, the newest last. */
export const CHATS: readonly (Omit<SeedChat, 'sentAt'> & { readonly at: number })[] = [
  { chat: 'direct/ann', at: 10, text: 'hi from ann' },
  { chat: 'direct/bob', at: 20, unreadCount: 2 },
  { chat: 'group/7001', at: 30, unreadCount: 1 },
  { chat: 'direct/cid', at: 5, stickTop: true },
  { chat: 'direct/dan', at: 40 },
]
/** How it is shown: `^` pinned, number unread. */
export const SHOWN = '^direct/cid direct/dan group/7001(1) direct/bob(2) direct/ann'

/** Rows asked for in one page: three pages for the list above. */
const PAGE_SIZE = 2
/** How often a wait looks again. Virtual time passes at once; a rig on a real socket takes its own. */
const LOOKS = 150
const LOOK_MS = 200

/** A scenario's stage: the rig, an engine on its source, and words to steer and to ask by. */
export interface Stage {
  readonly rig: ContractRig
  readonly server: ContractServer
  readonly watched: Instrumented
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly capabilities: ContractCapabilities
  /** Seconds of the time before the story, as epoch milliseconds. */
  past(seconds: number): number
  /** Puts `CHATS` (or others) on the server. */
  seed(chats?: typeof CHATS, account?: string): Promise<void>
  /** Logs in and waits until the first sync has ended. */
  begin(account?: string): Promise<void>
  /** Of every message there has been. */
  readonly words: ReadonlySet<string>
  /** The other side writes now. Returns when it was sent, later than everything before. */
  receive(chat: ChatKey, text?: string): Promise<number>
  /** Lets what is under way arrive. */
  settle(ms?: number): Promise<void>
  /** Waits for it; fails with these words. */
  until(what: string, isSo: () => boolean): Promise<void>
  /** Looks a few times, and fails if it is ever not so. */
  stays(what: string, isSo: () => boolean): Promise<void>
  /** A page of the list that is late: at the server where the rig can, else between the source and the engine. */
  holdPage(): HeldPage
  /** The next page that is asked for and is not the first fails. */
  failLaterPage(): FailedSync
  /** Was there such a page? */
  isPaged(): boolean
  row(chat: ChatKey): Conversation | undefined
  /** The list in one line, by chat. */
  line(): string
  untilLine(what: string, line: string): Promise<void>
  /** The same without the order, which with some vendors a pin changes: `line` is sorted as text. */
  untilRows(what: string, line: string): Promise<void>
  /** Is this news of this vendor? */
  tells(news: News): boolean
  supports(command: CommandName): 'server' | 'local' | 'none'
  /** Waits for an answer of the source, while time goes on. */
  answer<Value>(what: string, answer: Promise<Value>): Promise<Value>
  /** How a command ends: `undefined` if it went through. Fails if it never does. */
  ending(what: string, command: Promise<unknown>): Promise<ConvolistError | undefined>
  close(): Promise<void>
}

export async function createStage({ create, capabilities = {} }: SourceContractOptions): Promise<Stage> {
  const clock = createVirtualClock({ seed: 'contract' })
  const start = clock.now()
  const rig = await create({ clock, pageSize: PAGE_SIZE })
  const { server } = rig
  const watched = instrument(rig.source, PAGE_SIZE)
  const engine = createEngine({ clock, source: watched.source, onError: () => undefined })
  const words = new Set<string>()
  let last = start

  const past = (seconds: number): number => start - 1_000_000 + seconds * 1000

  async function settle(ms = LOOK_MS): Promise<void> {
    await rig.settle()
    await clock.advance(ms)
    engine.flush()
  }

  async function until(what: string, isSo: () => boolean): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- each look waits for what the one before set going
    for (let looks = 0; looks < LOOKS && !isSo(); looks++) await settle()
    check(isSo(), `waited in vain: ${what}`)
  }

  async function untilSame(what: string, read: () => string, wanted: string): Promise<void> {
    try {
      await until(what, () => read() === wanted)
    } catch {
      same(what, read(), wanted)
    }
  }

  const chatOf = new Map<string, string>()
  const idOf = (chat: ChatKey): string => {
    const id = server.id(chat)
    chatOf.set(id, chat)
    return id
  }

  const stage: Stage = {
    rig,
    server,
    watched,
    engine,
    clock,
    capabilities,
    words,
    past,
    settle,
    until,
    async seed(chats = CHATS, account = 'me') {
      const seeds = chats.map(({ at, chat, text = `words of ${chat}`, ...rest }) => ({
        ...rest,
        chat,
        text,
        sentAt: past(at),
      }))
      for (const { text } of seeds) words.add(text)
      await server.seed(account, seeds)
    },
    async begin(account = 'me') {
      await server.login(account)
      await until(`the account ${account} is open`, () => engine.getState().account === account)
      const phase = capabilities.list === 'capped' ? 'partial' : 'synced' // SDKs may sync page by page before
      await until('the first sync ends', () => engine.getState().sync.phase === phase)
      await settle()
    },
    async receive(chat, text = `news of ${chat}`) {
      last = Math.max(last + 1000, Math.ceil(clock.now() / 1000) * 1000)
      words.add(text)
      await server.receive(chat, { text, sentAt: last })
      return last
    },
    async stays(what, isSo) {
      for (let looks = 0; looks < 4; looks++) {
        // oxlint-disable-next-line no-await-in-loop -- see above
        await settle()
        check(isSo(), `did not stay so: ${what}`)
      }
    },
    holdPage: () => server.holdNextPage?.() ?? watched.holdNextPage(),
    failLaterPage() {
      let failure: FailedSync | undefined
      watched.beforeLaterPage(() => (failure = (server.failNextPage ?? server.failNextSync)()))
      return {
        get met() {
          return failure?.met ?? false
        },
      }
    },
    isPaged: () => watched.isPaged,
    row: (chat) => engine.get(idOf(chat)),
    line() {
      for (const chat of NAMED) idOf(chat)
      const rows = engine.view().window(0, engine.view().size)
      return show(
        rows.map((row) => Object.assign({}, row, { id: chatOf.get(row.id) ?? row.id, notify: 'all' as const })),
      )
    },
    untilLine: (what, line) => untilSame(what, () => stage.line(), line),
    untilRows: (what, line) => untilSame(what, () => sorted(stage.line()), sorted(line)),
    tells: (news) => capabilities.news?.[news] ?? true,
    supports: (command) => capabilities.commands?.[command] ?? 'server',
    async answer(what, answer) {
      let isThere = false
      const arrived = (): void => void (isThere = true)
      answer.then(arrived, arrived)
      await until(`${what} is answered`, () => isThere)
      return answer
    },
    async ending(what, command) {
      let end: { readonly error?: unknown } | undefined
      command.then(
        () => (end = {}),
        (error: unknown) => (end = { error }),
      )
      await until(`${what} ends`, () => end !== undefined)
      if (end?.error === undefined) return undefined
      check(isConvolistError(end.error), `${what}: rejected with something else than a ConvolistError`)
      return end.error
    },
    async close() {
      engine.dispose()
      await rig.close?.()
    },
  }
  freezeStates(engine)
  return stage
}

const sorted = (line: string): string => line.split(' ').sort().join(' ')

/** Chats that scenarios speak of; more may come up. */
const NAMED: readonly ChatKey[] = [...CHATS.map(({ chat }) => chat), 'direct/eve', 'direct/fay']

/** Every state and what it shows: whoever writes into it fails where it happens. */
function freezeStates(engine: Engine): void {
  engine.subscribe((state) => {
    deepFreeze(state.sync)
    deepFreeze(engine.view().window(0, engine.view().size))
  })
}
