import {
  ConvolistError,
  createEngine,
  type Capabilities,
  type Command,
  type CommandName,
  type Source,
} from '@convolist/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRowCommands } from '../../src/menu/row-commands.js'
import { en } from '../../src/texts/en.js'
import { createToasts } from '../../src/toasts.js'
import { id, row } from '../rows.js'

const names: CommandName[] = [
  ...([
    'stickTop',
    'markRead',
    'markUnread',
    'mute',
    'remove',
    'saveDraft',
    'setMark',
    'createLabel',
    'renameLabel',
  ] as const),
  ...(['deleteLabel', 'addToLabel', 'removeFromLabel', 'updateServerExtension', 'updateLocalExtension'] as const),
  ...(['create', 'sendReceipt', 'open'] as const),
]

/** A vendor that keeps everything and answers as it is told. */
function vendor() {
  const sent: Command[] = []
  let refusal: ConvolistError | undefined
  const commands = Object.fromEntries(names.map((name) => [name, { support: 'server', batch: 10, echo: false }]))
  const capabilities = {
    vendor: 'test',
    liveOrder: 'ordered',
    rowFields: [],
    list: 'complete',
    pageSize: 100,
    commands,
    serverFilters: [],
    markReadScopes: [],
  }
  const source: Source = {
    vendor: 'test',
    capabilities: capabilities as unknown as Capabilities,
    connect: () => () => {},
    list: async () => ({ rows: [], cursor: undefined }),
    execute: async (command) => {
      sent.push(command)
      if (refusal) throw refusal
      return {}
    },
  }
  return { source, sent, refuse: (error: ConvolistError) => void (refusal = error) }
}

describe('commands of a person', () => {
  const chat = row({ id: id('a'), unreadCount: 2, markedUnread: true })
  let test: ReturnType<typeof setUp>

  function setUp() {
    const { source, sent, refuse } = vendor()
    const engine = createEngine({ source })
    engine.dispatch({ type: 'conversationsUpserted', rows: [chat] })
    engine.flush()
    const toasts = createToasts(() => {})
    const commands = createRowCommands(engine, toasts, () => en)
    const shown = () => engine.get('a')
    return { engine, commands, toasts, sent, refuse, shown }
  }
  beforeEach(() => void (test = setUp()))
  afterEach(() => {
    test.engine.dispose()
    test.toasts.clear()
  })
  const types = (): string[] => test.sent.map(({ type }) => type)

  it('are sent as the menu says them', async () => {
    const { commands, shown } = test
    commands.run(chat, { type: 'stickTop', on: true })
    commands.run(chat, { type: 'mute', on: true })
    commands.run(chat, { type: 'setMark', mark: 'starred', on: true })
    await vi.waitFor(() => expect(types()).toEqual(['stickTop', 'mute', 'setMark']))
    expect(shown()).toMatchObject({ stickTop: true, notify: 'none', marks: ['starred'] })
    expect(test.toasts.get()).toEqual([])
  })

  it('reading clears the messages and the flag together', async () => {
    test.commands.run(chat, { type: 'markRead' })
    test.engine.flush()
    expect(test.shown()).toMatchObject({ unreadCount: 0, markedUnread: false })
    await vi.waitFor(() => expect(types().sort()).toEqual(['markRead', 'markUnread']))
  })

  it('opening an unread row reads it, closing reads nothing', async () => {
    test.commands.open(test.shown())
    await vi.waitFor(() => expect(types()).toContain('markRead'))
    expect(test.engine.getState().openId).toBe('a')
    test.commands.open(undefined)
    test.engine.flush()
    expect(test.engine.getState().openId).toBeUndefined()
  })

  it('that are refused are told of, and are undone', async () => {
    test.refuse(new ConvolistError('command/rejected', 'no', { vendorCode: 110303 }))
    test.commands.run(chat, { type: 'stickTop', on: true })
    test.engine.flush()
    expect(test.shown()?.stickTop).toBe(true)
    await vi.waitFor(() => expect(test.toasts.get()).toHaveLength(1))
    expect(test.toasts.get()[0]).toMatchObject({
      title: 'Pinning Ann failed',
      text: 'The server refused it (code 110303). The change was rolled back.',
    })
    expect(test.shown()?.stickTop).toBe(false)
  })

  it('that cannot even be sent are told of too', async () => {
    test.commands.createLabel(chat, '')
    await vi.waitFor(() => expect(test.toasts.get()).toHaveLength(1))
  })

  it('say nothing once the session is over', async () => {
    test.refuse(new ConvolistError('command/rejected', 'no'))
    test.commands.run(chat, { type: 'stickTop', on: true })
    test.engine.dispose()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(test.toasts.get()).toEqual([])
  })
})
