import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { timeFormat, watchMidnight } from '../../src/format/time.js'

const at = (iso: string): number => Date.parse(iso)

describe('the time beside a row', () => {
  const now = at('2026-03-18T15:00:00Z') // a Wednesday
  const en = timeFormat('en', 'UTC')
  const zh = timeFormat('zh-CN', 'UTC')

  it.each([
    ['2026-03-18T09:05:00Z', '09:05', '09:05'],
    ['2026-03-18T00:00:00Z', '00:00', '00:00'],
    ['2026-03-17T23:59:00Z', 'Yesterday', '昨天'],
    ['2026-03-16T09:05:00Z', 'Mon', '周一'],
    ['2026-03-12T09:05:00Z', 'Thu', '周四'],
    ['2026-03-11T09:05:00Z', '3/11', '3/11'],
    ['2025-12-31T09:05:00Z', '12/31/2025', '2025/12/31'],
  ])('shows %s as %s, and as %s in Chinese', (iso, english, chinese) => {
    expect(en.short(at(iso), now)).toBe(english)
    expect(zh.short(at(iso), now)).toBe(chinese)
  })

  it('shows a time of a clock that runs ahead as a time of today', () => {
    expect(en.short(at('2026-03-19T01:30:00Z'), now)).toBe('01:30')
  })

  it('counts days in the time zone of the user', () => {
    const noonInUtc = at('2026-03-18T12:00:00Z')
    const eveningBefore = at('2026-03-17T20:00:00Z')
    expect(timeFormat('en', 'UTC').short(eveningBefore, noonInUtc)).toBe('Yesterday')
    expect(timeFormat('en', 'Asia/Shanghai').short(eveningBefore, noonInUtc)).toBe('04:00')
  })

  it('gives the same formatter for the same language and zone', () => {
    expect(timeFormat('en', 'UTC')).toBe(en)
    expect(timeFormat('en', 'Asia/Shanghai')).not.toBe(en)
  })

  it('knows how long it is to midnight', () => {
    expect(en.msUntilMidnight(now)).toBe(9 * 3_600_000)
    expect(timeFormat('en', 'Asia/Shanghai').msUntilMidnight(now)).toBe(3_600_000)
    expect(en.msUntilMidnight(at('2026-03-18T23:59:59.750Z'))).toBe(250)
  })
})

describe('watchMidnight', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const timers = {
    now: () => Date.now(),
    setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
    clearTimeout: (timer: unknown) => clearTimeout(timer as number),
  }

  it('tells of a new day once, soon after midnight', () => {
    vi.setSystemTime('2026-03-18T22:59:00Z')
    const days: string[] = []
    const stop = watchMidnight(
      timeFormat('en', 'UTC'),
      (now) => days.push(new Date(now).toISOString().slice(0, 10)),
      timers,
    )
    vi.advanceTimersByTime(60 * 60_000)
    expect(days).toEqual([])
    vi.advanceTimersByTime(2 * 60_000)
    expect(days).toEqual(['2026-03-19'])
    vi.advanceTimersByTime(24 * 3_600_000)
    expect(days).toEqual(['2026-03-19', '2026-03-20'])
    stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('notices a day that passed while the computer slept', () => {
    vi.setSystemTime('2026-03-18T10:00:00Z')
    const days: number[] = []
    const stop = watchMidnight(timeFormat('en', 'UTC'), (now) => days.push(now), timers)
    vi.setSystemTime('2026-03-20T10:00:00Z')
    vi.advanceTimersByTime(3_600_000)
    expect(days).toHaveLength(1)
    stop()
  })

  it('follows a day of 23 hours', () => {
    const berlin = timeFormat('en', 'Europe/Berlin')
    vi.setSystemTime('2026-03-29T00:30:00Z') // 01:30 there; at 02:00 the clocks go forward
    const days: string[] = []
    const stop = watchMidnight(berlin, (now) => days.push(new Date(now).toISOString()), timers)
    vi.advanceTimersByTime(23 * 3_600_000)
    expect(days).toHaveLength(1)
    expect(days[0]).toMatch(/^2026-03-29T22:00:00/)
    stop()
  })
})
