import { createEngine, type Conversation } from '@convolist/core'
import { defineConversationListStore, type ConversationListStore } from '@convolist/vue'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, isReactive, nextTick, ref, toRaw, watch, type PropType } from 'vue'
import { apply, countRowReads, engineOf, mount, screen, settle, shown } from '../support/harness.js'
import { createScriptedSource, row, rows } from '@convolist/testing/scripted-source'

beforeEach(() => void setActivePinia(createPinia()))
afterEach(() => setActivePinia(undefined))

/** The store with nothing read-only about it, as plain JavaScript sees it. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] extends object | undefined ? Writable<T[Key]> : T[Key] }
const open = (store: unknown): Writable<ConversationListStore> => store as never

const refused = (path: string, ...commands: string[]): object =>
  expect.objectContaining({
    code: 'binding/read-only',
    message: expect.stringMatching(
      new RegExp(
        `^\\[binding/read-only\\] "${path}".*${commands.map((each) => each.replace(/[()]/g, '\\$&')).join('.*')}`,
      ),
    ),
  })

describe('a write', () => {
  const label = { id: 'l', name: 'L' }
  const full = row('a', {
    lastMessage: {
      id: 'm',
      sentAt: 1 as never,
      senderId: 's',
      type: 'text',
      text: 'hi',
      status: 'sent',
      revoked: false,
    },
    draft: { text: 'd', at: 1 as never },
    marks: ['starred'],
  })
  const writes: [string, (store: Writable<ConversationListStore>) => unknown, ...string[]][] = [
    ['rows', (store) => (store.rows = []), 'stickTop()', 'markRead()', 'mute()', 'remove()'],
    ['rows.1', (store) => store.rows.push(row('b') as never), 'remove()'],
    ['rows.0', (store) => store.rows.splice(0, 1), 'remove()'],
    ['rows.length', (store) => (store.rows.length = 0), 'remove()'],
    ['rows.0', (store) => delete store.rows[0], 'remove()'],
    ['row.stickTop', (store) => (store.rows[0]!.stickTop = true), 'stickTop()'],
    ['row.unreadCount', (store) => (store.rows[0]!.unreadCount = 9), 'markRead()'],
    ['row.markedUnread', (store) => (store.rows[0]!.markedUnread = true), 'markUnread()'],
    ['row.notify', (store) => (store.rows[0]!.notify = 'none'), 'mute()'],
    ['row.draft.text', (store) => (store.rows[0]!.draft!.text = 'x'), 'saveDraft()'],
    ['row.marks.1', (store) => store.rows[0]!.marks.push('hidden'), 'setMark()'],
    ['row.labels', (store) => (store.rows[0]!.labels = ['l']), 'addToLabel()'],
    ['row.serverExtension', (store) => (store.rows[0]!.serverExtension = 'x'), 'updateExtension()'],
    ['row.title', (store) => (store.rows[0]!.title = 'x'), 'There is no command for it'],
    ['row.lastMessage.text', (store) => (store.rows[0]!.lastMessage!.text = 'x'), 'There is no command for it'],
    ['labels.0.name', (store) => (store.labels[0]!.name = 'x'), 'createLabel()'],
    ['policies.mutedSink', (store) => (store.policies.mutedSink = true), 'setPolicies()'],
    ['policies', (store) => (store.policies = {} as never), 'setPolicies()'],
    ['sync.phase', (store) => (store.sync.phase = 'syncing'), 'refresh()'],
    ['connection', (store) => (store.connection = 'disconnected'), 'There is no command for it'],
    ['account', (store) => (store.account = 'other'), 'There is no command for it'],
    ['size', (store) => (store.size = 7), 'create()', 'remove()'],
    ['unread', (store) => (store.unread = 0), 'markRead()'],
    ['counters.unread', (store) => (store.counters.unread = 5), 'markRead()'],
    ['hasMore', (store) => (store.hasMore = true), 'loadMore()'],
    ['openId', (store) => (store.openId = 7 as never), 'open()'],
  ]

  it.each(writes)('to %s is refused by the name of the command', async (path, write, ...commands) => {
    const engine = engineOf([full], { source: createScriptedSource([[full]]) })
    await settle()
    engine.dispatch({ type: 'labelsChanged', labels: [label], complete: true })
    engine.setPolicies({ unreadFirst: true })
    const store = defineConversationListStore(engine)()
    const before = [engine.getState(), JSON.stringify(engine.serialize().rows), JSON.stringify(store.$state)]
    expect(() => write(open(store))).toThrow(refused(path, ...commands))
    expect(() => write(open(store.$state))).toThrow(refused(path, ...commands))
    expect(() => store.$patch((state) => void write(open(state)))).toThrow(refused(path, ...commands))
    await nextTick()
    expect([engine.getState(), JSON.stringify(engine.serialize().rows), JSON.stringify(store.$state)]).toEqual(before)
  })
})

describe('a patch', () => {
  it('of a getter is refused as an assignment is, and leaves nothing in the state', () => {
    const store = defineConversationListStore(engineOf(rows(2)))()
    const patched = (patch: object): (() => void) => {
      return () => store.$patch(patch as never)
    }
    expect(patched({ unread: 0 })).toThrow(refused('unread', 'markRead()'))
    expect(patched({ counters: { unread: 0 } })).toThrow(refused('counters', 'markRead()'))
    expect(patched({ hasMore: true })).toThrow(refused('hasMore', 'loadMore()'))
    expect(() => (store.$state = { size: 0 } as never)).toThrow(refused('size', 'create()'))
    expect(Object.keys(store.$state)).toEqual(['account', 'labels', 'rows', 'sync', 'connection', 'policies', 'openId'])
  })

  it('names the list that is meant, though rows share their empty lists', () => {
    const store = defineConversationListStore(engineOf(rows(1)))()
    const [first] = open(store).rows
    expect(() => first!.labels.push('l')).toThrow(refused('row.labels.0', 'addToLabel()'))
    expect(() => first!.marks.push('hidden')).toThrow(refused('row.marks.0', 'setMark()'))
  })
})

describe('openId', () => {
  it('is opened by assignment, and told to be refused for what is no id', async () => {
    const engine = engineOf(rows(2))
    const store = defineConversationListStore(engine)()
    store.openId = 'c1'
    expect([store.openId, engine.getState().openId]).toEqual(['c1', 'c1'])
    store.openId = undefined
    expect(engine.getState().openId).toBeUndefined()
    expect(() => store.$patch({ openId: '' })).toThrow(refused('openId', 'open()'))
    expect(() => store.$patch({ openId: null as never })).toThrow(refused('openId', 'open()'))
  })
})

describe('rows', () => {
  it('are an array to all who read them', () => {
    const engine = engineOf(rows(3))
    const { rows: list } = defineConversationListStore(engine)()
    expect(Array.isArray(list)).toBe(true)
    expect(list).toHaveLength(3)
    expect(list.map(({ id }) => id)).toEqual(['c0', 'c1', 'c2'])
    expect([...list].at(-1)?.title).toBe('C2')
    expect(list.slice(1).map(({ title }) => title)).toEqual(['C1', 'C2'])
    expect(list.find(({ id }) => id === 'c1')).toBe(list[1])
    expect([list[3], list[-1], list.at(-1)?.id, (list as unknown as Record<string, unknown>)['']]).toEqual([
      undefined,
      undefined,
      'c2',
      undefined,
    ])
    expect([0 in list, 3 in list]).toEqual([true, false])
    expect(Object.keys(list)).toEqual(['0', '1', '2'])
    expect(JSON.parse(JSON.stringify(list))).toEqual(JSON.parse(JSON.stringify(engine.view().window(0, 3))))
    expect(Object.entries(list).map(([place, { id }]) => place + id)).toEqual(['0c0', '1c1', '2c2'])
  })

  it('keep their array and their elements while nothing in them changed', async () => {
    const engine = engineOf(rows(3))
    const store = defineConversationListStore(engine)()
    const [list, [first, second]] = [store.rows, store.rows]
    await apply(engine, { type: 'connectionChanged', connection: 'disconnected' })
    expect(store.rows).toBe(list)
    await apply(engine, { type: 'conversationsPatched', patches: [{ id: row('c0').id, unreadCount: 4 }] })
    expect(store.rows).not.toBe(list)
    expect([store.rows[0] === first, store.rows[1] === second]).toEqual([false, true])
    expect(first?.unreadCount).toBe(0) // a row that was read stays as it was
  })

  it('follow policies and accounts', async () => {
    const engine = engineOf([row('a', { at: 2, notify: 'none' }), row('b')])
    const store = defineConversationListStore(engine)()
    const ids = (): string => store.rows.map(({ id }) => id).join(' ')
    expect(ids()).toBe('a b')
    store.setPolicies({ mutedSink: true })
    expect(ids()).toBe('b a')
    store.setPolicies({ mutedSink: false })
    expect(ids()).toBe('a b')
    await apply(engine, { type: 'accountOpened', account: 'other' })
    expect([ids(), store.size, store.account]).toEqual(['', 0, 'other'])
  })

  it('are neither wrapped nor walked by Vue', () => {
    const store = defineConversationListStore(engineOf(rows(2)))()
    const held = ref<readonly Conversation[]>(store.rows)
    expect([isReactive(held.value), isReactive(held.value[0]), isReactive(store.engine)]).toEqual([false, false, false])
    expect(toRaw(held.value)).toBe(store.rows)
  })

  it('render one component for one changed row, and none for a row out of sight', async () => {
    const engine = engineOf(rows(1000))
    const store = defineConversationListStore(engine)()
    const seen: string[] = []
    const Row = defineComponent({
      props: { row: { type: Object as PropType<Conversation>, required: true } },
      setup: (props) => () => {
        seen.push(props.row.id)
        return h('li', `${props.row.title} ${props.row.unreadCount}`)
      },
    })
    const { container } = mount(
      screen(() => () => store.rows.slice(0, 20).map((each) => h(Row, { key: each.id, row: each }))),
    )
    seen.length = 0
    await apply(engine, { type: 'conversationsPatched', patches: [{ id: row('c500').id, unreadCount: 4 }] })
    expect(seen).toEqual([])
    await apply(engine, { type: 'conversationsPatched', patches: [{ id: row('c7').id, unreadCount: 4 }] })
    expect(seen).toEqual(['c7'])
    await apply(engine, { type: 'conversationsUpserted', rows: [row('c800', { at: 2_000_000 })] })
    expect(seen).toEqual(['c7', 'c800'])
    expect(shown(container).slice(0, 12)).toBe('C800 0 C0 0 ')
  })

  it('read only what is asked for of 100,000', () => {
    const engine = engineOf(rows(100_000))
    const reads = countRowReads(engine)
    const store = defineConversationListStore(engine)()
    expect(store.rows.slice(70_000, 70_050)[49]?.id).toBe('c70049')
    expect(reads()).toBeLessThanOrEqual(100) // whether there is such a row, and which
  })
})

it('tells a watcher of the store only of what it watches', async () => {
  const engine = engineOf(rows(3))
  const store = defineConversationListStore(engine)()
  const told: string[] = []
  watch(
    () => store.unread,
    (unread) => told.push(`unread ${unread}`),
  )
  watch(
    () => store.rows,
    () => told.push('rows'),
  )
  await apply(engine, { type: 'connectionChanged', connection: 'connected' })
  await apply(engine, { type: 'conversationsPatched', patches: [{ id: row('c2').id, title: 'new' }] })
  await apply(engine, { type: 'conversationsPatched', patches: [{ id: row('c2').id, unreadCount: 2 }] })
  expect(told).toEqual(['rows', 'unread 2', 'rows'])
})

it('hands out the engine itself', () => {
  const engine = createEngine()
  expect(defineConversationListStore(engine)().engine).toBe(engine)
  engine.dispose()
})

it.each([undefined, null, {}, 'engine', { getState: 1 }])('is not defined for %j', (given) => {
  expect(() => defineConversationListStore(given as never)).toThrow(/\[option\/invalid\].*needs an engine/)
})

it('names itself when a factory gives no engine', () => {
  expect(() => defineConversationListStore((() => undefined) as never)()).toThrow(
    /\[option\/invalid\].*needs an engine/,
  )
})
