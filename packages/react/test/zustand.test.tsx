import { createListSelector, getConversation } from '@convolist/core'
import { renderHook } from '@testing-library/react'
import { expect, it } from 'vitest'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { useStoreWithEqualityFn } from 'zustand/traditional'
import { apply, engineOf } from './support/harness.js'
import { row, rows } from '@convolist/testing/scripted-source'

// `engine.store` is a zustand store like any other: what zustand users know works on it.

const retitle = (id: string) => ({
  type: 'conversationsPatched' as const,
  patches: [{ id: row(id).id, title: 'renamed' }],
})

it('useStore follows a row and renders for it alone', () => {
  const engine = engineOf(rows(5))
  let count = 0
  const { result } = renderHook(() => {
    count += 1
    return useStore(engine.store, (state) => getConversation(state, 'c1')?.title)
  })
  apply(engine, retitle('c3'))
  expect([result.current, count]).toEqual(['C1', 1])
  apply(engine, retitle('c1'))
  expect([result.current, count]).toEqual(['renamed', 2])
})

it('useStore takes the selectors of core without looping', () => {
  const engine = engineOf(rows(5))
  const select = createListSelector(engine.view(), { start: 0, end: 2 })
  let count = 0
  const { result } = renderHook(() => {
    count += 1
    return useStore(engine.store, select).rows
  })
  expect(result.current.map(({ id }) => id)).toEqual(['c0', 'c1'])
  apply(engine, { type: 'conversationsUpserted', rows: rows(5) }) // nothing new
  expect(count).toBe(1)
  apply(engine, retitle('c0'))
  expect(result.current[0]?.title).toBe('renamed')
  expect(count).toBe(2)
})

it('useShallow keeps a picked object while its members stay', () => {
  const engine = engineOf(rows(5))
  let count = 0
  const { result } = renderHook(() => {
    count += 1
    return useStore(
      engine.store,
      useShallow((state) => ({ connection: state.connection, openId: state.openId })),
    )
  })
  apply(engine, retitle('c1'))
  expect(count).toBe(1)
  apply(engine, { type: 'connectionChanged', connection: 'connected' })
  expect([result.current, count]).toEqual([{ connection: 'connected', openId: undefined }, 2])
})

it('useStoreWithEqualityFn compares by the function it was given', () => {
  const engine = engineOf([row('a', { unreadCount: 1 })])
  let count = 0
  const { result } = renderHook(() => {
    count += 1
    return useStoreWithEqualityFn(
      engine.store,
      (state) => [getConversation(state, 'a')?.unreadCount ?? 0],
      ([a = 0], [b = 0]) => a > 0 === b > 0,
    )
  })
  const unread = (unreadCount: number) => ({
    type: 'conversationsPatched' as const,
    patches: [{ id: row('a').id, unreadCount }],
  })
  apply(engine, unread(7))
  expect([result.current, count]).toEqual([[1], 1])
  apply(engine, unread(0))
  expect([result.current, count]).toEqual([[0], 2])
})

it('the store and the hooks of the engine never differ', () => {
  const engine = engineOf(rows(2))
  const { result } = renderHook(() => useStore(engine.store))
  apply(engine, retitle('c1'))
  expect(result.current).toBe(engine.getState())
  expect(engine.store.getInitialState()).toBe(engine.getInitialState())
})
