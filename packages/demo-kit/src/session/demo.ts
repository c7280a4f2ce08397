import type { Policies } from '@convolist/core'
import type { Credentials } from '../account/credentials.js'
import type { LoginProblem } from '../account/login-error.js'
import { toSearch, type Settings } from '../settings.js'
import { textsOf, type Texts } from '../texts/index.js'
import { createValue, type Value } from '../value.js'
import type { Backends, Login, Part, Simulation } from './backends.js'
import { openList, openSession, type OpenList, type Session } from './session.js'
import { watchAccount } from './watch-account.js'

type Readable<T> = Pick<Value<T>, 'get' | 'subscribe'>

/** A real account in the list. */
export interface SignedIn extends Pick<Part, 'name' | 'vendor'> {
  readonly account: string | undefined
  /** Why the vendor has signed it out. */
  readonly ended: LoginProblem | undefined
}

export interface LoginOptions {
  /** In one list with what is shown already, rather than in its place. */
  readonly isBeside?: boolean
}

/** The page's own state: its settings, and the session they ask for. */
export interface Demo {
  readonly settings: Readable<Settings>
  /** `undefined` while one is being set up. */
  readonly session: Readable<Session | undefined>
  /** The real accounts in the session. */
  readonly accounts: Readable<readonly SignedIn[]>
  /** Why the last attempt to set one up failed. */
  readonly failure: Readable<string | undefined>
  /** Changes what needs no new session: language, theme, view, panel, rate. */
  change(settings: Partial<Omit<Settings, 'source' | 'vendor' | 'rows' | 'seed' | 'hostile'>>): void
  /** Starts the simulator anew. Real accounts beside it stay. */
  restart(settings?: Partial<Settings>): Promise<void>
  /** Signs in to a real account and shows its list. Rejects, and changes nothing, if that fails. */
  login(credentials: Credentials, options?: LoginOptions): Promise<void>
  /** Signs out of one account; where nothing else is shown, the simulator comes back. */
  logout(name: string): void
  dispose(): void
}

export function createDemo(backends: Backends, initial: Settings, onChange: (search: string) => void): Demo {
  const settings = createValue(initial)
  const session = createValue<Session | undefined>(undefined)
  const accounts = createValue<readonly SignedIn[]>([])
  const failure = createValue<string | undefined>(undefined)
  const texts = (): Texts => textsOf(settings.get().language)
  const logins = new Map<string, Login & Part>()
  const lists = new Map<Part, OpenList>()
  /** As the panel has set them, for whichever lists are shown. */
  let policies: Policies | undefined
  let simulation: Simulation | undefined
  let attempt = 0

  const change = (some: Partial<Settings>): void => {
    settings.set({ ...settings.get(), ...some })
    onChange(toSearch(settings.get()))
  }

  const close = (): void => {
    const closed = session.get()
    policies = closed?.engine.policies ?? policies
    session.set(undefined)
    closed?.dispose()
  }

  const listOf = (part: Part): OpenList => {
    const list = lists.get(part) ?? openList(part)
    lists.set(part, list)
    return list
  }

  const open = (): void => {
    close()
    const opened = openSession([...logins.values(), ...(simulation?.parts ?? [])].map(listOf), simulation, texts)
    if (policies) opened.engine.setPolicies(policies)
    session.set(opened)
  }

  const drop = (part: Part): void => {
    lists.get(part)?.dispose()
    lists.delete(part)
  }

  const endSimulation = (): void => {
    attempt++
    simulation?.parts.forEach(drop)
    simulation?.dispose()
    simulation = undefined
  }

  const leave = (name: string): void => {
    const login = logins.get(name)
    if (!login) return
    drop(login)
    logins.delete(name)
    accounts.set(accounts.get().filter((each) => each.name !== name))
    login.logout().catch(() => {}) // the login is dropped with its page in any case
  }

  const restart = async (some: Partial<Settings> = {}): Promise<void> => {
    close()
    endSimulation()
    failure.set(undefined)
    const mine = attempt
    const source = some.source ?? settings.get().source
    change({ ...some, source: source === 'account' ? 'simulator' : source })
    await nextPaint()
    let started: Simulation
    try {
      const { source: kind, ...rest } = settings.get()
      started = await backends.simulate({ ...rest, kind: kind === 'sdk' ? 'sdk' : 'simulator' })
    } catch (error) {
      if (mine === attempt) failure.set(error instanceof Error ? error.message : String(error))
      return
    }
    if (mine !== attempt) return started.dispose()
    simulation = started
    open()
  }

  const update = (name: string, some: Partial<SignedIn>): void =>
    accounts.set(accounts.get().map((each) => (each.name === name ? Object.assign({}, each, some) : each)))

  const login = async (credentials: Credentials, { isBeside = false }: LoginOptions = {}): Promise<void> => {
    const made = await backends.login(credentials)
    close()
    if (!isBeside) {
      endSimulation()
      for (const name of logins.keys()) leave(name)
      change({ source: 'account' })
    }
    const name = freeName(made.vendor, logins)
    const source = watchAccount(made.source, {
      opened: (account) => update(name, { account, ended: undefined }),
      closed: (reason) => update(name, { ended: reason === 'kicked' || reason === 'expired' ? reason : 'closed' }),
    })
    logins.set(name, { ...made, name, source })
    accounts.set([...accounts.get(), { name, vendor: made.vendor, account: undefined, ended: undefined }])
    open()
  }

  return {
    settings,
    session,
    accounts,
    failure,
    change: (some) => {
      change(some)
      if (some.rate !== undefined) simulation?.setRate(some.rate)
    },
    restart,
    login,
    logout: (name) => {
      close() // first, so that nothing of the account is shown while the vendor takes its time
      leave(name)
      if (logins.size === 0 && !simulation) void restart({ source: 'simulator' })
      else open()
    },
    dispose: () => {
      close()
      endSimulation()
      for (const name of logins.keys()) leave(name)
    },
  }
}

/** No simulated vendor is called so, nor an account before. */
function freeName(vendor: string, taken: ReadonlyMap<string, unknown>): string {
  let name = `my-${vendor}`
  for (let next = 2; taken.has(name); next++) name = `my-${vendor}-${next}`
  return name
}

/** Lets "loading" be painted before 100,000 rows are made up. */
const nextPaint = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
