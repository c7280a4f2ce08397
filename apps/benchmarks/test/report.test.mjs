import { describe, expect, it } from 'vitest'
import { judge, judgeAdapters, judgeBindings } from '../src/bars.mjs'
import { joinBindings } from '../src/browser/bindings.mjs'
import { joinRounds, median } from '../src/cells.mjs'
import { readOptions } from '../src/options.mjs'
import { planJobs } from '../src/plan.mjs'

const time = (candidate, ns, size = 100_000, work = 'W2') => ({ task: 'time', candidate, work, size, result: { ns } })

describe('a cell', () => {
  it('is the median of its rounds', () => {
    const [cell] = joinRounds([time('floor', 5), time('floor', 1), time('floor', 900)])
    expect(cell).toMatchObject({ candidate: 'floor', work: 'W2', size: 100_000, ns: 5, roundsNs: [5, 1, 900] })
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })

  it('says why it has no time', () => {
    const [cell] = joinRounds([{ ...time('rtk'), result: undefined, error: 'over 30 s', isLate: true }])
    expect(cell).toMatchObject({ ns: undefined, error: 'over 30 s' })
  })
})

describe('a bar', () => {
  const bar = (bars, what) => bars.find((each) => each.what === what && each.subject === 'engine-reduce')

  it('holds or not by the ratio inside the run', () => {
    const done = [time('floor', 2_000), time('mutable-tree', 4_000), time('engine-reduce', 8_000)]
    const bars = judge(done, joinRounds(done), [])
    expect(bar(bars, 'W2 at 100k, times the floor')).toMatchObject({ value: 4, holds: true })
    expect(bar(bars, 'W2 at 100k, times the mutable tree')).toMatchObject({ value: 2, holds: false })
  })

  it('is neither if a part of it was not run', () => {
    const done = [time('engine-reduce', 8_000)]
    const bars = judge(done, joinRounds(done), [])
    expect(bar(bars, 'W2 at 100k, times the floor')).toMatchObject({ value: undefined, holds: undefined })
  })

  it('takes sizes from what size-limit measured', () => {
    const bars = judge([], [], [{ name: 'core', size: 15_000, sizeLimit: 14_000 }])
    expect(bars.find(({ id }) => id === 'P13')).toMatchObject({ value: 15, atMost: 14, holds: false })
  })
})

describe('the cost of a callback', () => {
  const adapter = (candidate, size, ns, notified = 1) => ({
    task: 'adapter',
    candidate,
    work: 'adapters',
    size,
    result: { ns, notified },
  })
  const judged = (...done) => judgeAdapters(joinRounds(done, 'adapter'))

  it('is kept apart from the work items', () => {
    expect(joinRounds([adapter('rongcloud', 1_000, 5), time('engine', 7)])).toHaveLength(1)
    expect(joinRounds([adapter('rongcloud', 1_000, 5), time('engine', 7)], 'adapter')).toMatchObject([
      { candidate: 'rongcloud', size: 1_000, ns: 5, notified: 1 },
    ])
  })

  it('may grow with a whole list, but not faster, and is told on once', () => {
    const small = adapter('tencent-web', 1_000, 10)
    expect(judged(small, adapter('tencent-web', 10_000, 110)).map(({ holds }) => holds)).toEqual([true, true])
    expect(judged(small, adapter('tencent-web', 10_000, 1_000, 2)).map(({ holds }) => holds)).toEqual([false, false])
    expect(judged(adapter('rongcloud', 1_000, 5)).map(({ holds }) => holds)).toEqual([undefined, undefined])
    expect(judged()).toEqual([])
  })
})

describe('the cost of an event on the screen', () => {
  const kind = (us, rowRenders = 1) => ({ us, layoutUs: 1, rowRenders, listRenders: rowRenders, layouts: 1 })
  const page = (candidate, result, more) => ({
    task: 'binding',
    candidate,
    work: 'bindings',
    size: 1_000,
    result,
    ...more,
  })
  const judged = (...done) => judgeBindings(joinBindings(done)).map(({ value, holds }) => ({ value, holds }))

  it('is held against that of one changed row, by the median of the rounds', () => {
    const pages = [10, 90, 20].map((us) =>
      page('vue', { outside: kind(us, 0), changed: kind(200), toTop: kind(500, 2) }),
    )
    expect(judged(...pages)).toEqual([
      { value: 0.1, holds: true },
      { value: 0, holds: true },
      { value: 1, holds: true },
      { value: 2, holds: false },
    ])
  })

  it('is not covered where a page failed, nor asked of the store', () => {
    const failed = page('react', undefined, { error: 'no page' })
    expect(judged(failed).map(({ holds }) => holds)).toEqual([undefined, undefined, undefined, undefined])
    expect(joinBindings([failed])[0]).toMatchObject({
      binding: 'react',
      kind: 'outside',
      us: undefined,
      error: 'failed',
    })
    expect(judged(page('vue-store', { outside: kind(5), changed: kind(5), toTop: kind(5) }))).toEqual([])
  })
})

describe('a run', () => {
  const jobsOf = (...args) => planJobs(readOptions(args))

  it('lets the candidates take turns, each checked before', () => {
    const jobs = jobsOf('--works', 'W2', '--sizes', '1k', '--rounds', '2', '--candidates', 'floor,mutable-tree')
    expect(jobs.map(({ task, candidate }) => `${task} ${candidate}`)).toEqual([
      'check floor',
      'check mutable-tree',
      'time floor',
      'time mutable-tree',
      'time floor',
      'time mutable-tree',
    ])
  })

  it('leaves slow candidates out of long lists unless told otherwise', () => {
    const sizesOf = (jobs) => [...new Set(jobs.filter(({ task }) => task === 'time').map(({ size }) => size))]
    const args = ['--candidates', 'rtk', '--works', 'W2']
    expect(sizesOf(jobsOf(...args))).toEqual([1_000, 10_000])
    expect(sizesOf(jobsOf(...args, '--slow'))).toEqual([1_000, 10_000, 100_000])
  })

  it('takes what decides a bar, and one round of W2 of the peers, if it is to be quick', () => {
    const jobs = jobsOf('--quick', '--sizes', '100k,10k,1k')
    const timed = (candidate) =>
      new Set(jobs.filter((job) => job.task === 'time' && job.candidate === candidate).map(({ work }) => work))
    expect([...timed('mutable-tree')]).toEqual(['W1', 'W2', 'W6', 'W8'])
    expect([...timed('engine')]).toEqual(['W1', 'W1p', 'W2', 'W2w', 'W3', 'W6', 'W7w', 'W7s', 'W7r', 'W8'])
    const countOf = (task, candidate) => jobs.filter((job) => job.task === task && job.candidate === candidate).length
    expect([countOf('check', 'floor'), countOf('time', 'floor')]).toEqual([2, 8])
    expect([countOf('check', 'engine'), countOf('binding', 'vue'), countOf('binding', 'vue-store')]).toEqual([3, 2, 0])
    expect([countOf('check', 'rtk'), countOf('time', 'rtk')]).toEqual([1, 2])
  })

  it('leaves no bar without its numbers when it is quick', () => {
    const result = { ns: 5, bytesPerRow: 5, bytesPerVersion: 5, exchangedRows: 0, sameHandle: true }
    const done = jobsOf('--quick')
      .filter(({ task }) => task !== 'adapter')
      .map((job) => Object.assign(job, { result }))
    const open = judge(done, joinRounds(done), []).filter(({ holds }) => holds === undefined)
    const needed = open.filter(({ what }) => !/1M|RTK|renders/.test(what))
    expect(needed).toEqual([])
  })

  it('takes what is named, quick or not', () => {
    const jobs = jobsOf('--quick', '--works', 'W4', '--candidates', 'mutable-tree', '--sizes', '1k')
    expect(jobs.filter(({ task }) => task === 'time')).toHaveLength(2)
  })

  it('holds adapters and the vendors’ own stores against each other, in turns', () => {
    const jobs = jobsOf('--works', 'adapters', '--rounds', '2', '--candidates', 'tencent-store,tencent-web,floor')
    expect(jobs.map(({ task, candidate, size }) => `${task} ${size} ${candidate}`)).toEqual([
      'adapter 1000 tencent-web',
      'adapter 1000 tencent-store',
      'adapter 10000 tencent-web',
      'adapter 10000 tencent-store',
      'adapter 1000 tencent-web',
      'adapter 1000 tencent-store',
      'adapter 10000 tencent-web',
      'adapter 10000 tencent-store',
    ])
  })

  it('puts the store beside the list of Vue at the largest size only', () => {
    const jobs = jobsOf('--works', 'bindings', '--rounds', '1', '--candidates', 'react,vue,vue-devtools,floor')
    expect(jobs.map(({ task, candidate, size }) => `${task} ${size} ${candidate}`)).toEqual([
      'binding 1000 react',
      'binding 1000 vue',
      'binding 100000 react',
      'binding 100000 vue',
      'binding 100000 vue-devtools',
    ])
  })

  it.each([
    [['--sizes', '1x'], /--sizes: "1x" is not a number/],
    [['--works', 'W9'], /--works: no W9/],
    [['--candidates', 'toString'], /--candidates: no toString/],
    [['--fast'], /--fast/],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message)
  })
})
