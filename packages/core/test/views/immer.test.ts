import { castDraft, produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { createState, type ListState, patchOf, readView, reduce, reduceBatch } from '../../src/index.js'
import { id, ms, patched, row, synced, syncedList } from '../support/words.js'

/** Runs with every Proxy counted that is made meanwhile: immer makes one for each object it drafts. */
function countingDrafts<T>(run: () => T): { result: T; drafts: number } {
  const host = globalThis as { Proxy: ProxyConstructor }
  const { Proxy: Real } = host
  let drafts = 0
  const Counting = function <T extends object>(target: T, handler: ProxyHandler<T>): T {
    drafts++
    return new Real(target, handler)
  } as unknown as ProxyConstructor
  Counting.revocable = (target, handler) => {
    drafts++
    return Real.revocable(target, handler)
  }
  host.Proxy = Counting
  try {
    return { result: run(), drafts }
  } finally {
    host.Proxy = Real
  }
}

const long = (): ListState =>
  reduceBatch(createState(), syncedList(Array.from({ length: 100_000 }, (_, i) => row(`r${i}`, { on: i + 1 }))))

describe('a list in an immer store of the app', () => {
  it('is neither drafted nor walked nor frozen, however long it is', () => {
    const list = long()
    const app = { list, ui: { tab: 'all', seen: [1, 2] } }
    const { result, drafts } = countingDrafts(() =>
      produce(app, (draft) => {
        draft.ui.tab = 'unread'
      }),
    )
    expect(result.ui.tab).toBe('unread')
    expect(result.list).toBe(list)
    expect(drafts).toBe(2)
    const parts = [list, list.parts, list.parts.rows, list.parts.indexes[0]!.tree]
    expect(parts.map((each) => Object.isFrozen(each))).toEqual([false, false, false, false])
    expect(Object.isFrozen(readView(list).at(0))).toBe(false)
  })

  it('is replaced by the next one, which goes on as if it had never been there', () => {
    const list = long()
    const app = produce({ list: createState() }, (draft) => {
      draft.list = castDraft(list)
    })
    const { result, drafts } = countingDrafts(() =>
      produce(app, (draft) => {
        draft.list = castDraft(reduce(draft.list as ListState, patched('r7', { unreadCount: 3 })))
      }),
    )
    expect(drafts).toBeLessThan(5)
    expect(readView(result.list).counters.unread).toBe(3)
    expect(readView(app.list).counters.unread).toBe(0)
    expect(readView(result.list).at(0)).toBe(readView(app.list).at(0))
  })
})

describe('patchOf', () => {
  const known = row('a', { on: 1, unread: 2, labels: ['work'], draft: { text: 'x', at: ms(1) } })

  it('is the patch that a recipe makes of a row, for the reducer to apply', () => {
    const patch = patchOf(known, (draft) => {
      draft.unreadCount = 0
      draft.labels.push('vip')
      draft.mentions.me = 1
      draft.draft = undefined
    })
    expect(patch).toEqual({
      id: 'a',
      unreadCount: 0,
      labels: ['work', 'vip'],
      mentions: { me: 1, all: 0 },
      draft: undefined,
    })
    expect(known).toMatchObject({ unreadCount: 2, labels: ['work'], mentions: { me: 0, all: 0 } })
    const state = reduceBatch(createState(), [
      ...synced(known),
      { type: 'conversationsPatched', patches: [patch!], at: ms(2) },
    ])
    expect(readView(state).at(0)).toEqual({ ...known, ...patch })
  })

  it('is nothing where the recipe changes nothing, or only says it anew', () => {
    expect(patchOf(known, () => undefined)).toBeUndefined()
    const same = patchOf(known, (draft) => {
      draft.unreadCount = 2
      draft.labels = ['work']
      draft.draft = { text: 'x', at: ms(1) }
    })
    expect(same).toBeUndefined()
  })

  it('keeps the id of the row', () => {
    const patch = patchOf(known, (draft) => {
      draft.id = id('b')
      draft.title = 'new'
    })
    expect(patch).toEqual({ id: 'a', title: 'new' })
  })
})
