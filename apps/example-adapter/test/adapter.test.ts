// @vitest-environment node
import { createEngine, toConversationId } from '@convolist/core'
import { readFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createBackendSource } from '../src/adapter.js'
import { Backend } from '../src/server.js'

Object.assign(globalThis, { WebSocket })

it('is complete in less than 120 lines', () => {
  const lines = readFileSync(new URL('../src/adapter.ts', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  expect(lines.length).toBeLessThan(120)
})

it('says which of what it needs is missing', () => {
  const session = { current: undefined, subscribe: () => () => undefined }
  const create = createBackendSource as (...options: unknown[]) => unknown
  expect(() => create(undefined, undefined)).toThrow('createBackendSource: "url" is missing')
  expect(() => create('http://localhost', undefined)).toThrow('createBackendSource: "session" is missing')
  expect(() => create('http://localhost', session)).not.toThrow()
})

it('answers for everything alone, which is all that its back end adds up', async () => {
  const backend = new Backend()
  const session = { current: { account: 'me', token: backend.login('me') }, subscribe: () => () => undefined }
  const source = createBackendSource(await backend.listen(), session)
  const last = { id: 'm1', senderId: 'ann', sentAt: 1_700_000_000_000, text: 'hello' }
  backend.write('me', 'direct/ann', { unread: 1, last })
  backend.write('me', 'group/7', { unread: 2, last })
  expect(await source.readUnread?.({ type: 'all' })).toBe(3)
  for (const query of [
    { type: 'filter', kinds: ['direct'] },
    { type: 'ids', ids: [] },
  ] as const)
    await expect(source.readUnread?.(query)).rejects.toMatchObject({ code: 'command/unsupported' })
  backend.close()
})

it('says of a back end that cannot be reached that it may be there later', async () => {
  const backend = new Backend()
  const session = { current: { account: 'me', token: backend.login('me') }, subscribe: () => () => undefined }
  const source = createBackendSource(await backend.listen(), session)
  backend.close()
  const order = source.execute({ type: 'markRead', ids: [toConversationId('direct/ann')] })
  await expect(order).rejects.toMatchObject({ code: 'command/rejected', retryable: true, cause: expect.any(TypeError) })
})

it('shows a list, follows it, and leaves no socket behind', async () => {
  const backend = new Backend()
  const current = { account: 'me', token: backend.login('me') }
  const session = { current, subscribe: () => () => undefined }
  const last = { id: 'm1', senderId: 'ann', sentAt: 1_700_000_000_000, text: 'hello' }
  backend.write('me', 'direct/ann', { unread: 1, last })
  const engine = createEngine({ source: createBackendSource(await backend.listen(), session) })
  const { rows, sockets } = backend.mailbox('me')

  await vi.waitFor(() => expect(engine.get('direct/ann')?.lastMessage?.text).toBe('hello'))
  await engine.commands.markRead('direct/ann')
  expect(engine.get('direct/ann')?.unreadCount).toBe(0)
  expect(rows.get('direct/ann')?.unread).toBe(0)

  expect(sockets.size).toBe(1)
  engine.dispose()
  await vi.waitFor(() => expect(sockets.size).toBe(0))
  backend.close()
})
