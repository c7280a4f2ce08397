import { useConversation, useConversationCommands, useConversationList, useEngine, useUnread } from '@convolist/vue'
import type { Engine } from '@convolist/core'
import { describe, expect, it, vi } from 'vitest'
import { h, nextTick, ref, watchEffect } from 'vue'
import { apply, engineOf, inScope, listOf, mountWith, screen, settle, shown } from './support/harness.js'
import { row, rows } from '@convolist/testing/scripted-source'

const unreadOf = (
  id: string,
  unreadCount: number,
): { type: 'conversationsPatched'; patches: [{ id: never; unreadCount: number }] } => ({
  type: 'conversationsPatched',
  patches: [{ id: id as never, unreadCount }],
})

describe('a list of row components', () => {
  const open = (
    count: number,
    range: [number, number] = [0, 20],
  ): { engine: Engine; seen: string[]; list(): string } => {
    const engine = engineOf(rows(count))
    const seen: string[] = []
    const { container } = mountWith(engine, listOf('all', { range }, seen))
    seen.length = 0
    return { engine, seen, list: () => shown(container) }
  }

  it('renders nothing for an event outside its window', async () => {
    const { engine, seen } = open(1000)
    await apply(engine, unreadOf('c500', 7))
    await apply(engine, { type: 'conversationsRemoved', ids: [row('c900').id] })
    await apply(engine, { type: 'connectionChanged', connection: 'disconnected' })
    expect(seen).toEqual([])
  })

  it('renders one row when one row changed', async () => {
    const { engine, seen } = open(1000)
    await apply(engine, unreadOf('c7', 3))
    expect(seen).toEqual(['list', 'c7'])
  })

  it('renders one row when a far row comes to the top', async () => {
    const { engine, seen, list } = open(1000, [0, 3])
    await apply(engine, { type: 'conversationsUpserted', rows: [row('c800', { at: 2_000_000 })] })
    expect(seen).toEqual(['list', 'c800'])
    expect(list()).toBe('C800 C0 C1')
  })

  it('renders once for a burst of 1000 events in one batch', async () => {
    const { engine, seen } = open(100)
    await apply(engine, ...Array.from({ length: 1000 }, (_, turn) => unreadOf(`c${turn % 100}`, turn)))
    expect(seen).toEqual(['list', ...rows(20).map(({ id }) => id)])
  })

  it('renders once for 1000 dispatches of one task', async () => {
    const { engine, seen } = open(100)
    for (let turn = 0; turn < 1000; turn++) engine.dispatch(unreadOf(`c${turn % 100}`, turn))
    await settle()
    expect(seen.filter((name) => name === 'list')).toHaveLength(1)
  })

  it('renders nothing for an event that changes nothing', async () => {
    const { engine, seen } = open(10)
    await apply(engine, { type: 'conversationsUpserted', rows: rows(10) })
    expect(seen).toEqual([])
  })

  it('is not disturbed by a subscriber that throws', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    const engine = engineOf(rows(3), { onError })
    const { container } = mountWith(engine, listOf())
    engine.subscribe(() => {
      throw new Error('elsewhere')
    })
    await apply(engine, unreadOf('c0', 4))
    expect(shown(container)).toBe('C0(4) C1 C2')
    expect(onError).toHaveBeenCalledTimes(1)
  })
})

describe('refs that are read', () => {
  const renders = (
    read: (list: ReturnType<typeof useConversationList>) => unknown,
  ): { engine: Engine; count(): number } => {
    const engine = engineOf(rows(100))
    let count = 0
    mountWith(
      engine,
      screen(() => {
        const list = useConversationList('all', { range: [0, 5] })
        return () => {
          count += 1
          return h('p', String(read(list)))
        }
      }),
    )
    return { engine, count: () => count }
  }

  it('render for counters only where counters are read', async () => {
    const rowsOnly = renders(({ rows: visible }) => visible.value)
    const withCounters = renders(({ counters }) => counters.value)
    for (const { engine } of [rowsOnly, withCounters]) await apply(engine, unreadOf('c50', 1))
    expect([rowsOnly.count(), withCounters.count()]).toEqual([1, 2])
  })

  it('render for the size only where the size is read', async () => {
    const rowsOnly = renders(({ rows: visible }) => visible.value)
    const withSize = renders(({ size }) => size.value)
    for (const { engine } of [rowsOnly, withSize])
      await apply(engine, { type: 'conversationsRemoved', ids: [row('c50').id] })
    expect([rowsOnly.count(), withSize.count()]).toEqual([1, 2])
  })

  it('render for rows only where rows are read', async () => {
    const sizeOnly = renders(({ size }) => size.value)
    await apply(sizeOnly.engine, unreadOf('c0', 1))
    expect(sizeOnly.count()).toBe(1)
  })

  it.each(['pre', 'sync'] as const)(
    'are all of one state, also to a watcher that is told at once (%s)',
    async (flush) => {
      const engine = engineOf(rows(30))
      const seen: number[][] = []
      inScope(() => {
        const whole = useConversationList('all', { engine })
        const part = useConversationList({ filter: { kinds: ['direct'] } }, { engine, range: [0, 100] })
        const unread = useUnread('all', { engine })
        const one = useConversation('c0', { engine })
        watchEffect(
          () => void seen.push([part.rows.value.length, whole.size.value, unread.value, one.value?.unreadCount ?? 0]),
          { flush },
        )
        return {}
      })
      await apply(engine, unreadOf('c0', 5), { type: 'conversationsRemoved', ids: [row('c9').id] })
      expect(seen).toEqual([
        [30, 30, 0, 0],
        [29, 29, 5, 5],
      ])
    },
  )
})

describe('the small composables', () => {
  it('render one useConversation when its row changed, and no other', async () => {
    const engine = engineOf(rows(3))
    const seen: string[] = []
    const One = (id: string): ReturnType<typeof screen> =>
      screen(() => {
        const conversation = useConversation(id)
        return () => {
          seen.push(id)
          return h('li', conversation.value?.unreadCount)
        }
      })
    const Ones = ['c0', 'c1', 'gone'].map(One)
    const { container } = mountWith(
      engine,
      screen(() => () => Ones.map((each) => h(each))),
    )
    seen.length = 0
    await apply(engine, unreadOf('c1', 8))
    expect(seen).toEqual(['c1'])
    expect(shown(container)).toBe('0 8 ')
    await apply(engine, { type: 'conversationsRemoved', ids: [row('c1').id] })
    expect(shown(container)).toBe('0  ')
  })

  it('follow an id that changes, and take undefined for no conversation', () => {
    const engine = engineOf(rows(2))
    const id = ref<string>()
    const { conversation } = inScope(() => ({ conversation: useConversation(id, { engine }) }))
    expect(conversation.value).toBeUndefined()
    id.value = 'c1'
    expect(conversation.value).toBe(engine.get('c1'))
  })

  it('find a conversation whose id is a name of Object.prototype', () => {
    const engine = engineOf([row('__proto__'), row('constructor')])
    const titleOf = (id: string): string | undefined => inScope(() => useConversation(id, { engine })).value?.title
    expect([titleOf('__proto__'), titleOf('constructor'), titleOf('toString')]).toEqual([
      '__PROTO__',
      'CONSTRUCTOR',
      undefined,
    ])
  })

  it('render useUnread only when its number changed', async () => {
    const engine = engineOf([row('a', { unreadCount: 2 }), row('b', { unreadCount: 1, kind: 'group' })])
    let count = 0
    const { container } = mountWith(
      engine,
      screen(() => {
        const [all, groups] = [useUnread(), useUnread({ filter: { kinds: ['group'] } }, { count: 'rows' })]
        return () => {
          count += 1
          return h('p', `${all.value} ${groups.value}`)
        }
      }),
    )
    expect(container.textContent).toBe('3 1')
    await apply(engine, { type: 'conversationsPatched', patches: [{ id: row('a').id, title: 'renamed' }] })
    expect(count).toBe(1)
    await apply(engine, unreadOf('a', 5))
    expect([count, container.textContent]).toEqual([2, '6 1'])
  })

  it('never render again for the commands or the engine', async () => {
    const engine = engineOf(rows(2))
    const onRender = vi.fn<(...found: unknown[]) => void>()
    mountWith(
      engine,
      screen(() => {
        const [commands, found] = [useConversationCommands(), useEngine()]
        return () => onRender(commands, found)
      }),
    )
    await apply(engine, unreadOf('c0', 5))
    expect(onRender).toHaveBeenCalledTimes(1)
    expect(onRender).toHaveBeenCalledWith(engine.commands, engine)
  })
})

it('hears of a new view once, and renders nothing for it', async () => {
  const engine = engineOf(rows(10))
  const seen: string[] = []
  mountWith(engine, listOf('all', {}, seen))
  const text = ref('c1')
  inScope(() => useUnread(() => ({ filter: { text: text.value } }), { engine }))
  text.value = 'c2'
  await nextTick()
  expect(seen.filter((name) => name === 'list')).toHaveLength(1)
})
