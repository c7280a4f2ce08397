import { createEngine, toEpochMs, type Conversation, type Engine } from '@convolist/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAnnouncer, type Announcer } from '../src/announcer.js'
import { en } from '../src/texts/en.js'
import { id, row } from './rows.js'

const chat = (name: string, unreadCount: number, more: Partial<Conversation> = {}): Conversation =>
  row({ id: id(name), targetId: name, unreadCount, activeAt: toEpochMs(unreadCount + 1), ...more })

describe('what a screen reader is told', () => {
  let engine: Engine
  let announcer: Announcer
  let spoken: string[]

  beforeEach(() => {
    vi.useFakeTimers()
    engine = createEngine()
    receive(chat('a', 0), chat('b', 0), chat('c', 0))
    announcer = createAnnouncer(engine, { texts: () => en, gatherMs: 1000, pauseMs: 5000 })
    spoken = []
    announcer.subscribe(() => spoken.push(announcer.get()))
  })
  afterEach(() => {
    announcer.dispose()
    engine.dispose()
    vi.useRealTimers()
  })

  function receive(...rows: Conversation[]): void {
    engine.dispatch({ type: 'conversationsUpserted', rows })
    engine.flush()
  }

  it('is one sentence for many events', () => {
    receive(chat('a', 1))
    receive(chat('b', 1))
    receive(chat('a', 2))
    expect(spoken).toEqual([])
    vi.advanceTimersByTime(1000)
    expect(spoken).toEqual(['3 new in 2 conversations'])
  })

  it('leaves a pause, and counts what came in it', () => {
    receive(chat('a', 1))
    vi.advanceTimersByTime(1000)
    receive(chat('b', 1))
    vi.advanceTimersByTime(4000)
    receive(chat('c', 4))
    expect(spoken).toEqual(['1 new in 1 conversation'])
    vi.advanceTimersByTime(1000)
    expect(spoken).toEqual(['1 new in 1 conversation', '5 new in 2 conversations'])
  })

  it('says nothing of muted rows, of the row that is open, and of messages that are read', () => {
    engine.commands.open(id('b'))
    receive(chat('a', 1, { notify: 'none' }), chat('b', 1), chat('c', 1))
    receive(chat('c', 0, { activeAt: toEpochMs(2) }))
    vi.advanceTimersByTime(10_000)
    expect(spoken).toEqual([])
  })

  it('says nothing of a list that loads, nor of the next account', () => {
    engine.dispatch({ type: 'syncStarted', syncId: 's' })
    receive(chat('a', 9))
    engine.dispatch({ type: 'syncFinished', syncId: 's', complete: false })
    engine.flush()
    vi.advanceTimersByTime(10_000)
    engine.dispatch({ type: 'accountOpened', account: 'other' })
    receive(chat('z', 5))
    vi.advanceTimersByTime(10_000)
    expect(spoken).toEqual([])
  })

  it('says a word of the app soon, and twice if it is given twice', () => {
    announcer.say('Pinning a failed')
    vi.advanceTimersByTime(200)
    announcer.say('Pinning a failed')
    vi.advanceTimersByTime(200)
    expect(spoken.map((text) => text.trim())).toEqual(['Pinning a failed', 'Pinning a failed'])
    expect(spoken[0]).not.toBe(spoken[1])
  })

  it('is silent after its end', () => {
    receive(chat('a', 1))
    announcer.dispose()
    vi.advanceTimersByTime(10_000)
    expect(spoken).toEqual([])
  })
})
