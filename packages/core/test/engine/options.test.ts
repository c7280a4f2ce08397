import { describe, expect, it } from 'vitest'
import { createEngine, type EngineOptions, isConvolistError } from '../../src/index.js'
import { createServer } from '../support/server.js'
import { createTestClock } from '../support/clock.js'

/** Wrong options, and what the error must say: the option by its path, and what was expected. */
const WRONG: readonly [options: unknown, says: readonly string[]][] = [
  [null, ['"options"', 'an object']],
  [[], ['"options"', 'an object']],
  [{ sourc: undefined }, ['"sourc"', 'known are', 'source']],
  [{ source: null }, ['"source"', 'createNimSource', 'connect()']],
  [{ source: { connect() {} } }, ['"source"', 'list()']],
  [{ source: { connect() {}, list() {} } }, ['"source"', 'execute()']],
  [{ source: { connect() {}, list() {}, execute() {} } }, ['"source.capabilities"', 'an object']],
  [{ source: { connect() {}, list() {}, execute() {}, capabilities: null } }, ['"source.capabilities"', 'an object']],
  [{ views: 'unread' }, ['"views"', 'an object', '"unread"']],
  [{ views: null }, ['"views"', 'an object', 'null']],
  [{ views: [{}] }, ['"views"', 'an object', 'an array']],
  [{ views: { unread: true } }, ['"views.unread"', 'view definition', 'true']],
  [{ views: { unread: { fliter: {} } } }, ['"views.unread.fliter"', 'filter, policy']],
  [{ views: { unread: { filter: { unraed: true } } } }, ['"views.unread.filter.unraed"', 'mentioned']],
  [{ views: { unread: { filter: { unread: 'yes' } } } }, ['"views.unread.filter.unread"', 'true or false', '"yes"']],
  [{ views: { work: { filter: { labels: 'work' } } } }, ['"views.work.filter.labels"', 'an array', '"work"']],
  [{ views: { work: { filter: { labels: [7] } } } }, ['"views.work.filter.labels[0]"', 'text', '7']],
  [
    { views: { people: { filter: { kinds: ['person'] } } } },
    ['"views.people.filter.kinds[0]"', '"direct"', '"person"'],
  ],
  [{ views: { find: { filter: { text: 7 } } } }, ['"views.find.filter.text"', 'text', '7']],
  [{ views: { away: { filter: { hidden: true } } } }, ['"views.away.filter.hidden"', '"only"', 'true']],
  [{ views: { mine: { filter: { where: () => true } } } }, ['"views.mine.filter.where"', 'key', 'a function']],
  [{ views: { mine: { filter: { where: { key: 'mine' } } } } }, ['"views.mine.filter.where"', 'test']],
  [{ views: { mine: { filter: { labels: [''] } } } }, ['"views.mine.filter.labels[0]"', 'not empty']],
  [{ views: { mine: { filter: { or: [{ marks: [''] }] } } } }, ['"views.mine.filter.or[0].marks[0]"', 'not empty']],
  [{ views: { mine: { filter: { and: [{}, { muetd: true }] } } } }, ['"views.mine.filter.and[1].muetd"', 'muted']],
  [{ views: { mine: { filter: { or: {} } } } }, ['"views.mine.filter.or"', 'an array']],
  [{ views: { mine: { filter: { or: [null] } } } }, ['"views.mine.filter.or[0]"', 'an object', 'null']],
  [{ views: { mine: { filter: { not: { not: { x: 1 } } } } } }, ['"views.mine.filter.not.not.x"']],
  [{ views: { mine: { policy: { pinOrder: 'newest' } } } }, ['"views.mine.policy.pinOrder"', '"activity"', '"newest"']],
  [{ views: { mine: { policy: { badge: {} } } } }, ['"views.mine.policy.badge"', 'pinOrder']],
  [{ policies: 'wechat' }, ['"policies"', 'an object', '"wechat"']],
  [{ policies: { pinorder: 'activity' } }, ['"policies.pinorder"', 'pinOrder']],
  [{ policies: { constructor: true } }, ['"policies.constructor"', 'pinOrder']],
  [{ policies: { draftLift: true } }, ['"policies.draftLift"', '"never"', '"laterOfBoth"', 'true']],
  [{ policies: { mutedSink: 1 } }, ['"policies.mutedSink"', 'true or false', '1']],
  [{ policies: { badge: { muted: true } } }, ['"policies.badge.muted"', 'includeMuted']],
  [{ policies: { badge: true } }, ['"policies.badge"', 'an object']],
  [{ policies: { selection: { onRemove: 'first' } } }, ['"policies.selection.onRemove"', '"previous"', '"first"']],
  [{ query: { type: 'all' } }, ['"query"', 'no such key']],
  [{ batching: 'task' }, ['"batching"', '"microtask" or "frame"', '"task"']],
  [{ sync: 'none' }, ['"sync"', '"all" or "page"', '"none"']],
  [{ operationTimeoutMs: 0 }, ['"operationTimeoutMs"', 'at least 1', '0']],
  [{ operationTimeoutMs: Infinity }, ['"operationTimeoutMs"', 'at least 1', 'Infinity']],
  [{ echoHoldMs: -1 }, ['"echoHoldMs"', 'at least 0', '-1']],
  [{ retryMs: '1s' }, ['"retryMs"', 'at least 1', '"1s"']],
  [{ retryMaxMs: NaN }, ['"retryMaxMs"', 'at least 1', 'NaN']],
  [{ retryLimit: -1 }, ['"retryLimit"', 'at least 0', '-1']],
  [{ tombstoneMs: 1_000 }, ['"tombstoneMs"', 'at least 600000', '1000']],
  [{ tombstoneLimit: 0 }, ['"tombstoneLimit"', 'at least 1', '0']],
  [{ diagnosticsLimit: null }, ['"diagnosticsLimit"', 'at least 0', 'null']],
  [{ initialState: null }, ['"initialState"', 'engine.serialize()', 'null']],
  [{ initialState: { format: 2, rows: [] } }, ['"initialState"', 'format 1']],
  [{ initialState: { format: 1, rows: {} } }, ['"initialState"', 'format 1']],
  [{ enhance: {} }, ['"enhance"', 'a function']],
  [{ onBatch: 'log' }, ['"onBatch"', 'a function', '"log"']],
  [{ onError: 'log' }, ['"onError"', 'a function', '"log"']],
  [{ clock: null }, ['"clock"', 'now()', 'null']],
  [{ clock: { now: () => 0 } }, ['"clock"', 'setTimeout()']],
  [{ clock: { ...createTestClock(), random: 0.5 } }, ['"clock"', 'random()']],
]

describe('a wrong option fails at creation', () => {
  const named = WRONG.map(([options, says]) => [says.join(' … '), options, says] as const)
  it.each(named)('%s', (_, options, says) => {
    let error: unknown
    try {
      createEngine(options as EngineOptions)
    } catch (thrown) {
      error = thrown
    }
    if (!isConvolistError(error)) throw new Error('expected a ConvolistError')
    expect(error.code).toBe('option/invalid')
    for (const part of says) expect(error.message).toContain(part)
  })

  it('does not print the source of a function that was handed over', () => {
    const secret = () => 'inner words'
    expect(() => createEngine({ policies: secret as never })).toThrow(/got a function$/)
  })
})

describe('options that are left out', () => {
  it('may be undefined one by one', () => {
    const options = Object.fromEntries(
      ['source', 'views', 'policies', 'batching', 'sync', 'retryMs', 'initialState', 'enhance', 'clock', 'onError'].map(
        (name) => [name, undefined],
      ),
    )
    expect(createEngine(options).view().size).toBe(0)
  })

  it('leaves no listener on a source when another option is wrong', () => {
    const server = createServer()
    expect(() => createEngine({ source: server.source, sync: 'x' as never })).toThrow('"sync"')
    expect(server.listeners).toBe(0)
  })
})

describe('what is asked of an engine later', () => {
  it('names the declared views when a view is not one of them', () => {
    const engine = createEngine({ views: { unread: { filter: { unread: true } } } })
    expect(() => engine.view('unraed')).toThrow('view "unraed" is not declared; declared are all, unread')
    expect(() => engine.view('toString')).toThrow('is not declared')
  })

  it('refuses a misspelled condition of a view that was not declared', () => {
    expect(() => createEngine().view({ filter: { unraed: true } as never })).toThrow('"view.filter.unraed"')
  })

  it('refuses a policy set at run time, and keeps the ones it has', () => {
    const engine = createEngine({ policies: { mutedSink: true } })
    expect(() => engine.setPolicies({ pinOrder: 'newest' as never })).toThrow('"policies.pinOrder"')
    expect(engine.policies).toMatchObject({ mutedSink: true, pinOrder: 'activity' })
  })

  it('refuses a source that is none', () => {
    expect(() => createEngine().connect({} as never)).toThrow('"source"')
  })
})
