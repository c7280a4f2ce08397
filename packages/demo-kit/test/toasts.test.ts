import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createToasts } from '../src/toasts.js'
import { createValue } from '../src/value.js'

describe('toasts', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const titles = (toasts: ReturnType<typeof createToasts>): string =>
    toasts
      .get()
      .map((one) => one.title)
      .join(' ')

  it('go after a while, are announced, and never pile up', () => {
    const announced: string[] = []
    const toasts = createToasts((text) => announced.push(text))
    for (const title of ['a', 'b', 'c', 'd', 'e']) toasts.show(title, 'text')
    expect(titles(toasts)).toBe('b c d e')
    expect(announced[0]).toBe('a text')
    vi.advanceTimersByTime(8000)
    expect(titles(toasts)).toBe('')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('can be dismissed one by one, or all', () => {
    const toasts = createToasts(() => {})
    toasts.show('a', '')
    toasts.show('b', '')
    toasts.dismiss(toasts.get()[0]!.id)
    expect(titles(toasts)).toBe('b')
    toasts.clear()
    expect(titles(toasts)).toBe('')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a value', () => {
  it('tells its listeners of a change, and of nothing else', () => {
    const value = createValue(1)
    const told = vi.fn<() => void>()
    const stop = value.subscribe(told)
    value.set(1)
    expect(told).not.toHaveBeenCalled()
    value.set(2)
    expect(told).toHaveBeenCalledOnce()
    stop()
    value.set(3)
    expect(told).toHaveBeenCalledOnce()
    expect(value.get()).toBe(3)
  })
})
