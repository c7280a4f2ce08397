import { ConversationListProvider, useUnread } from '@convolist/react'
import type { Engine, SerializedState } from '@convolist/core'
import { act } from '@testing-library/react'
import type { ReactElement } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { apply, engineOf, List, shown } from './support/harness.js'
import { row, rows } from '@convolist/testing/scripted-source'

const views = { unread: { filter: { unread: true } } }

function Page({ engine, seen }: { engine: Engine; seen?: string[] | undefined }): ReactElement {
  return (
    <ConversationListProvider engine={engine}>
      <Badge />
      <List seen={seen} view="unread" range={[0, 10]} />
      <List view={{ filter: { kinds: ['direct'] } }} />
    </ConversationListProvider>
  )
}

const Badge = (): ReactElement => <b>{useUnread('unread')}</b>

/** What crosses the wire: text. */
function saved(): SerializedState {
  const engine = engineOf([row('a', { unreadCount: 2, at: 5 }), row('b', { at: 9, stickTop: true })])
  return JSON.parse(JSON.stringify(engine.serialize())) as SerializedState
}

async function hydrate(
  html: string,
  page: ReactElement,
): Promise<{ container: HTMLElement; root: Root; errors: unknown[] }> {
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = html
  const errors: unknown[] = []
  const root = await act(async () =>
    hydrateRoot(container, page, { onRecoverableError: (error) => errors.push(error) }),
  )
  return { container, root, errors }
}

it('renders on a server what the engine started from', () => {
  const html = renderToString(<Page engine={engineOf([], { views, initialState: saved() })} />)
  expect(html).toContain('<b>2</b><ul><li>A(2)</li></ul>')
  expect(html).toContain('<ul><li>^B</li><li>A(2)</li></ul>')
})

it('does not show on a server what was dispatched later', () => {
  const engine = engineOf(rows(3), { views })
  expect(renderToString(<Page engine={engine} />)).not.toContain('<li>')
})

it('hydrates without a warning, keeps the elements, and lives on', async () => {
  const initialState = saved()
  const html = renderToString(<Page engine={engineOf([], { views, initialState })} />)
  const engine = engineOf([], { views, initialState })
  const seen: string[] = []
  const hydrated = await hydrate(html, <Page engine={engine} seen={seen} />)
  expect(hydrated.errors).toEqual([])
  expect(hydrated.container.innerHTML).toBe(html)
  expect(seen).toEqual(['list', 'a'])
  apply(engine, { type: 'conversationsUpserted', rows: [row('n', { at: 20, unreadCount: 1 })] })
  expect(shown(hydrated.container)).toBe('N(1) A(2) ^B N(1) A(2)')
  act(() => hydrated.root.unmount())
})

it('hydrates with the server rows although newer ones came before, then shows those', async () => {
  const initialState = saved()
  const html = renderToString(<Page engine={engineOf([], { views, initialState })} />)
  const engine = engineOf([], { views, initialState })
  engine.dispatch({ type: 'conversationsRemoved', ids: [row('a').id] })
  engine.flush()
  const { container, root, errors } = await hydrate(html, <Page engine={engine} />)
  expect(errors).toEqual([])
  expect(shown(container)).toBe('^B')
  act(() => root.unmount())
})

it('renders two requests at once without mixing them', () => {
  const pages = [1, 2].map((user) => engineOf([], { initialState: { ...saved(), rows: [row(`user${user}`)] } }))
  const html = pages.map((engine) =>
    renderToString(
      <ConversationListProvider engine={engine}>
        <List />
      </ConversationListProvider>,
    ),
  )
  expect(html).toEqual(['<ul><li>USER1</li></ul>', '<ul><li>USER2</li></ul>'])
})
