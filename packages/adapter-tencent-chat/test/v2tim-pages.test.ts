import { createTencentSource } from '@convolist/adapter-tencent-chat'
import { createEngine } from '@convolist/core'
import { createVirtualClock, show } from '@convolist/testing'
import { expect, it } from 'vitest'
import { copyOf, message, native, startV2Tim, type NativeRow } from './support/v2tim.js'
import { LISTENERS, v2world } from './support/v2tim-world.js'

const withMessage = (id: string, at: number): NativeRow =>
  native('c2c_ann', { lastMessage: message(id, at, id), orderkey: at })

it('an answer older than a message does not hide which message is taken back', async () => {
  const w = await v2world({ rows: [withMessage('m1', 100)] })
  const page = { nextSeq: '1', isFinished: true, conversationList: w.sdk.rows.map(copyOf) }
  let release = (_page: object): void => {}
  w.sdk.answers.getConversationList = () => new Promise<object>((resolve) => (release = resolve))
  w.sdk.sync()
  await w.settle()
  w.sdk.changed(withMessage('m2', 101))
  await w.settle()
  release(page)
  await w.settle()
  w.sdk.fire('advancedMsgListener', 'onRecvMessageRevoked', 'm2')
  await w.settle()
  expect(w.row('c2c_ann')?.lastMessage).toMatchObject({ id: 'm2', revoked: true, text: undefined })
})

it('once the last message is deleted, the one before it may be taken back', async () => {
  const w = await v2world({ rows: [withMessage('m2', 101)] })
  w.sdk.changed({ ...withMessage('m1', 100), orderkey: 101 })
  await w.settle()
  w.sdk.fire('advancedMsgListener', 'onRecvMessageRevoked', 'm1')
  await w.settle()
  expect(w.row('c2c_ann')?.lastMessage).toMatchObject({ id: 'm1', revoked: true })
})

it.each([undefined, 0])('where a page says isFinished: %s, its cursor is followed', async (isFinished) => {
  const w = await v2world({ rows: [native('c2c_ann', { orderkey: 9 }), native('c2c_bob', { orderkey: 8 })] })
  const [ann, bob] = w.sdk.rows.map(copyOf)
  w.sdk.answers.getConversationList = ({ nextSeq }) =>
    nextSeq === 'second'
      ? { nextSeq: 'second', isFinished: true, conversationList: [bob] }
      : { nextSeq: 'second', isFinished, conversationList: [ann] }
  w.sdk.sync()
  await w.settle()
  expect([w.line(), w.engine.getState().sync.complete]).toEqual(['c2c_ann c2c_bob', true])
})

it('a page with neither an end nor a cursor sweeps nothing away, and is noted', async () => {
  const w = await v2world({ rows: [native('c2c_ann', { orderkey: 9 }), native('c2c_bob', { orderkey: 8 })] })
  const [ann] = w.sdk.rows.map(copyOf)
  w.sdk.answers.getConversationList = () => ({ conversationList: [ann] })
  w.sdk.sync()
  await w.settle()
  expect([w.line(), w.engine.getState().sync.complete]).toEqual(['c2c_ann c2c_bob', false])
  expect(w.engine.diagnostics.recent.map(({ path }) => path)).toContain('getConversationList')
})

it('a list restored after the login stays while the SDK still syncs', async () => {
  const before = await v2world({ rows: [native('c2c_ann', { orderkey: 9 }), native('c2c_bob', { orderkey: 8 })] })
  const sdk = startV2Tim()
  sdk.user = 'me'
  const clock = createVirtualClock()
  const source = createTencentSource(sdk.chat, { listeners: LISTENERS })
  const engine = createEngine({ clock, source, initialState: before.engine.serialize() })
  const line = (): string => show(engine.view().window(0, engine.view().size))
  await clock.advance(2_000)
  sdk.changed(native('c2c_ann', { orderkey: 9 }))
  await clock.advance(2_000)
  expect([line(), engine.getState().sync.complete]).toEqual(['c2c_ann c2c_bob', false])
  await clock.advance(2_000)
  expect([line(), engine.getState().sync.complete]).toEqual(['c2c_ann', true])
  engine.dispose()
})
