import type { Capabilities, CommandCapability } from '../model/capabilities.js'
import type { Command, CommandAnswer, CommandName } from '../model/commands.js'
import { ConvolistError, isConvolistError } from '../model/errors.js'
import { type ConversationId, toEpochMs } from '../model/ids.js'
import type { OperationChange, OperationId } from '../model/operations.js'
import type { Source } from '../model/source.js'
import type { Core } from './core.js'
import type { EngineOptions } from './engine.js'
import { accountChanged, disposed, noSource } from './failures.js'

/** One command as the user gave it. */
export interface Order {
  readonly name: CommandName
  readonly ids: readonly ConversationId[]
  /** What the rows show until the vendor has answered; nothing without it. */
  readonly change?: OperationChange | undefined
  /** Rows that show it as it is: nothing is laid over them, and no echo awaited. */
  isDone?(id: ConversationId): boolean
  /** The vendor command for some of the ids. */
  toCommand(ids: readonly ConversationId[]): Command
  /** One call for all ids, whatever the batch limit. */
  readonly atOnce?: boolean | undefined
}

/** Carries out orders: optimistic at once, split by the vendor's limits, and each with an end. */
export interface Operations {
  /** @throws ConvolistError that says for which ids it did not go through. */
  run(order: Order): Promise<readonly CommandAnswer[]>
  /** The same, with what became of each call. */
  attempt(order: Order): Promise<CallResult[]>
  capabilityOf(name: CommandName): CommandCapability
  stop(): void
}

/** Calls of one order that are under way at the same time. */
const CALLS_AT_ONCE = 4

const NO_SUPPORT: CommandCapability = { support: 'none', batch: 1, echo: false }

export function createOperations(core: Core, source: () => Source | undefined, options: EngineOptions): Operations {
  const timeoutMs = options.operationTimeoutMs ?? 30_000
  const holdMs = options.echoHoldMs ?? 5_000
  const aborts = new Set<(error: ConvolistError) => void>()
  let lastId = 0

  const abortAll = (error: ConvolistError): void => [...aborts].forEach((abort) => abort(error))
  const unsubscribe = core.subscribe((state, previous) => {
    if (state.epoch !== previous.epoch) {
      abortAll(accountChanged())
    }
  })

  const capabilityOf = (name: CommandName): CommandCapability =>
    capabilities(source(), core.state().capabilities)?.commands[name] ?? NO_SUPPORT

  const run = async (order: Order): Promise<readonly CommandAnswer[]> => joined(order.name, await attempt(order))

  function attempt(order: Order): Promise<CallResult[]> {
    const vendor = source()
    if (core.disposed) return Promise.reject(disposed())
    if (!vendor) return Promise.reject(noSource(order.name))
    const { support, batch, echo, why } = capabilityOf(order.name)
    if (support === 'none') {
      const reason = why ? `: ${why}` : ''
      return Promise.reject(
        new ConvolistError('command/unsupported', `${vendor.vendor} has no "${order.name}"${reason}`),
      )
    }
    const { epoch } = core.state()
    const from: Origin = { vendor, epoch, echo }
    if (support === 'local') {
      const id = issue(order, order.ids, false)
      if (id) core.dispatch({ type: 'operationConfirmed', operationId: id, epoch })
      core.flush()
      return Promise.resolve([])
    }
    const chunks = order.atOnce ? [order.ids] : chunked(order.ids, batch)
    const calls = chunks.map((ids) => ({ ids, operationId: issue(order, ids, echo) }))
    core.flush()
    return inLanes(calls, ({ ids, operationId }) => call(from, order, ids, operationId))
  }

  function issue(order: Order, asked: readonly ConversationId[], echo: boolean): OperationId | undefined {
    if (!order.change) return undefined
    const ids = asked.filter((id) => !order.isDone?.(id))
    const id = `op-${++lastId}` as OperationId
    const operation = { id, command: order.name, ids, change: order.change, issuedAt: core.now(), echo }
    core.dispatch({ type: 'operationIssued', operation, epoch: core.state().epoch })
    return id
  }

  async function call(
    from: Origin,
    order: Order,
    ids: readonly ConversationId[],
    operationId: OperationId | undefined,
  ): Promise<CallResult> {
    const { vendor, epoch } = from
    const toAnswer = async (): Promise<CommandAnswer> => checkAnswer(await vendor.execute(order.toCommand(ids)))
    try {
      stopIfGone(from)
      const answer = await answerOrEnd(order, toAnswer)
      const failed = answer.failed ?? NONE_FAILED
      if (core.state().epoch !== epoch) return { ids, answer, failed }
      if (answer.rows?.length) core.dispatch({ type: 'conversationsUpserted', rows: answer.rows, epoch })
      if (answer.label) core.dispatch({ type: 'labelsChanged', labels: [answer.label], epoch })
      if (operationId) settle(from, operationId, ids, failed, answer.version)
      core.flush()
      return { ids, answer, failed }
    } catch (error) {
      const refused = toError(order.name, error)
      if (operationId && core.state().epoch === epoch) {
        const reason = refused.code === 'command/timeout' ? 'timeout' : 'refused'
        core.dispatch({ type: 'operationRejected', operationId, reason, epoch })
        core.flush()
      }
      if (ids.length === 0) throw refused // there is no row to name
      return { ids, answer: {}, failed: new Map(ids.map((id) => [id, refused])) }
    }
  }

  /** A call that waited for its lane is not made for an account, or by a source, that has gone meanwhile. */
  function stopIfGone({ vendor, epoch }: Origin): void {
    if (core.disposed) throw disposed()
    if (core.state().epoch !== epoch) throw accountChanged()
    if (source() !== vendor) throw noSource()
  }

  function settle(
    { epoch, echo }: Origin,
    operationId: OperationId,
    ids: readonly ConversationId[],
    failed: ReadonlyMap<ConversationId, ConvolistError>,
    version: number | undefined,
  ): void {
    const bad = ids.filter((id) => failed.has(id))
    const good = ids.filter((id) => !failed.has(id))
    if (bad.length) core.dispatch({ type: 'operationRejected', operationId, ids: bad, reason: 'refused', epoch })
    if (!good.length) return
    core.dispatch({
      type: 'operationConfirmed',
      operationId,
      ids: good,
      ...(version !== undefined && { version }),
      epoch,
    })
    if (!echo) return
    // Timers may fire a little early, and the device's clock may be set back: the hold is over all the same.
    const due = core.now() + holdMs
    core.after(holdMs, () => core.dispatch({ type: 'clockTicked', at: toEpochMs(Math.max(due, core.now())) }))
  }

  /** An answer that cannot be read is not one. */
  function checkAnswer(answer: CommandAnswer | undefined): CommandAnswer {
    const { failed, rows } = answer ?? {}
    const isReadable = (!failed || typeof failed.has === 'function') && (!rows || Array.isArray(rows))
    if (isReadable) return answer ?? {}
    core.report({ code: 'vendor/malformed', path: 'execute', vendor: source()?.vendor })
    throw new ConvolistError('command/rejected', 'the answer of the source cannot be read')
  }

  /** The vendor's answer, or an error once it is too late or the account or engine is gone. */
  function answerOrEnd(order: Order, execute: () => Promise<CommandAnswer>): Promise<CommandAnswer> {
    return new Promise((resolve, reject) => {
      const cancel = core.after(timeoutMs, () => {
        const message = `${order.name}: no answer within ${timeoutMs} ms; it was rolled back`
        finish(() => reject(new ConvolistError('command/timeout', message, { retryable: true })))
      })
      const abort = (error: ConvolistError): void => finish(() => reject(error))
      const finish = (end: () => void): void => {
        cancel()
        aborts.delete(abort)
        end()
      }
      aborts.add(abort)
      // In an async function: adapters of SDKs that throw synchronously reject all the same.
      void (async () => execute())().then(
        (answer) => finish(() => resolve(answer)),
        (error: unknown) => finish(() => reject(error)),
      )
    })
  }

  return {
    run,
    attempt,
    capabilityOf,
    stop() {
      unsubscribe()
      abortAll(disposed())
    },
  }
}

/** Where an order goes. */
interface Origin {
  readonly vendor: Source
  readonly epoch: number
  readonly echo: boolean
}

export interface CallResult {
  readonly ids: readonly ConversationId[]
  readonly answer: CommandAnswer
  readonly failed: ReadonlyMap<string, ConvolistError>
}

const NONE_FAILED: ReadonlyMap<ConversationId, ConvolistError> = new Map()

const capabilities = (source: Source | undefined, declared: Capabilities | undefined): Capabilities | undefined =>
  source?.capabilities ?? declared

function chunked(ids: readonly ConversationId[], size: number): (readonly ConversationId[])[] {
  if (ids.length <= size || !(size >= 1)) return [ids]
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size))
}

async function inLanes<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await run(items[i]!)
  }
  await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, items.length) }, lane))
  return results
}

/** All went through, or an error that says for which ids it did not. */
export function joined(name: CommandName, results: readonly CallResult[]): readonly CommandAnswer[] {
  const failed = new Map<string, ConvolistError>(results.flatMap((result) => [...result.failed]))
  const count = results.reduce((sum, { ids }) => sum + ids.length, 0)
  const isPartial = failed.size < count
  const [first, second] = new Set(failed.values())
  if (!first) return results.map((result) => result.answer)
  if (!isPartial && !second) throw first
  const code = isPartial ? 'command/partial' : first.code
  const what = `${name}: ${failed.size} of ${count} conversations were refused by the vendor and rolled back`
  const { vendorCode, retryable } = first
  throw new ConvolistError(code, what, { vendorCode, retryable, failed, cause: first })
}

/** Our own errors stay what they are. */
export function toError(name: CommandName | 'readUnread', error: unknown): ConvolistError {
  if (isConvolistError(error)) return error
  return new ConvolistError('command/rejected', `${name} was refused by the vendor`, { cause: error })
}
