import type { ConvolistError, NotifyLevel } from '@convolist/core'
import { check, later, same } from '../check.js'
import type { ChatKey } from '../rig.js'
import { SHOWN, type Stage } from '../stage.js'
import { optimisticOrder, ORDERS, type Order } from './orders.js'
import { story, type Scenario } from './scenario.js'

/** The command is refused before anything is shown or sent, and the error says which one. */
async function proveRefusal(stage: Stage, order: Order): Promise<string> {
  const error = await stage.ending(order.command, order.give(stage.engine, stage.server.id(order.chat)))
  same(`${order.command}, which the vendor lacks`, error?.code, 'command/unsupported')
  check(error?.message.includes(`"${order.command}"`) === true, `the refusal does not name ${order.command}`)
  same('the list afterwards', stage.line(), SHOWN)
  return 'refused by name'
}

/** One scenario for each: carried out and kept, done here and kept, or refused by name. */
const carriedOut = ORDERS.map((order): Scenario => ({
  name: `command ${order.command}`,
  async run(stage) {
    const { command, chat } = order
    await stage.seed()
    await stage.begin()
    const wanted = stage.supports(command)
    same(`capabilities.commands.${command}`, stage.watched.source.capabilities.commands[command].support, wanted)
    if (wanted === 'none') return proveRefusal(stage, order)
    check(!order.isShown(stage.row(chat)), `${command} is shown before it is given`)
    const error = await stage.ending(command, order.give(stage.engine, stage.server.id(chat)))
    check(error === undefined, `${command} was refused: ${error?.message}`)
    await stage.until(`${command} is shown`, () => order.isShown(stage.row(chat)))
    await stage.ending('a refresh', stage.engine.commands.refresh())
    await stage.stays(`${command} is kept when the list is read again`, () => order.isShown(stage.row(chat)))
    return wanted === 'local' ? 'kept on this device' : undefined
  },
}))

interface Act {
  readonly order: Order
  readonly id: string
  readonly given: Promise<unknown>
  /** Everything the row showed since, `true` for "as ordered". */
  readonly shown: readonly boolean[]
}

/** Gives the order and looks at once: it must be shown before any answer can have come. */
function act(stage: Stage, order: Order): Act {
  const { engine, server, row } = stage
  const id = server.id(order.chat)
  const shown: boolean[] = []
  engine.subscribe(() => void shown.push(order.isShown(row(order.chat))))
  const given = later(order.give(engine, id))
  check(order.isShown(row(order.chat)), `${order.command} is not shown at once`)
  return { order, id, given, shown }
}

/** Scenarios of one optimistic order; where the vendor carries out none, its refusals are proven. */
const withOrder = (name: string, run: (stage: Stage, order: Order) => Promise<void>): Scenario => ({
  name,
  async run(stage) {
    await stage.seed()
    await stage.begin()
    const order = optimisticOrder(stage)
    if (order !== undefined) return run(stage, order)
    for (const each of ORDERS.slice(0, 4)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other reads better when it fails
      if (stage.supports(each.command) === 'none') await proveRefusal(stage, each)
    }
    return 'the vendor carries out nothing of the kind'
  },
})

const isPending = (stage: Stage): boolean => stage.engine.getState().pendingCount > 0

const optimistic: readonly Scenario[] = [
  withOrder('optimistic success', async (stage, order) => {
    const { given, shown } = act(stage, order)
    const error = await stage.ending(order.command, given)
    check(error === undefined, `${order.command} was refused: ${error?.message}`)
    await stage.until('nothing is pending', () => !isPending(stage))
    await stage.stays('as ordered', () => order.isShown(stage.row(order.chat)))
    check(shown.every(Boolean), `the old value of ${order.command} came up in between`)
    same('notes of a confirm without an echo', stage.engine.diagnostics.counts['operation/no-echo'] ?? 0, 0)
    if (order.command === 'stickTop') same('the server has it', stage.server.truth(order.chat)?.stickTop, true)
  }),
  withOrder('optimistic refusal', async (stage, order) => {
    await stage.server.refuseNext(order.command)
    const { given } = act(stage, order)
    const error = await stage.ending(order.command, given)
    same('the error of a refusal', error?.code, 'command/rejected')
    check(error?.vendorCode !== undefined, 'the vendor’s own code is not in vendorCode')
    same('retryable, of a refusal that is final', error.retryable, false)
    await stage.untilLine('rolled back', SHOWN)
    await stage.stays('rolled back', () => stage.line() === SHOWN && !isPending(stage))
  }),
  withOrder('no answer', async (stage, order) => {
    const held = stage.server.holdNext(order.command)
    const { given } = act(stage, order)
    await stage.until('the command reaches the server', () => held.arrived)
    await stage.clock.advance(31_000)
    const error = await stage.ending(order.command, given)
    check(error !== undefined, `${order.command} was never answered, and went through`)
    await stage.untilLine('rolled back', SHOWN)
    await stage.stays('rolled back', () => stage.line() === SHOWN && !isPending(stage))
    const again = act(stage, order)
    same('the same command again', (await stage.ending(order.command, again.given))?.code, undefined)
  }),
  withOrder('late answer', async (stage, order) => {
    const held = stage.server.holdNext(order.command)
    const { given } = act(stage, order)
    await stage.until('the command reaches the server', () => held.arrived)
    await stage.clock.advance(31_000)
    await stage.ending(order.command, given)
    await held.release()
    await stage.settle()
    await stage.server.disconnect()
    await stage.settle()
    await stage.server.reconnect()
    await stage.until('what the server did after all is shown', () => order.isShown(stage.row(order.chat)))
    await stage.stays('as the server has it', () => order.isShown(stage.row(order.chat)) && !isPending(stage))
  }),
  withOrder('two orders at once', async (stage, order) => {
    const first = act(stage, order)
    if (order.command !== 'stickTop') return void (await stage.ending(order.command, first.given))
    const second = later(stage.engine.commands.stickTop(first.id, false))
    check(stage.row(order.chat)?.stickTop === false, 'the second order is not shown at once')
    await stage.ending('the first order', first.given)
    await stage.ending('the second order', second)
    await stage.until('nothing is pending', () => !isPending(stage))
    await stage.stays('the second order', () => stage.row(order.chat)?.stickTop === false)
    same(
      'what the row showed',
      first.shown.filter((isOn, place, all) => isOn !== all[place - 1]),
      [true, false],
    )
    same('the server has it', stage.server.truth(order.chat)?.stickTop, false)
  }),
]

const THREE = ['direct/ann', 'direct/bob', 'direct/dan'] as const

const partial: readonly Scenario[] = [
  withOrder('partial batch failure', async (stage, { command }) => {
    if (command !== 'stickTop') return // one call for many is the next scenario
    await stage.server.refuseNext('stickTop', ['direct/bob'])
    const ids = THREE.map((chat) => stage.server.id(chat))
    const error = await stage.ending('stickTop of three', stage.engine.commands.stickTop(ids, true))
    same('the error', error?.code, 'command/partial')
    same('refused', [...(error?.failed?.keys() ?? [])], [stage.server.id('direct/bob')])
    await stage.untilRows('pinned but for one', '^direct/dan ^direct/ann ^direct/cid group/7001(1) direct/bob(2)')
  }),
  story('partial failure of one call', async (stage) => {
    const { commands } = stage.watched.source.capabilities
    const candidates = stage.capabilities.refusedInPart ?? (['remove', 'markRead'] as const)
    const command = candidates.find((name) => commands[name].support === 'server' && commands[name].batch > 1)
    if (command === undefined) return 'no call takes many'
    const chats = ['direct/bob', 'group/7001'] as const
    await stage.server.refuseNext(command, ['group/7001'])
    const ids = chats.map((chat) => stage.server.id(chat))
    const given = command === 'remove' ? stage.engine.commands.remove(ids) : stage.engine.commands.markRead(ids)
    const error = await stage.ending(`${command} of two`, given)
    same('the error', error?.code, 'command/partial')
    same('refused', [...(error?.failed?.keys() ?? [])], [stage.server.id('group/7001')])
    const line = command === 'remove' ? SHOWN.replace(' direct/bob(2)', '') : SHOWN.replace('bob(2)', 'bob')
    await stage.untilLine(`${command} but for one`, line)
    await stage.stays('one refused, one done', () => stage.line() === line)
    return undefined
  }),
]

/** The vendor may have one call for a kind, and its SDK may count anew what that call was not about. */
const kinds: readonly Scenario[] = (['direct', 'group'] as const).map((kind) =>
  story(`a kind marked as read leaves the others as they are: ${kind}`, async (stage) => {
    const { engine } = stage
    const view = engine.view({ filter: { kinds: [kind] } })
    const error = await stage.ending(`markRead of ${kind}`, engine.commands.markRead(view))
    if (stage.supports('markRead') === 'none') {
      same('markRead, which the vendor lacks', error?.code, 'command/unsupported')
      return 'refused by name'
    }
    check(error === undefined, `markRead was refused: ${error?.message}`)
    const line = SHOWN.replace(kind === 'direct' ? 'bob(2)' : '7001(1)', kind === 'direct' ? 'bob' : '7001')
    await stage.untilLine('one kind is read', line)
    await stage.ending('a refresh', engine.commands.refresh())
    await stage.stays('one kind is read', () => stage.line() === line)
    const rest = await stage.ending('markRead of everything', engine.commands.markRead('all'))
    check(rest === undefined, `markRead of everything was refused: ${rest?.message}`)
    await stage.untilLine('everything is read', SHOWN.replaceAll(/\(\d\)/g, ''))
    return undefined
  }),
)

/** One event may tell of both, with a count that is what it was. */
const readThenNews = story('a message right after its conversation was marked as read', async (stage) => {
  const { engine, server } = stage
  const chat = 'direct/ann'
  const isTold = (text: string): boolean => stage.row(chat)?.lastMessage?.text === text
  await stage.receive(chat, 'before')
  await stage.until('the first message is shown', () => isTold('before') && stage.row(chat)?.unreadCount === 1)
  const error = await stage.ending('markRead', engine.commands.markRead(server.id(chat)))
  if (stage.supports('markRead') === 'none') {
    same('markRead, which the vendor lacks', error?.code, 'command/unsupported')
    return 'refused by name'
  }
  check(error === undefined, `markRead was refused: ${error?.message}`)
  await stage.receive(chat, 'after')
  await stage.until('the second message is shown', () => isTold('after'))
  await stage.stays('only the second message counts', () => stage.row(chat)?.unreadCount === 1)
  await stage.clock.advance(6_000)
  same('notes of a confirm without an echo', engine.diagnostics.counts['operation/no-echo'] ?? 0, 0)
  return undefined
})

/** A vendor may not know the level between; then that is refused, and not taken for another. */
const levels = story('levels of alerts', async (stage) => {
  const { engine, server } = stage
  const isAt = (chat: ChatKey, level: NotifyLevel) => (): boolean => stage.row(chat)?.notify === level
  const mute = (chat: ChatKey, level: NotifyLevel): Promise<ConvolistError | undefined> =>
    stage.ending(`mute to "${level}"`, engine.commands.mute(server.id(chat), level))
  if (stage.supports('mute') === 'none') {
    same('mute, which the vendor lacks', (await mute('direct/ann', 'none'))?.code, 'command/unsupported')
    return 'refused by name'
  }
  const steps = [
    ['direct/ann', 'none'],
    ['direct/ann', 'all'],
    ['group/7001', 'none'],
    ['group/7001', 'mentions'],
    ['group/7001', 'all'],
  ] as const
  let lacksMentions = false
  /* oxlint-disable no-await-in-loop -- one after the other */
  for (const [chat, level] of steps) {
    const error = await mute(chat, level)
    const isRefused = level === 'mentions' && error?.retryable === false
    lacksMentions ||= isRefused
    check(isRefused || error === undefined, `mute to "${level}" was refused: ${error?.message}`)
    await stage.settle(6_000) // longer than a change is shown that nobody confirms
    const wanted = isRefused ? 'none' : level
    await stage.until(`${chat} is at "${wanted}"`, isAt(chat, wanted))
    await stage.ending('a refresh', engine.commands.refresh())
    await stage.stays(`${chat} is at "${wanted}" when the list is read again`, isAt(chat, wanted))
  }
  /* oxlint-enable no-await-in-loop */
  return lacksMentions ? 'has no level for mentions' : undefined
})

/** Commands that the list does not show. */
const unseen: readonly Scenario[] = [
  story('command sendReceipt', async (stage) => {
    const { engine, server } = stage
    const id = server.id('direct/bob')
    const messages = server.messagesOf?.('direct/bob') ?? []
    const error = await stage.ending('sendReceipt', engine.commands.sendReceipt(id, messages))
    if (stage.supports('sendReceipt') === 'none') {
      same('sendReceipt, which the vendor lacks', error?.code, 'command/unsupported')
      check(error?.message.includes('"sendReceipt"') === true, 'the refusal does not name sendReceipt')
      return 'refused by name'
    }
    check(error === undefined, `sendReceipt was refused: ${error?.message}`)
    await stage.stays('the list is as it was', () => stage.line() === SHOWN)
    return messages.length > 0 ? undefined : 'of no message'
  }),
  story('command open', async (stage) => {
    const { engine, server, watched } = stage
    const ids = [server.id('direct/dan'), server.id('direct/ann'), undefined] as const
    for (const id of ids) {
      engine.commands.open(id)
      same('the open row', engine.getState().openId, id)
      // oxlint-disable-next-line no-await-in-loop -- one row after the other
      await stage.settle()
    }
    await stage.stays('the list is as it was', () => stage.line() === SHOWN)
    same('notes of calls that failed', engine.diagnostics.counts['vendor/failed'] ?? 0, 0)
    const told = watched.commands.flatMap((command) => (command.type === 'open' ? [command.ids] : []))
    const isServer = stage.supports('open') === 'server'
    same('what the source was told', told, isServer ? ids.map((id) => (id === undefined ? [] : [id])) : [])
    return isServer ? undefined : 'kept on this device'
  }),
  story('removed without its messages', async (stage) => {
    const error = await stage.ending('remove', stage.engine.commands.remove(stage.server.id('direct/bob')))
    if (stage.supports('remove') === 'none') {
      same('remove, which the vendor lacks', error?.code, 'command/unsupported')
      return 'refused by name'
    }
    check(error === undefined, `remove was refused: ${error?.message}`)
    await stage.settle()
    if (!stage.server.isCleared) return 'what becomes of its messages cannot be seen'
    check(!stage.server.isCleared('direct/bob'), 'the messages went with the conversation, which nobody had ordered')
    return undefined
  }),
]

const offline = withOrder('an order while the line is cut', async (stage, order) => {
  await stage.server.disconnect()
  await stage.settle()
  const { given } = act(stage, order)
  await stage.settle()
  await stage.clock.advance(31_000)
  const error = await stage.ending(order.command, given)
  check(error === undefined || error.retryable, `a cut line is not called retryable: ${error?.message}`)
  await stage.server.reconnect()
  await stage.until('connected again', () => stage.engine.getState().connection === 'connected')
  const again = later(order.give(stage.engine, stage.server.id(order.chat)))
  same('the same command again', (await stage.ending(order.command, again))?.code, undefined)
  await stage.until('as ordered', () => order.isShown(stage.row(order.chat)))
})

export const commandScenarios: readonly Scenario[] = [
  ...optimistic,
  offline,
  ...partial,
  ...kinds,
  readThenNews,
  ...carriedOut,
  levels,
  ...unseen,
]
