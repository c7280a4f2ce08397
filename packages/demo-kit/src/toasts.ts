import { createValue, type Value } from './value.js'

export interface Toast {
  readonly id: number
  readonly title: string
  readonly text: string
}

/** The messages at the foot of the page: the newest few, each gone after a while or when dismissed. */
export interface Toasts extends Pick<Value<readonly Toast[]>, 'get' | 'subscribe'> {
  show(title: string, text: string): void
  dismiss(id: number): void
  clear(): void
}

const SHOWN_MS = 8000
const AT_MOST = 4

export function createToasts(announce: (text: string) => void): Toasts {
  const list = createValue<readonly Toast[]>([])
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let last = 0

  const dismiss = (id: number): void => {
    clearTimeout(timers.get(id))
    timers.delete(id)
    list.set(list.get().filter((toast) => toast.id !== id))
  }

  return {
    get: list.get,
    subscribe: list.subscribe,
    show: (title, text) => {
      const id = ++last
      for (const old of list.get().slice(0, 1 - AT_MOST)) dismiss(old.id)
      list.set([...list.get(), { id, title, text }])
      timers.set(id, setTimeout(dismiss, SHOWN_MS, id))
      announce(`${title} ${text}`)
    },
    dismiss,
    clear: () => {
      for (const toast of list.get()) dismiss(toast.id)
    },
  }
}
