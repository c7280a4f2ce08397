import { toConversationId, toEpochMs, type CommandResult, type Engine, type Label } from '@convolist/core'
import {
  failures,
  messagePush,
  wireConversation,
  wireGroup,
  wireMessage,
  type NimAnswerer,
  type WireConversationFields,
} from '@convolist/testing'
import { describe, expect, it } from 'vitest'
import { endOfLogin, idOf, startAlpha } from './support/sdk.js'
import { world, type World } from './support/world.js'

const bob = idOf('bob')
const ann = idOf('ann')

const row = (id: string, more: Partial<WireConversationFields> = {}): ReturnType<typeof wireConversation> =>
  wireConversation({ id, version: 50, time: 10, ...more })

const ready = (): Promise<World> =>
  world('cloud', {
    rows: [
      wireConversation({ id: bob, version: 10, unread: 2, groupIds: ['old'] }),
      wireConversation({ id: ann, version: 9, unread: 1 }),
    ],
  })

interface Case {
  readonly run: (engine: Engine) => Promise<CommandResult | Label>
  readonly cmd: string
  readonly answer: NimAnswerer
  /** What Bob's row shows while the answer is awaited, and after it. */
  readonly shows: object
  readonly before: object
}

const CASES: Record<string, Case> = {
  stickTop: {
    run: (engine) => engine.commands.stickTop(bob, true),
    cmd: 'v2ConversationSetTop',
    answer: () => ({ r: [row(bob, { stickTop: true, unread: 2 })] }),
    shows: { stickTop: true },
    before: { stickTop: false },
  },
  markRead: {
    run: (engine) => engine.commands.markRead(bob),
    cmd: 'v2ConversationsUnreadClear',
    answer: () => ({ r: [[row(bob)], failures()] }),
    shows: { unreadCount: 0 },
    before: { unreadCount: 2 },
  },
  'markRead of everything': {
    run: (engine) => engine.commands.markRead('all'),
    cmd: 'v2ConversationClearTotalUnread',
    answer: () => ({ r: [{ 1: 12, 2: 1, 5: 60 }] }),
    shows: { unreadCount: 0 },
    before: { unreadCount: 2 },
  },
  mute: {
    run: (engine) => engine.commands.mute(bob, true),
    cmd: 'v2SetP2PMessageMuteMode',
    answer: () => ({}),
    shows: { notify: 'none' },
    before: { notify: 'all' },
  },
  addToLabel: {
    run: (engine) => engine.commands.addToLabel('g1', bob),
    cmd: 'v2ConversationGroupAddTo',
    answer: () => ({ r: [[row(bob, { groupIds: ['old', 'g1'], unread: 2 })], failures()] }),
    shows: { labels: ['old', 'g1'] },
    before: { labels: ['old'] },
  },
  removeFromLabel: {
    run: (engine) => engine.commands.removeFromLabel('old', bob),
    cmd: 'v2ConversationGroupRemoveFrom',
    answer: () => ({ r: [[row(bob, { groupIds: [], unread: 2 })], failures()] }),
    shows: { labels: [] },
    before: { labels: ['old'] },
  },
  updateExtension: {
    run: (engine) => engine.commands.updateExtension(bob, '{"a":1}'),
    cmd: 'v2ConversationUpdate',
    answer: () => ({ r: [row(bob, { serverExtension: '{"a":1}', unread: 2 })] }),
    shows: { serverExtension: '{"a":1}' },
    before: { serverExtension: undefined },
  },
}

describe.each(Object.entries(CASES))('%s', (_name, { run, cmd, answer, shows, before }) => {
  it('shows at once and stays when NIM agrees', async () => {
    const { h, engine, row: shown, settle } = await ready()
    h.answers[cmd] = answer
    const done = run(engine)
    expect(shown('bob')).toMatchObject(shows)
    await done
    await settle()
    expect(shown('bob')).toMatchObject(shows)
    expect(engine.getState().pendingCount).toBe(0)
  })

  it('goes back when NIM refuses', async () => {
    const { h, engine, row: shown, settle } = await ready()
    h.answers[cmd] = () => ({ code: 403 })
    const done = run(engine)
    expect(shown('bob')).toMatchObject(shows)
    await expect(done).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 403, retryable: false })
    await settle()
    expect(shown('bob')).toMatchObject(before)
    expect(engine.getState().pendingCount).toBe(0)
  })

  it('goes back when no answer comes, and the answer that comes too late does nothing', async () => {
    const { h, engine, clock, row: shown, settle } = await ready()
    h.answers[cmd] = () => 'silent'
    const done = run(engine).catch((cause: unknown) => cause)
    await clock.advance(29_999)
    expect(shown('bob')).toMatchObject(shows)
    await clock.advance(1)
    expect(await done).toMatchObject({ code: 'command/timeout', retryable: true })
    expect(shown('bob')).toMatchObject(before)
    const kept = shown('bob')
    h.disconnect() // only now does the SDK give up
    await settle()
    expect(shown('bob')).toBe(kept)
    expect(engine.getState().pendingCount).toBe(0)
  })
})

describe('partial failure', () => {
  it('rolls back what was refused and keeps the rest', async () => {
    const { h, engine, line } = await ready()
    h.answers.v2ConversationsUnreadClear = () => ({ r: [[row(bob)], failures({ [ann]: 110404 })] })
    const refused = await engine.commands.markRead([bob, ann]).catch((cause: unknown) => cause)
    expect(refused).toMatchObject({ code: 'command/partial', failed: expect.any(Map) as unknown })
    expect([...(refused as { failed: Map<string, unknown> }).failed.keys()]).toEqual([ann])
    expect(line()).toBe('bob ann(1)')
  })

  it('of a deletion brings back only what the server refused', async () => {
    const { h, engine, line, settle } = await ready()
    h.answers.v2ConversationsDelete = () => ({ r: [[], failures({ [ann]: 403 })] })
    const done = engine.commands.remove([bob, ann])
    expect(line()).toBe('')
    await expect(done).rejects.toMatchObject({ code: 'command/partial' })
    await settle()
    expect(line()).toBe('ann(1)')
  })
})

describe('deleting', () => {
  it('hides the row at once, for good when NIM agrees', async () => {
    const { h, engine, line, settle } = await ready()
    h.answers.v2ConversationsDelete = () => ({ r: [[], failures()] })
    const done = engine.commands.remove(bob)
    expect(line()).toBe('ann(1)')
    await done
    await settle()
    expect(line()).toBe('ann(1)')
  })

  it('brings it back when NIM refuses, or says nothing', async () => {
    const { h, engine, clock, line } = await ready()
    h.answers.v2ConversationsDelete = () => ({ code: 500 })
    await expect(engine.commands.remove(bob)).rejects.toMatchObject({ vendorCode: 500, retryable: true })
    expect(line()).toBe('bob(2) ann(1)')
    h.answers.v2ConversationsDelete = () => 'silent'
    const done = engine.commands.remove(bob).catch((cause: unknown) => cause)
    expect(line()).toBe('ann(1)')
    await clock.advance(30_000)
    expect(await done).toMatchObject({ code: 'command/timeout' })
    expect(line()).toBe('bob(2) ann(1)')
    h.disconnect()
  })
})

describe('labels', () => {
  it('are made, renamed and deleted, and refused ones are not shown', async () => {
    const { h, engine, row: shown, settle } = await ready()
    const names = (): string[] => engine.getState().labels.map((label) => label.name)
    h.answers.v2ConversationGroupCreate = () => ({
      r: [wireGroup({ id: 'g1', name: 'VIP' }), [row(bob, { groupIds: ['old', 'g1'] })], failures()],
    })
    expect(await engine.commands.createLabel('VIP', bob)).toMatchObject({ id: 'g1', name: 'VIP' })
    await settle()
    expect([names(), shown('bob')?.labels]).toEqual([['VIP'], ['old', 'g1']])
    h.answers.v2ConversationGroupUpdate = () => ({ r: [wireGroup({ id: 'g1', name: 'Best' })] })
    await engine.commands.renameLabel('g1', 'Best')
    expect(names()).toEqual(['Best'])
    h.answers.v2ConversationGroupDelete = () => ({ r: [{ 2: 90 }] })
    await engine.commands.deleteLabel('g1')
    await settle()
    expect([names(), shown('bob')?.labels]).toEqual([[], ['old']])
    h.answers.v2ConversationGroupCreate = () => ({ code: 116435 })
    await expect(engine.commands.createLabel('One more')).rejects.toMatchObject({ vendorCode: 116435 })
    expect(names()).toEqual([])
  })

  it('changed on another device arrive too', async () => {
    const { h, engine, settle } = await ready()
    h.feed({ sid: 28, cid: 22, r: [{ 1: 1 }, wireGroup({ id: 'g9', name: 'Elsewhere' })] })
    h.feed({ sid: 28, cid: 22, r: [{ 1: 3 }, wireGroup({ id: 'g9', name: 'Renamed' })] })
    await settle()
    expect(engine.getState().labels).toMatchObject([{ id: 'g9', name: 'Renamed' }])
    h.feed({ sid: 28, cid: 22, r: [{ 1: 2, 2: 99 }, wireGroup({ id: 'g9', name: 'Renamed' })] })
    await settle()
    expect(engine.getState().labels).toEqual([])
  })
})

/** What shows nothing in advance. */
const QUIET: Record<
  string,
  Pick<Case, 'cmd'> & { readonly run: (engine: Engine, heard: unknown[]) => Promise<unknown> }
> = {
  'createLabel, without rows': {
    run: (engine) => engine.commands.createLabel('VIP'),
    cmd: 'v2ConversationGroupCreate',
  },
  'createLabel, with rows': {
    run: (engine) => engine.commands.createLabel('VIP', [bob, ann]),
    cmd: 'v2ConversationGroupCreate',
  },
  renameLabel: { run: (engine) => engine.commands.renameLabel('g9', 'Best'), cmd: 'v2ConversationGroupUpdate' },
  deleteLabel: { run: (engine) => engine.commands.deleteLabel('g9'), cmd: 'v2ConversationGroupDelete' },
  create: {
    run: (engine) => engine.commands.create(toConversationId(idOf('zoe'))),
    cmd: 'v2ConversationCreate',
  },
  sendReceipt: {
    run: (engine, heard) => engine.commands.sendReceipt(bob, heard),
    cmd: 'v2SendP2PMessageReceipt',
  },
}

describe.each(Object.entries(QUIET))('%s', (_name, { run, cmd }) => {
  const begun = async (): Promise<World & { readonly before: unknown; readonly heard: unknown[] }> => {
    const w = await ready()
    const heard: unknown[] = []
    w.h.nim.V2NIMMessageService.on('onReceiveMessages', (received) => heard.push(...received))
    w.h.feed({ sid: 28, cid: 22, r: [{ 1: 1 }, wireGroup({ id: 'g9', name: 'Elsewhere' })] })
    w.h.feed({ sid: 7, cid: 2, r: [wireMessage({ from: 'bob', to: 'me', time: 800, clientId: 'm1' })] })
    await w.settle()
    return { ...w, heard, before: [w.line(), w.engine.getState().labels] }
  }
  const after = ({ line, engine }: World): unknown => [line(), engine.getState().labels]

  it('changes nothing when NIM refuses', async () => {
    const w = await begun()
    w.h.answers[cmd] = () => ({ code: 403 })
    await expect(run(w.engine, w.heard)).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 403 })
    await w.settle()
    expect(after(w)).toEqual(w.before)
  })

  it('ends with a timeout when no answer comes, and changes nothing', async () => {
    const w = await begun()
    w.h.answers[cmd] = () => 'silent'
    const done = run(w.engine, w.heard).catch((cause: unknown) => cause)
    await w.clock.advance(30_000)
    expect(await done).toMatchObject({ code: 'command/timeout', retryable: true })
    w.h.disconnect()
    await w.settle()
    expect(after(w)).toEqual(w.before)
    expect(w.engine.getState().pendingCount).toBe(0)
  })
})

describe('what NIM lacks', () => {
  it('is done by the engine: flags, drafts and marks', async () => {
    const { h, engine, row: shown } = await ready()
    h.sent.length = 0
    await engine.commands.markUnread(bob)
    await engine.commands.saveDraft(bob, 'unsent')
    await engine.commands.setMark(bob, 'starred', true)
    expect(shown('bob')).toMatchObject({ markedUnread: true, draft: { text: 'unsent' }, marks: ['starred'] })
    await engine.commands.refresh()
    expect(shown('bob')).toMatchObject({ markedUnread: true, draft: { text: 'unsent' }, marks: ['starred'] })
    expect(h.sent.filter((sent) => sent.cmd !== 'v2ConversationGroupListGet')).toEqual([])
  })

  it('and what cannot be done is refused at once, with the reason', async () => {
    const { engine } = await world('local', { peers: ['bob'] })
    await expect(engine.commands.createLabel('VIP')).rejects.toThrow('only the cloud has groups')
    await expect(engine.commands.updateExtension(bob, 'x')).rejects.toThrow('only the cloud has it')
  })
})

describe('refusals of the local service', () => {
  const nobody = toConversationId(idOf('nobody'))

  it('of a row that it has not are told with its code, and with its own words where it falls over it', async () => {
    const { engine, line } = await world('local', { peers: ['bob'] })
    const before = line()
    const note = engine.commands.updateExtension(nobody, 'note', { scope: 'local' })
    await expect(note).rejects.toMatchObject({ code: 'command/rejected', vendorCode: 191006 })
    const pin = engine.commands.stickTop(nobody, true)
    await expect(pin).rejects.toMatchObject({
      code: 'command/rejected',
      message: expect.stringContaining('undefined') as unknown,
    })
    expect(line()).toBe(before)
  })

  it('take back what was shown in advance, as silence does', async () => {
    const { h, engine, clock, row: shown, settle } = await world('local', { peers: ['bob'] })
    for (const [answer, code] of [
      [() => ({ code: 403 }), 'command/rejected'],
      [() => 'silent', 'command/timeout'],
    ] as const) {
      h.answers.v2SetP2PMessageMuteMode = answer as NimAnswerer
      const done = engine.commands.mute(bob, true).catch((cause: unknown) => cause)
      expect(shown('bob')?.notify).toBe('none')
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await clock.advance(30_000)
      // oxlint-disable-next-line no-await-in-loop -- the same
      expect(await done).toMatchObject({ code })
      expect(shown('bob')?.notify).toBe('all')
    }
    h.disconnect()
    await settle()
  })
})

describe('receipts and creation', () => {
  it('go out through the engine', async () => {
    const { h, engine, line, settle } = await ready()
    const messages: unknown[] = []
    h.nim.V2NIMMessageService.on('onReceiveMessages', (received) => messages.push(...received))
    h.feed({ sid: 7, cid: 2, r: [wireMessage({ from: 'bob', to: 'me', time: 800, clientId: 'm1' })] })
    await engine.commands.sendReceipt(bob, messages)
    expect(h.sent.some((sent) => sent.cmd === 'v2SendP2PMessageReceipt')).toBe(true)
    h.answers.v2ConversationCreate = () => ({ r: [wireConversation({ id: idOf('zoe'), version: 99 })] })
    await engine.commands.create(toConversationId(idOf('zoe')))
    await settle()
    expect(line()).toBe('zoe bob(2) ann(1)')
  })
})

describe('an account that changes under a command', () => {
  it('ends it, and its answer does nothing', async () => {
    const { h, engine, line, settle } = await ready()
    h.answers.v2ConversationSetTop = () => 'silent'
    const done = engine.commands.stickTop(bob, true).catch((cause: unknown) => cause)
    await settle()
    h.kick()
    await settle()
    expect(await done).toMatchObject({ code: expect.stringMatching(/account-changed|rejected/) as unknown })
    h.nextSync = { full: true, rows: [wireConversation({ id: 'you|1|bob', version: 1 })] }
    await h.loginAs('you')
    await settle()
    expect(line()).toBe('you|1|bob')
  })
})

describe('the open row of the local service', () => {
  const unread = (w: World): number | undefined => w.row('bob')?.unreadCount
  const receive = async (w: World): Promise<void> => {
    w.h.feed(messagePush(wireMessage({ from: 'bob', to: 'me', time: Date.now() })))
    await w.settle()
  }

  it('is known to the SDK though it was opened before the login', async () => {
    const initialState = { format: 1, account: 'me', rows: [], labels: [], savedAt: toEpochMs(1) } as const
    const w = await world('local', { start: startAlpha, login: false, engine: { initialState } })
    w.engine.commands.open(bob)
    await w.h.loginAs('me')
    await w.settle()
    await receive(w)
    expect(w.engine.getState().openId).toBe(bob)
    expect(unread(w)).toBe(0)
    w.engine.dispose()
  })

  it('is closed for the SDK after a login that ran out, of which it forgets nothing', async () => {
    const w = await world('local', { start: startAlpha, peers: ['bob'] })
    w.engine.commands.open(bob)
    await receive(w)
    expect(unread(w)).toBe(0)
    endOfLogin(w.h)
    await w.h.loginAs('me')
    await w.settle()
    expect(w.engine.getState().openId).toBeUndefined()
    await receive(w)
    expect(unread(w)).toBe(1)
    w.engine.dispose()
  })
})
