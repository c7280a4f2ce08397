import {
  textsOf,
  timeFormat,
  watchMidnight,
  type Demo,
  type Language,
  type Session,
  type Settings,
  type Texts,
} from '@convolist/demo-kit'
import { computed, inject, provide, ref, watchEffect, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import { useValue } from './use-value.js'

interface DemoScope {
  readonly demo: Demo
  readonly settings: Readonly<Ref<Settings>>
  readonly language: ComputedRef<Language>
  readonly texts: ComputedRef<Texts>
  /** A time of the present day; changes at midnight only, so that rows are not formatted again every second. */
  readonly today: Readonly<Ref<number>>
}

const DEMO: InjectionKey<DemoScope> = Symbol('demo')
const SESSION: InjectionKey<Session> = Symbol('session')

export function provideDemo(demo: Demo): DemoScope {
  const settings = useValue(demo.settings)
  const language = computed(() => settings.value.language)
  const texts = computed(() => textsOf(language.value))
  const scope = { demo, settings, language, texts, today: useToday(language) }
  provide(DEMO, scope)
  return scope
}

export const provideSession = (session: Session): void => provide(SESSION, session)

export function useDemo(): DemoScope {
  const scope = inject(DEMO)
  if (!scope) throw new Error('useDemo() needs provideDemo() above it')
  return scope
}

export const useTexts = (): ComputedRef<Texts> => useDemo().texts

export function useSession(): Session {
  const session = inject(SESSION)
  if (!session) throw new Error('useSession() needs <SessionProvider>')
  return session
}

function useToday(language: Readonly<Ref<Language>>): Readonly<Ref<number>> {
  const today = ref(Date.now())
  const timers = {
    now: () => Date.now(),
    setTimeout: (run: () => void, ms: number) => window.setTimeout(run, ms),
    clearTimeout: (timer: unknown) => window.clearTimeout(timer as number),
  }
  watchEffect((onCleanup) => {
    onCleanup(watchMidnight(timeFormat(language.value), (now) => (today.value = now), timers))
  })
  return today
}
