import type { RongCloudProfile } from '@convolist/adapter-rongcloud'
import { rongMessage, rongRow } from '@convolist/testing/rongcloud'
import { afterEach, describe, expect, it } from 'vitest'
import { world, type World, type WorldOptions } from './support/world.js'

let w: World
afterEach(() => w.close())

const ROWS = ['ann', 'bob', 'eve'].map((target, i) => rongRow({ target, at: 3000 - i }))

interface Book {
  readonly asked: string[][]
  name: string
  answer: (ids: readonly { readonly id: string; readonly targetId: string }[]) => unknown
}

async function given(options: WorldOptions = {}, prepare: (book: Book) => void = () => undefined): Promise<Book> {
  const book: Book = {
    asked: [],
    name: 'Ms',
    answer: (ids) =>
      ids.map(({ id, targetId }) => ({ id, title: `${book.name} ${targetId}`, avatarUrl: `/${targetId}` })),
  }
  prepare(book)
  const resolveProfile = async (ids: Parameters<Book['answer']>[0]): Promise<RongCloudProfile[]> => {
    book.asked.push(ids.map(({ id }) => id))
    return book.answer(ids) as Promise<RongCloudProfile[]>
  }
  w = await world({ rows: ROWS, ...options, source: { resolveProfile, ...options.source } })
  return book
}

const titles = (): (string | undefined)[] =>
  w.engine
    .view()
    .window(0, 10)
    .map((row) => row.title)

describe('resolveProfile', () => {
  it('names rows, in batches, each once', async () => {
    const book = await given({ source: { profileBatch: 2 } })
    expect(book.asked).toEqual([['1__ann', '1__bob'], ['1__eve']])
    expect(titles()).toEqual(['Ms ann', 'Ms bob', 'Ms eve'])
    expect(w.row('1__ann')?.avatarUrl).toBe('/ann')
    await w.engine.commands.refresh()
    await w.sdk.push(rongMessage({ target: 'ann', at: 9000 }))
    await w.settle()
    expect(book.asked).toHaveLength(2)
    expect(titles()).toEqual(['Ms ann', 'Ms bob', 'Ms eve'])
  })

  it('is told whose id it is', async () => {
    let seen: unknown
    await given({ rows: [rongRow({ type: 10, target: 'u_g', channel: 'sub', at: 1 })], navi: { ugMsg: 1 } }, (book) => {
      book.answer = (ids) => ((seen = ids), [])
    })
    expect(seen).toEqual([{ id: '10_sub_u_g', conversationType: 10, targetId: 'u_g', channelId: 'sub' }])
  })

  it('is asked again for rows of a page that the engine gave up, which were not there to be named', async () => {
    const book = await given()
    w.sdk.rows = [...ROWS, rongRow({ target: 'zoe', at: 2000 })]
    await w.source.list({ cursor: undefined, limit: 50 }) // nobody takes it
    await w.settle()
    expect(w.row('1__zoe')).toBeUndefined()
    await w.engine.commands.refresh()
    await w.settle()
    expect(w.row('1__zoe')?.title).toBe('Ms zoe')
    expect(book.asked.slice(1)).toEqual([['1__zoe'], ['1__zoe']])
  })

  it('is asked for conversations that begin, and for those that come back', async () => {
    const book = await given()
    await w.sdk.push(rongMessage({ target: 'zoe', at: 9000 }))
    await w.settle()
    expect(w.row('1__zoe')?.title).toBe('Ms zoe')
    await w.engine.commands.remove('1__zoe')
    await w.sdk.push(rongMessage({ target: 'zoe', at: Date.now() }))
    await w.settle()
    expect(w.row('1__zoe')?.title).toBe('Ms zoe')
    expect(book.asked.slice(1)).toEqual([['1__zoe'], ['1__zoe']])
  })

  it('may answer at once, without a promise', async () => {
    w = await world({
      rows: ROWS,
      source: { resolveProfile: (ids) => ids.map(({ id, targetId }) => ({ id, title: targetId })) },
    })
    expect(titles()).toEqual(['ann', 'bob', 'eve'])
    expect(w.row('1__ann')).toMatchObject({ activeAt: 3000, lastMessage: { text: 'hi' } })
  })

  it('that fails is noted, and asked again at the next sync', async () => {
    const book = await given({}, (made) => {
      made.answer = () => Promise.reject(new Error('a secret of the app'))
    })
    expect(titles()).toEqual([undefined, undefined, undefined])
    expect(w.engine.diagnostics.recent).toMatchObject([{ code: 'app/threw', path: 'resolveProfile', detail: 'Error' }])
    book.answer = (ids) => ids.map(({ id }) => ({ id, title: 'back' }))
    await w.engine.commands.refresh()
    await w.settle()
    expect(titles()).toEqual(['back', 'back', 'back'])
  })

  it('that never answers is given up after 30 s, noted, and asked again at the next sync; the others go on', async () => {
    const waiting: ((profiles: unknown) => void)[] = []
    const book = await given({ source: { profileBatch: 1 } }, (made) => {
      const { answer } = made
      made.answer = (ids) => (ids[0]!.id === '1__ann' ? new Promise((resolve) => waiting.push(resolve)) : answer(ids))
    })
    await w.clock.advance(29_999)
    expect(book.asked).toEqual([['1__ann']])
    await w.clock.advance(1)
    await w.settle()
    expect(titles()).toEqual([undefined, 'Ms bob', 'Ms eve'])
    expect(w.engine.diagnostics.recent).toMatchObject([
      { code: 'app/threw', path: 'resolveProfile', detail: 'command/timeout' },
    ])
    waiting[0]!([{ id: '1__ann', title: 'late' }])
    await w.settle()
    expect(titles()).toEqual([undefined, 'Ms bob', 'Ms eve'])
    await w.engine.commands.refresh()
    await w.settle()
    waiting[1]!([{ id: '1__ann', title: 'in time' }])
    await w.settle()
    await w.clock.advance(60_000)
    expect(titles()).toEqual(['in time', 'Ms bob', 'Ms eve'])
    expect([book.asked.length, w.notes().length]).toEqual([4, 1])
  })

  it('that answers leaves no timer behind', async () => {
    await given({ source: { profileBatch: 1 } })
    const before = w.clock.pending
    w.source.refreshProfiles()
    await w.settle()
    expect(w.clock.pending).toBe(before)
  })

  it('that answers nonsense names those it can', async () => {
    await given({}, (book) => {
      book.answer = () => [
        null,
        { id: '1__ann', title: 7 },
        { id: '1__bob', title: 'Bob' },
        { id: 'stranger', title: 'x' },
      ]
    })
    expect(titles()).toEqual([undefined, 'Bob', undefined])
    expect(w.notes()).toEqual(['app/threw resolveProfile[0]', 'app/threw resolveProfile[1]'])
    expect(w.engine.view().size).toBe(3)
  })

  it('that answers no list at all is noted', async () => {
    await given({}, (book) => void (book.answer = () => 'Bob'))
    expect(w.notes()).toEqual(['app/threw resolveProfile'])
  })

  it('an answer for a former account is dropped, and the next account is asked for', async () => {
    const waiting: ((profiles: unknown) => void)[] = []
    const book = await given({}, (made) => {
      made.answer = () => new Promise((resolve) => waiting.push(resolve))
    })
    w.sdk.rows = [rongRow({ target: 'ann', at: 1 })]
    await w.sdk.connectAs('you')
    await w.settle()
    expect(book.asked).toHaveLength(2)
    waiting[0]!([{ id: '1__ann', title: 'of the former' }])
    await w.settle()
    expect(titles()).toEqual([undefined])
    waiting[1]!([{ id: '1__ann', title: 'of this one' }])
    await w.settle()
    expect(titles()).toEqual(['of this one'])
  })
})

describe('refreshProfiles', () => {
  it('asks again: for all, or for some that are in the list', async () => {
    const book = await given()
    book.name = 'Dr'
    w.source.refreshProfiles(['1__bob', '1__nobody'])
    await w.settle()
    expect(titles()).toEqual(['Ms ann', 'Dr bob', 'Ms eve'])
    w.source.refreshProfiles()
    await w.settle()
    expect(titles()).toEqual(['Dr ann', 'Dr bob', 'Dr eve'])
    expect(book.asked.slice(1)).toEqual([['1__bob'], ['1__ann', '1__bob', '1__eve']])
    expect(w.row('1__nobody')).toBeUndefined()
  })

  it('asks again for those whose question failed or was never answered, too', async () => {
    const book = await given({ source: { profileBatch: 2 } }, (made) => {
      made.answer = ([first]) => (first?.id === '1__ann' ? Promise.reject(new Error('no')) : new Promise(() => {}))
    })
    await w.clock.advance(31_000)
    await w.settle()
    book.answer = (ids) => ids.map(({ id }) => ({ id, title: id }))
    w.source.refreshProfiles()
    await w.settle()
    expect(titles()).toEqual(['1__ann', '1__bob', '1__eve'])
  })

  it('an answer to an older question does not undo a newer one', async () => {
    const waiting: ((profiles: unknown) => void)[] = []
    const book = await given()
    book.answer = () => new Promise((resolve) => waiting.push(resolve))
    w.source.refreshProfiles(['1__ann'])
    await w.settle()
    await w.engine.commands.remove('1__ann')
    waiting[0]!([{ id: '1__ann', title: 'late' }])
    await w.settle()
    expect(w.row('1__ann')).toBeUndefined()
  })
})
