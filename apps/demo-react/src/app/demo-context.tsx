import {
  textsOf,
  timeFormat,
  watchMidnight,
  type Demo,
  type Language,
  type Session,
  type Texts,
} from '@convolist/demo-kit'
import { createContext, useContext, useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react'
import { useValue } from './use-value.js'

interface DemoScope {
  readonly demo: Demo
  readonly language: Language
  readonly texts: Texts
  /** A time of the present day; changes at midnight only, so that rows are not formatted again every second. */
  readonly today: number
}

const DemoContext = createContext<DemoScope | undefined>(undefined)
const SessionContext = createContext<Session | undefined>(undefined)

export function DemoProvider({ demo, children }: { demo: Demo; children: ReactNode }): ReactElement {
  const { language } = useValue(demo.settings)
  const today = useToday(language)
  const scope = useMemo(() => ({ demo, language, texts: textsOf(language), today }), [demo, language, today])
  return <DemoContext value={scope}>{children}</DemoContext>
}

export const SessionProvider = SessionContext

export function useDemo(): DemoScope {
  const scope = useContext(DemoContext)
  if (!scope) throw new Error('useDemo() needs <DemoProvider>')
  return scope
}

export const useTexts = (): Texts => useDemo().texts

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession() needs <SessionProvider>')
  return session
}

function useToday(language: Language): number {
  const [today, setToday] = useState(() => Date.now())
  useEffect(() => {
    const timers = {
      now: () => Date.now(),
      setTimeout: (run: () => void, ms: number) => window.setTimeout(run, ms),
      clearTimeout: (timer: unknown) => window.clearTimeout(timer as number),
    }
    return watchMidnight(timeFormat(language), setToday, timers)
  }, [language])
  return today
}
