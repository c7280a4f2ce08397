import { useConversation, useConversationCommands, useConversationList, useEngine, useUnread } from '@convolist/react'
import { act, renderHook } from '@testing-library/react'
import { useState, type ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { apply, engineOf, List, renderWith, settle, shown } from './support/harness.js'
import { row, rows } from '@convolist/testing/scripted-source'

const unreadOf = (
  id: string,
  unreadCount: number,
): { type: 'conversationsPatched'; patches: [{ id: never; unreadCount: number }] } => ({
  type: 'conversationsPatched',
  patches: [{ id: id as never, unreadCount }],
})

describe('a list with memoised rows', () => {
  it('renders nothing for an event outside its window', () => {
    const engine = engineOf(rows(1000))
    const seen: string[] = []
    renderWith(engine, <List seen={seen} range={[0, 20]} />)
    seen.length = 0
    apply(engine, unreadOf('c500', 7))
    apply(engine, { type: 'conversationsRemoved', ids: [row('c900').id] })
    apply(engine, { type: 'connectionChanged', connection: 'disconnected' })
    expect(seen).toEqual([])
  })

  it('renders one row when one row changed', () => {
    const engine = engineOf(rows(1000))
    const seen: string[] = []
    renderWith(engine, <List seen={seen} range={[0, 20]} />)
    seen.length = 0
    apply(engine, unreadOf('c7', 3))
    expect(seen).toEqual(['list', 'c7'])
  })

  it('renders one row when a far row comes to the top', () => {
    const engine = engineOf(rows(1000))
    const seen: string[] = []
    const { container } = renderWith(engine, <List seen={seen} range={[0, 3]} />)
    seen.length = 0
    apply(engine, { type: 'conversationsUpserted', rows: [row('c800', { at: 2_000_000 })] })
    expect(seen).toEqual(['list', 'c800'])
    expect(shown(container)).toBe('C800 C0 C1')
  })

  it('renders once for a burst of 1000 events in one batch', () => {
    const engine = engineOf(rows(100))
    const seen: string[] = []
    renderWith(engine, <List seen={seen} range={[0, 20]} />)
    seen.length = 0
    apply(engine, ...Array.from({ length: 1000 }, (_, turn) => unreadOf(`c${turn % 100}`, turn)))
    expect(seen).toEqual(['list', ...rows(20).map(({ id }) => id)])
  })

  it('renders once for 1000 dispatches of one task', async () => {
    const engine = engineOf(rows(100))
    const seen: string[] = []
    renderWith(engine, <List seen={seen} range={[0, 20]} />)
    seen.length = 0
    await act(async () => {
      for (let turn = 0; turn < 1000; turn++) engine.dispatch(unreadOf(`c${turn % 100}`, turn))
      await Promise.resolve()
    })
    expect(seen.filter((name) => name === 'list')).toHaveLength(1)
  })

  it('renders nothing for an event that changes nothing', () => {
    const engine = engineOf(rows(10))
    const seen: string[] = []
    renderWith(engine, <List seen={seen} />)
    seen.length = 0
    apply(engine, { type: 'conversationsUpserted', rows: rows(10) })
    expect(seen).toEqual([])
  })

  it('is not disturbed by a subscriber that throws', () => {
    const onError = vi.fn<(error: unknown) => void>()
    const engine = engineOf(rows(3), { onError })
    const { container } = renderWith(engine, <List />)
    engine.subscribe(() => {
      throw new Error('elsewhere')
    })
    apply(engine, unreadOf('c0', 4))
    expect(shown(container)).toBe('C0(4) C1 C2')
    expect(onError).toHaveBeenCalledTimes(1)
  })
})

describe('properties that are read', () => {
  const renders = <T,>(
    read: (list: ReturnType<typeof useConversationList>) => T,
  ): (() => number) & { engine: ReturnType<typeof engineOf> } => {
    const engine = engineOf(rows(100))
    let count = 0
    renderHook(() => {
      count += 1
      return read(useConversationList('all', { engine, range: [0, 5] }))
    })
    return Object.assign(() => count, { engine })
  }

  it('renders for counters only where counters are read', () => {
    const rowsOnly = renders(({ rows: visible }) => visible)
    const withCounters = renders(({ counters }) => counters)
    for (const { engine } of [rowsOnly, withCounters]) apply(engine, unreadOf('c50', 1))
    expect(rowsOnly()).toBe(1)
    expect(withCounters()).toBe(2)
  })

  it('renders for the size only where the size is read', () => {
    const rowsOnly = renders(({ rows: visible }) => visible)
    const withSize = renders((list) => list.size)
    for (const { engine } of [rowsOnly, withSize]) apply(engine, { type: 'conversationsRemoved', ids: [row('c50').id] })
    expect(rowsOnly()).toBe(1)
    expect(withSize()).toBe(2)
  })

  it('renders for rows only where rows are read', () => {
    const sizeOnly = renders(({ size }) => size)
    apply(sizeOnly.engine, unreadOf('c0', 1))
    expect(sizeOnly()).toBe(1)
  })

  it('renders for everything when the rest is taken', () => {
    const all = renders(({ view: _view, ...rest }) => rest)
    apply(all.engine, unreadOf('c50', 1))
    expect(all()).toBe(2)
  })

  it('brings a property up to date that is first read later', () => {
    const engine = engineOf(rows(10))
    function Screen(): ReactElement {
      const list = useConversationList('all', { engine, range: [0, 2] })
      const [open, setOpen] = useState(false)
      return <button onClick={() => setOpen(true)}>{`${list.rows.length}${open ? ` of ${list.size}` : ''}`}</button>
    }
    const { getByRole } = renderWith(engine, <Screen />)
    apply(engine, { type: 'conversationsRemoved', ids: [row('c9').id] })
    act(() => getByRole('button').click())
    expect(getByRole('button').textContent).toBe('2 of 9')
  })

  it('brings a child up to date that first reads a property of a list its parent has kept', async () => {
    const engine = engineOf(rows(10))
    function Child({ list }: { list: ReturnType<typeof useConversationList> }): ReactElement {
      const [open, setOpen] = useState(false)
      return <button onClick={() => setOpen(true)}>{open ? list.size : 'closed'}</button>
    }
    function Parent(): ReactElement {
      return <Child list={useConversationList('all', { engine, range: [0, 2] })} />
    }
    const { getByRole } = renderWith(engine, <Parent />)
    apply(engine, { type: 'conversationsRemoved', ids: [row('c9').id] })
    await act(async () => getByRole('button').click())
    expect(getByRole('button').textContent).toBe('9')
  })
})

describe('the small hooks', () => {
  it('renders one useConversation when its row changed, and no other', () => {
    const engine = engineOf(rows(3))
    const seen: string[] = []
    function One({ id }: { id: string }): ReactElement {
      seen.push(id)
      return <li>{useConversation(id)?.unreadCount}</li>
    }
    const { container } = renderWith(
      engine,
      ['c0', 'c1', 'gone'].map((id) => <One key={id} id={id} />),
    )
    seen.length = 0
    apply(engine, unreadOf('c1', 8))
    expect(seen).toEqual(['c1'])
    expect(shown(container)).toBe('0 8 ')
    apply(engine, { type: 'conversationsRemoved', ids: [row('c1').id] })
    expect(shown(container)).toBe('0  ')
  })

  it('takes undefined for no conversation', () => {
    const engine = engineOf(rows(1))
    const { result, rerender } = renderHook(({ id }: { id: string | undefined }) => useConversation(id, { engine }), {
      initialProps: { id: undefined as string | undefined },
    })
    expect(result.current).toBeUndefined()
    rerender({ id: 'c0' })
    expect(result.current).toBe(engine.get('c0'))
  })

  it('finds a conversation whose id is a name of Object.prototype', () => {
    const engine = engineOf([row('__proto__'), row('constructor')])
    expect(renderHook(() => useConversation('__proto__', { engine })).result.current?.title).toBe('__PROTO__')
    expect(renderHook(() => useConversation('toString', { engine })).result.current).toBeUndefined()
  })

  it('renders useUnread only when its number changed', () => {
    const engine = engineOf([row('a', { unreadCount: 2 }), row('b', { unreadCount: 1, kind: 'group' })])
    let count = 0
    const { result } = renderHook(() => {
      count += 1
      return [useUnread('all', { engine }), useUnread({ filter: { kinds: ['group'] } }, { engine, count: 'rows' })]
    })
    expect(result.current).toEqual([engine.view().counters.badge, 1])
    count = 0
    apply(engine, { type: 'conversationsPatched', patches: [{ id: row('a').id, title: 'renamed' }] })
    expect(count).toBe(0)
    apply(engine, unreadOf('a', 5))
    expect(count).toBe(1)
    expect(result.current[0]).toBe(6)
  })

  it('never renders again for the commands or the engine', async () => {
    const engine = engineOf(rows(2))
    const onRender = vi.fn<() => void>()
    const { result } = renderHook(() => {
      onRender()
      return [useConversationCommands({ engine }), useEngine({ engine })]
    })
    apply(engine, unreadOf('c0', 5))
    await settle()
    expect(onRender).toHaveBeenCalledTimes(1)
    expect(result.current).toEqual([engine.commands, engine])
  })
})
