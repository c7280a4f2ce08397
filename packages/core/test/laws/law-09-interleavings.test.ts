import { describe, expect, it } from 'vitest'
import { getConversation, type EngineEvent, type OperationChange } from '../../src/index.js'
import { asCode } from './follow.js'
import { capabilities, commands } from './profiles.js'
import { toCode } from './to-code.js'
import { after, confirmed, given, id, issued, rejected, row, upserted } from './support.js'

/**
 * A world of one row, told in every order that can happen. The user does things one after another, the server does
 * them one after another in the same order, and sends an echo (a full row) and an answer for each; echoes arrive in
 * order, answers in order, but nothing is promised between the two. A new message may come at any time, but overtakes no echo.
 */
interface Act {
  readonly change: OperationChange
  /** Refused by the server: no effect and no echo. */
  readonly refused?: boolean
}
type Server = {
  readonly stickTop: boolean
  readonly notify: 'all' | 'none'
  readonly unread: number
  readonly message: number
}

const first: Server = { stickTop: false, notify: 'all', unread: 2, message: 1 }
const asRow = (server: Server) =>
  row('a', { on: server.message, unread: server.unread, stickTop: server.stickTop, notify: server.notify })

describe('law 9, in every order', () => {
  const toggle = (stickTop: boolean): Act => ({ change: { type: 'stickTop', stickTop } })
  const SCRIPTS: readonly (readonly [name: string, acts: readonly Act[], messages: number])[] = [
    ['one pin and a message', [toggle(true)], 1],
    ['one refused pin and two messages', [{ ...toggle(true), refused: true }], 2],
    ['two quick toggles', [toggle(true), toggle(false)], 0],
    ['two quick toggles and a message', [toggle(true), toggle(false)], 1],
    ['two toggles, the first refused', [{ ...toggle(true), refused: true }, toggle(false)], 1],
    ['two toggles, the second refused', [toggle(true), { ...toggle(false), refused: true }], 1],
    ['three quick toggles', [toggle(true), toggle(false), toggle(true)], 0],
    ['a pin and a mute', [toggle(true), { change: { type: 'notify', notify: 'none' } }], 1],
    ['reading, and a message', [{ change: { type: 'read' } }], 1],
    ['reading, and two messages', [{ change: { type: 'read' } }], 2],
    ['reading twice, and a message', [{ change: { type: 'read' } }, { change: { type: 'read' } }], 1],
    ['a refused reading, and a message', [{ change: { type: 'read' }, refused: true }], 1],
  ]

  it.each(SCRIPTS)(
    'law 9: in every order of issue, echo, answer and message the shown value never flashes: %s',
    (_, acts, messages) => {
      let orders = 0
      for (const order of interleavings(acts, messages, true)) {
        orders += 1
        play(acts, order)
      }
      expect(orders).toBeGreaterThan(2)
    },
  )

  /** Two reads and a message that come as one change of the count cannot be told apart. */
  const SILENT = SCRIPTS.filter(
    ([name, acts]) => acts.every((act) => !act.refused) && name !== 'reading twice, and a message',
  )
  it.each(SILENT)('law 9: the same with a vendor that answers and sends no echo: %s', (_, acts, messages) => {
    let orders = 0
    for (const order of interleavings(acts, messages, false)) {
      orders += 1
      play(acts, order, false)
    }
    expect(orders).toBeGreaterThan(2)
  })
})

/** All orders in which `issue0 do0 echo0 answer0 …` and the messages can happen. */
function* interleavings(acts: readonly Act[], messages: number, echo: boolean): Generator<string[]> {
  const lanes = acts.map((act, index) => [
    `issue${index}`,
    `do${index}`,
    ...(act.refused || !echo ? [] : [`echo${index}`]),
    `answer${index}`,
  ])
  yield* continued([], [...lanes.flat(), ...Array.from({ length: messages }, (_, index) => `message${index}`)])
}

function* continued(done: string[], left: readonly string[]): Generator<string[]> {
  if (left.length === 0) yield done
  for (const next of left) {
    if (mayHappen(next, left))
      yield* continued(
        [...done, next],
        left.filter((other) => other !== next),
      )
  }
}

const parse = (step: string): readonly [kind: string, number: number] => {
  const [, kind = '', digits] = /^([a-z]+)(\d+)$/.exec(step)!
  return [kind, Number(digits)]
}

/** What must come before: the user acts in order; the server does, tells and answers in order. */
function mayHappen(next: string, left: readonly string[]): boolean {
  const [kind, number] = parse(next)
  const isLeft = (other: string): boolean => left.includes(other)
  if (left.map(parse).some(([otherKind, other]) => otherKind === kind && other < number)) return false
  if (kind === 'do') return !isLeft(`issue${number}`)
  if (kind === 'echo' || kind === 'answer') return !isLeft(`do${number}`)
  if (kind !== 'message') return true
  return !left.some((other) => other.startsWith('echo') && !isLeft(`do${parse(other)[1]}`))
}

/** Plays one order and looks at the row after each step. */
function play(acts: readonly Act[], order: readonly string[], echo = true): void {
  const setting = { capabilities: capabilities({ commands: commands(echo) }) }
  let server = first
  const echoes: EngineEvent[] = []
  let wanted = { ...first }
  let state = given(setting, upserted(asRow(first)))
  const told: EngineEvent[] = []
  const tell = (event: EngineEvent): void => {
    told.push(event)
    state = after(state, event)
  }
  const unreadAtIssue: number[] = []
  for (const step of order) {
    const [kind, number] = parse(step)
    const act = acts[number]!
    switch (kind) {
      case 'issue':
        unreadAtIssue[number] = wanted.unread
        wanted = effect(wanted, act.change, wanted.unread)
        tell(issued(`o${number}`, 'a', act.change, { echo }))
        break
      case 'do':
        if (!act.refused) server = effect(server, act.change, unreadAtIssue[number]!)
        echoes[number] = upserted(asRow(server))
        break
      case 'echo':
        tell(echoes[number]!)
        break
      case 'answer':
        if (act.refused) wanted = withoutActs(acts, order, step)
        tell(act.refused ? rejected(`o${number}`) : confirmed(`o${number}`))
        break
      default:
        server = withMessage(server)
        wanted = withMessage(wanted)
        tell(upserted(asRow(server)))
    }
    const shown = getConversation(state, id('a'))!
    const seen = { stickTop: shown.stickTop, notify: shown.notify, unread: shown.unreadCount }
    const { stickTop, notify, unread } = wanted
    if (seen.stickTop === stickTop && seen.notify === notify && seen.unread === unread) continue
    throw new Error(`${order.join(' ')}: at ${step} got ${toCode(seen)}, expected ${toCode(wanted)}\n${asCode(told)}`)
  }
}

function effect(server: Server, change: OperationChange, unread: number): Server {
  if (change.type === 'read') return { ...server, unread: server.unread - unread }
  if (change.type === 'stickTop') return { ...server, stickTop: change.stickTop }
  return change.type === 'notify' ? { ...server, notify: change.notify as Server['notify'] } : server
}

const withMessage = ({ stickTop, notify, unread, message }: Server): Server => ({
  stickTop,
  notify,
  unread: unread + 1,
  message: message + 1,
})

/** What is to be seen once the refusals up to this step are known. */
function withoutActs(acts: readonly Act[], order: readonly string[], until: string): Server {
  let wanted = first
  const refused = new Set(
    acts.flatMap((act, index) =>
      act.refused && order.indexOf(`answer${index}`) <= order.indexOf(until) ? [index] : [],
    ),
  )
  for (const step of order.slice(0, order.indexOf(until) + 1)) {
    const [, number] = parse(step)
    if (step.startsWith('message')) wanted = withMessage(wanted)
    if (step.startsWith('issue') && !refused.has(number)) wanted = effect(wanted, acts[number]!.change, wanted.unread)
  }
  return wanted
}
