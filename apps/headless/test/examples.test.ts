import { createEngine, type Dispatchable, type Engine } from '@convolist/core'
import { row } from '@convolist/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConversationListElement, defineConversationList } from '../src/examples/custom-element.js'
import { mountList, watchBadge } from '../src/examples/vanilla-dom.js'

afterEach(() => document.body.replaceChildren())

function listOf(...rows: ReturnType<typeof row>[]): Engine {
  const engine = createEngine({ views: { unread: { filter: { unread: true } } } })
  say(engine, { type: 'snapshotReceived', rows, complete: true })
  return engine
}

function say(engine: Engine, event: Dispatchable): void {
  engine.dispatch(event)
  engine.flush()
}

const itemsOf = (root: Element): HTMLElement[] => [...root.querySelectorAll('li')]
const textOf = (root: Element): string =>
  itemsOf(root)
    .map((item) => item.textContent)
    .join(' ')

describe('the list in plain DOM', () => {
  it('shows rows in order with a badge, and follows them', () => {
    const engine = listOf(row('a', { at: 1, text: ' hi' }), row('b', { at: 2, unread: 3 }))
    mountList(document.body, { engine })
    expect([textOf(document.body), document.querySelector('output')?.textContent]).toEqual(['b a hi', '3'])
    say(engine, { type: 'conversationsUpserted', rows: [row('a', { at: 3, unread: 1, text: ' yo' })] })
    expect([textOf(document.body), document.querySelector('output')?.textContent]).toEqual(['a yo b', '4'])
    say(engine, { type: 'conversationsRemoved', ids: [row('a').id] })
    expect(textOf(document.body)).toBe('b')
  })

  it('touches the one row that changed, and no other', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => row(`r${i}`, { at: 100 - i }))
    const engine = listOf(...rows)
    mountList(document.body, { engine })
    const before = itemsOf(document.body)
    const touched = new Set<Node>()
    const observer = new MutationObserver((records) => records.forEach(({ target }) => touched.add(target)))
    observer.observe(document.querySelector('ul')!, { subtree: true, childList: true, attributes: true })
    say(engine, { type: 'conversationsPatched', patches: [{ id: rows[7]!.id, unreadCount: 5 }] })
    await vi.waitFor(() => expect(touched.size).toBeGreaterThan(0))
    observer.disconnect()
    const own = before[7]!
    expect([...touched].filter((node) => !own.contains(node))).toEqual([])
    expect(itemsOf(document.body)).toEqual(before)
  })

  it('shows hostile titles as text', () => {
    mountList(document.body, { engine: listOf(row('x', { more: { title: '<img src=x onerror=alert(1)>' } })) })
    expect(document.querySelector('img')).toBeNull()
    expect(textOf(document.body)).toBe('<img src=x onerror=alert(1)>')
  })

  it('opens and marks as read on a click, and survives a refusal', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const engine = listOf(row('a', { unread: 2 }))
    mountList(document.body, { engine })
    document.querySelector('button')!.click()
    await vi.waitFor(() => expect(warn).toHaveBeenCalled())
    expect([engine.getState().openId, engine.view().counters.unread]).toEqual(['a', 2])
  })

  it('leaves nothing behind', () => {
    const engine = listOf(row('a', { unread: 2 }))
    const seen: number[] = []
    const stops = [mountList(document.body, { engine }), watchBadge(engine.view(), (count) => seen.push(count))]
    say(engine, { type: 'conversationsPatched', patches: [{ id: row('a').id, unreadCount: 5 }] })
    for (const stop of stops) stop()
    say(engine, { type: 'conversationsPatched', patches: [{ id: row('a').id, unreadCount: 9 }] })
    expect([document.body.innerHTML, seen]).toEqual(['', [2, 5]])
  })
})

describe('the custom element', () => {
  it('shows the list of its engine, by its attributes', () => {
    defineConversationList()
    defineConversationList()
    document.body.innerHTML = '<convolist-list view="unread" limit="1"></convolist-list>'
    const element = document.body.firstElementChild as ConversationListElement
    expect(element.textContent).toBe('')
    const engine = listOf(row('a', { at: 1, unread: 1 }), row('b', { at: 2, unread: 1 }), row('c', { at: 3 }))
    element.engine = engine
    expect([textOf(element), element.engine]).toEqual(['b', engine])
    element.setAttribute('limit', '5')
    expect(textOf(element)).toBe('b a')
    element.removeAttribute('view')
    expect(textOf(element)).toBe('c b a')
    say(engine, { type: 'conversationsRemoved', ids: [row('c').id] })
    expect(textOf(element)).toBe('b a')
  })

  it('rests while it is out of the page, and goes on when it is back', () => {
    defineConversationList()
    const element = document.createElement('convolist-list') as ConversationListElement
    const engine = listOf(row('a'))
    element.engine = engine
    expect(element.childElementCount).toBe(0)
    document.body.append(element)
    expect(textOf(element)).toBe('a')
    element.remove()
    say(engine, { type: 'conversationsUpserted', rows: [row('b', { at: 5 })] })
    expect(element.childElementCount).toBe(0)
    document.body.append(element)
    expect(textOf(element)).toBe('b a')
    element.engine = undefined
    expect(element.childElementCount).toBe(0)
  })
})
