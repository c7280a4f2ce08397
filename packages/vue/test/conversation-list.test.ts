import type { Engine } from '@convolist/core'
import { useConversationList, type ConversationList, type Range, type ViewInput } from '@convolist/vue'
import { describe, expect, it, vi } from 'vitest'
import { h, nextTick, reactive, ref, type MaybeRefOrGetter } from 'vue'
import {
  apply,
  countListeners,
  engineOf,
  inScope,
  listOf,
  mountWith,
  screen,
  settle,
  shown,
} from './support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

const open = (
  engine: Engine,
  view?: MaybeRefOrGetter<ViewInput>,
  range?: MaybeRefOrGetter<Range | undefined>,
): ConversationList => inScope(() => useConversationList(view, { engine, range }))

const idsOf = (list: ConversationList): string => list.rows.value.map(({ id }) => id).join(' ')

describe('rows', () => {
  it('shows rows in order, pinned ones first', async () => {
    const engine = engineOf([
      row('a', { at: 1 }),
      row('b', { at: 3, unreadCount: 2 }),
      row('p', { at: 2, stickTop: true }),
    ])
    const { container } = mountWith(engine, listOf())
    expect(shown(container)).toBe('^P B(2) A')
    await apply(engine, { type: 'conversationsUpserted', rows: [row('a', { at: 9, unreadCount: 1 })] })
    expect(shown(container)).toBe('^P A(1) B(2)')
  })

  it('gives every row without a range', () => {
    const list = open(engineOf(rows(300)))
    expect(list.rows.value).toHaveLength(300)
    expect(list.start.value).toBe(0)
  })

  it('moves its range, given as a pair or as an object, by a ref or by a getter', () => {
    const engine = engineOf(rows(10))
    const range = ref<Range>([0, 3])
    const [byRef, byGetter] = [open(engine, 'all', range), open(engine, 'all', () => range.value)]
    expect([idsOf(byRef), idsOf(byGetter)]).toEqual(['c0 c1 c2', 'c0 c1 c2'])
    range.value = { start: 4, end: 6 }
    expect([idsOf(byRef), idsOf(byGetter)]).toEqual(['c4 c5', 'c4 c5'])
    expect([byRef.start.value, byRef.size.value]).toEqual([4, 10])
  })

  it('clips a range that leaves the list', () => {
    const engine = engineOf(rows(5))
    expect(idsOf(open(engine, 'all', [3, 50]))).toBe('c3 c4')
    expect(open(engine, 'all', [-5, 2]).start.value).toBe(0)
    expect(idsOf(open(engine, 'all', [-5, 2]))).toBe('c0 c1')
    expect(open(engine, 'all', [70, 90]).rows.value).toEqual([])
    expect(open(engine, 'all', [4, 1]).rows.value).toEqual([])
    expect(open(engine, 'all', [Number.NaN, Number.NaN]).rows.value).toEqual([])
  })

  it('keeps the array of rows and the counters when an equal range is written anew', () => {
    const engine = engineOf(rows(10))
    const range = ref<Range>([0, 3])
    const list = open(engine, 'all', range)
    const before = [list.rows.value, list.counters.value]
    range.value = { start: 0, end: 3 }
    expect(list.rows.value).toBe(before[0])
    range.value = [2, 5]
    expect(list.counters.value).toBe(before[1])
  })

  it('gives the rows of the engine themselves, not proxies of them', () => {
    const engine = engineOf(rows(2))
    expect(open(engine).rows.value[0]).toBe(engine.get('c0'))
  })
})

describe('counters', () => {
  it('counts the whole view, not the range', async () => {
    const engine = engineOf([row('a', { unreadCount: 2 }), row('b', { unreadCount: 3, notify: 'none' }), row('c')])
    const { counters, size } = open(engine, 'all', [0, 1])
    expect(counters.value).toMatchObject({ rows: 3, unread: 5, unreadUnmuted: 2 })
    await apply(engine, { type: 'conversationsRemoved', ids: [row('a').id] })
    expect(counters.value).toMatchObject({ rows: 2, unread: 3, unreadUnmuted: 0 })
    expect(size.value).toBe(2)
  })
})

describe('views', () => {
  const unread = { filter: { unread: true } }

  it('takes a name, a definition and a view alike', () => {
    const engine = engineOf([row('a', { at: 2, unreadCount: 1 }), row('b'), row('c', { unreadCount: 4 })], {
      views: { unread },
    })
    for (const view of ['unread', unread, engine.view('unread')] as const) expect(idsOf(open(engine, view))).toBe('a c')
  })

  it('follows a definition that is computed or edited in place', () => {
    const engine = engineOf(rows(30))
    const text = ref('c1')
    const definition = reactive({ filter: { text: 'c1' } })
    const [computedList, edited] = [open(engine, () => ({ filter: { text: text.value } })), open(engine, definition)]
    const former = edited.view.value
    expect([computedList.size.value, edited.size.value]).toEqual([11, 11])
    text.value = definition.filter.text = 'c29'
    expect([idsOf(computedList), idsOf(edited)]).toEqual(['c29', 'c29'])
    expect(former.size).toBe(11)
  })

  it('takes a view out of a ref as it is', () => {
    const engine = engineOf(rows(3))
    const view = ref({ current: engine.view({ filter: { text: 'c2' } }) })
    expect(idsOf(open(engine, () => view.value.current as ViewInput))).toBe('c2')
  })

  it('holds its view from mount to unmount, however the range moves', async () => {
    const engine = engineOf(rows(30))
    const view = engine.view({ filter: { kinds: ['direct'] } })
    const held: string[] = []
    const { retain } = view
    vi.spyOn(view, 'retain').mockImplementation(() => {
      const release = retain()
      held.push('held')
      return () => {
        held.push('released')
        release()
      }
    })
    const range = ref<Range>([0, 10])
    const { unmount } = mountWith(engine, listOf(view, { range }))
    range.value = [10, 20]
    await nextTick()
    expect(held).toEqual(['held'])
    unmount()
    expect(held).toEqual(['held', 'released'])
  })

  it('has one subscription for any number of composables, and none after unmount', () => {
    const engine = engineOf(rows(3))
    const live = countListeners(engine)
    const { unmount } = mountWith(
      engine,
      screen(() => () => [h(listOf()), h(listOf({ filter: { unread: true } }))]),
    )
    expect(live()).toBe(1)
    unmount()
    expect(live()).toBe(0)
  })

  it('follows a change of policies, and renders once for it', async () => {
    const engine = engineOf([row('a', { at: 2, notify: 'none', unreadCount: 3 }), row('b', { at: 1 })])
    const seen: string[] = []
    const { container } = mountWith(engine, listOf('all', {}, seen))
    expect(shown(container)).toBe('A(3) B')
    seen.length = 0
    engine.setPolicies({ mutedSink: true })
    await nextTick()
    expect(shown(container)).toBe('B A(3)')
    expect(seen).toEqual(['list'])
  })

  it('names the declared views when a name is wrong', () => {
    const engine = engineOf([], { views: { unread } })
    expect(() => open(engine, 'unraed')).toThrow(/unraed.*unread/s)
  })
})

describe('sync and paging', () => {
  it('tells how the sync stands, and reads on', async () => {
    const source = createScriptedSource([rows(4).slice(0, 2), rows(4).slice(2)])
    const list = open(engineOf([], { source, sync: 'page' }))
    await settle()
    expect(idsOf(list)).toBe('c0 c1')
    expect(list.hasMore.value).toBe(true)
    await list.loadMore()
    expect(idsOf(list)).toBe('c0 c1 c2 c3')
    expect(list.hasMore.value).toBe(false)
  })

  it('ends at synced when everything was read', async () => {
    const { sync } = open(engineOf([], { source: createScriptedSource([rows(2)]) }))
    await settle()
    expect(sync.value).toMatchObject({ phase: 'synced', complete: true })
  })
})

describe('accounts', () => {
  it('shows nothing of the former account after a switch', async () => {
    const engine = engineOf([])
    await apply(engine, { type: 'accountOpened', account: 'one' }, { type: 'conversationsUpserted', rows: rows(2) })
    const { container } = mountWith(engine, listOf())
    expect(shown(container)).toBe('C0 C1')
    await apply(engine, { type: 'accountOpened', account: 'two' })
    expect(shown(container)).toBe('')
    await apply(engine, { type: 'conversationsUpserted', rows: [row('z')], account: 'one' })
    expect(shown(container)).toBe('')
    await apply(engine, { type: 'conversationsUpserted', rows: [row('y')] })
    expect(shown(container)).toBe('Y')
  })
})

it('renders hostile titles as text', () => {
  const title = '<img src=x onerror=alert(1)>'
  const { container } = mountWith(engineOf([row('__proto__', { title })]), listOf())
  expect(container.querySelector('img')).toBeNull()
  expect(shown(container)).toBe(title)
})

it('reads on after the engine was disposed of, and hears nothing more', async () => {
  const engine = engineOf(rows(2))
  const { container } = mountWith(engine, listOf())
  engine.dispose()
  await apply(engine, { type: 'conversationsRemoved', ids: [row('c0').id] })
  expect(shown(container)).toBe('C0 C1')
})
