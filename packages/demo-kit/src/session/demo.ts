import { toSearch, type Settings } from '../settings.js'
import { textsOf, type Texts } from '../texts/index.js'
import { createValue, type Value } from '../value.js'
import type { Backends, Credentials, Simulation } from './backends.js'
import { openSession, type Session } from './session.js'

type Readable<T> = Pick<Value<T>, 'get' | 'subscribe'>

/** The page's own state: its settings, and the session they ask for. */
export interface Demo {
  readonly settings: Readable<Settings>
  /** `undefined` while one is being set up. */
  readonly session: Readable<Session | undefined>
  /** Why the last attempt to set one up failed. */
  readonly failure: Readable<string | undefined>
  /** Changes what needs no new session: language, theme, view, panel, rate. */
  change(settings: Partial<Omit<Settings, 'source' | 'vendor' | 'rows' | 'seed' | 'hostile'>>): void
  /** Ends the session and starts another on the simulator. */
  restart(settings?: Partial<Settings>): Promise<void>
  /** Ends the session and logs in to a real account. Rejects, and keeps nothing, if that fails. */
  login(credentials: Credentials): Promise<void>
  dispose(): void
}

export function createDemo(backends: Backends, initial: Settings, onChange: (search: string) => void): Demo {
  const settings = createValue(initial)
  const session = createValue<Session | undefined>(undefined)
  const failure = createValue<string | undefined>(undefined)
  const texts = (): Texts => textsOf(settings.get().language)
  let attempt = 0
  let logout: (() => Promise<void>) | undefined

  const change = (some: Partial<Settings>): void => {
    settings.set({ ...settings.get(), ...some })
    onChange(toSearch(settings.get()))
  }

  const end = (): void => {
    attempt++
    const ended = session.get()
    session.set(undefined)
    ended?.dispose()
    logout?.().catch(() => {}) // the login is dropped with its page in any case
    logout = undefined
  }

  const restart = async (some: Partial<Settings> = {}): Promise<void> => {
    end()
    failure.set(undefined)
    const mine = attempt
    const source = some.source ?? settings.get().source
    change({ ...some, source: source === 'account' ? 'simulator' : source })
    await nextPaint()
    let simulation: Simulation
    try {
      const { source: kind, ...rest } = settings.get()
      simulation = await backends.simulate({ ...rest, kind: kind === 'sdk' ? 'sdk' : 'simulator' })
    } catch (error) {
      if (mine === attempt) failure.set(error instanceof Error ? error.message : String(error))
      return
    }
    if (mine === attempt) session.set(openSession(simulation.parts, simulation, texts))
    else simulation.dispose()
  }

  const login = async (credentials: Credentials): Promise<void> => {
    const { part, logout: leave } = await backends.login(credentials)
    end()
    logout = leave
    change({ source: 'account' })
    session.set(openSession([part], undefined, texts))
  }

  return {
    settings,
    session,
    failure,
    change: (some) => {
      change(some)
      if (some.rate !== undefined) session.get()?.simulation?.setRate(some.rate)
    },
    restart,
    login,
    dispose: end,
  }
}

/** Lets "loading" be painted before 100,000 rows are made up. */
const nextPaint = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
