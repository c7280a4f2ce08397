import { describe, expect, it } from 'vitest'
import { readTrace } from '../src/browser/trace.mjs'

const at = (ts, name, more = {}) => ({ pid: 7, tid: 1, ts, name, ph: 'X', ...more })

describe('a trace of the browser', () => {
  const events = [
    at(900, 'RunTask', { dur: 90_000, tdur: 90_000 }),
    at(1_000, 'measure-start', { ph: 'I' }),
    at(2_000, 'RunTask', { dur: 9_000, tdur: 4_000 }),
    at(12_000, 'Commit'),
    at(13_000, 'RunTask', { dur: 60_000, tdur: 30_000 }),
    { ...at(14_000, 'RunTask', { dur: 500_000 }), tid: 2 },
    at(80_000, 'Commit'),
    at(501_000, 'measure-end', { ph: 'I' }),
    at(502_000, 'RunTask', { dur: 70_000, tdur: 70_000 }),
  ]

  it('tells the tasks and frames of the main thread between the two marks', () => {
    expect(readTrace(events)).toEqual({
      seconds: 0.5,
      tasks: [
        { ms: 60, cpuMs: 30 },
        { ms: 9, cpuMs: 4 },
      ],
      frames: [
        { at: 11, cpuMs: 4 },
        { at: 79, cpuMs: 30 },
      ],
    })
  })
})
