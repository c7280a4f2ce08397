import type { Capabilities, CommandCapability } from '../model/capabilities.js'
import type { Command, CommandAnswer, CommandName, CommandResult } from '../model/commands.js'
import { ConvolistError, isConvolistError } from '../model/errors.js'
import type { ConversationId } from '../model/ids.js'
import type { OperationChange, OperationId } from '../model/operations.js'
import type { Source } from '../model/source.js'
import type { Core } from './core.js'
import type { EngineOptions } from './engine.js'

/** One command as the user gave it. */
export interface Order {
  readonly name: CommandName
  readonly ids: readonly ConversationId[]
  /** What the rows show until the vendor has answered; nothing without it. */
  readonly change?: OperationChange | undefined
  /** The vendor command for some of the ids. */
  toCommand(ids: readonly ConversationId[]): Command
  /** One call for all ids, whatever the batch limit. */
  readonly atOnce?: boolean | undefined
}

/** Carries out orders: optimistic at once, split by the vendor's limits, and each with an end. */
export interface Operations {
  run(order: Order): Promise<readonly CommandAnswer[]>
  supportOf(name: CommandName): CommandCapability['support']
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
      abortAll(new ConvolistError('command/account-changed', 'the account changed while the command was under way'))
    }
  })

  const capabilityOf = (name: CommandName): CommandCapability =>
    capabilities(source(), core.state().capabilities)?.commands[name] ?? NO_SUPPORT

  function run(order: Order): Promise<readonly CommandAnswer[]> {
    const vendor = source()
    if (core.disposed) return Promise.reject(new ConvolistError('engine/disposed', 'the engine has been disposed'))
    if (!vendor) return Promise.reject(new ConvolistError('engine/no-source', `${order.name}: no source is connected`))
    const { support, batch, echo, why } = capabilityOf(order.name)
    if (support === 'none') {
      const reason = why ? `: ${why}` : ''
      return Promise.reject(
        new ConvolistError('command/unsupported', `${vendor.vendor} has no "${order.name}"${reason}`),
      )
    }
    const { epoch } = core.state()
    if (support === 'local') {
      const id = issue(order, order.ids, false)
      if (id) core.dispatch({ type: 'operationConfirmed', operationId: id, epoch })
      core.flush()
      return Promise.resolve([])
    }
    const chunks = order.atOnce ? [order.ids] : chunked(order.ids, batch)
    const calls = chunks.map((ids) => ({ ids, operationId: issue(order, ids, echo) }))
    core.flush()
    return inLanes(calls, ({ ids, operationId }) => call(vendor, order, ids, operationId, epoch)).then((results) =>
      joined(order.name, results),
    )
  }

  function issue(order: Order, ids: readonly ConversationId[], echo: boolean): OperationId | undefined {
    if (!order.change) return undefined
    const id = `op-${++lastId}` as OperationId
    const operation = { id, command: order.name, ids, change: order.change, issuedAt: core.now(), echo }
    core.dispatch({ type: 'operationIssued', operation, epoch: core.state().epoch })
    return id
  }

  async function call(
    vendor: Source,
    order: Order,
    ids: readonly ConversationId[],
    operationId: OperationId | undefined,
    epoch: number,
  ): Promise<CallResult> {
    try {
      const answer = await answerOrEnd(order, () => vendor.execute(order.toCommand(ids)))
      const failed = answer.failed ?? NONE_FAILED
      if (core.state().epoch !== epoch) return { ids, answer, failed }
      if (answer.rows?.length) core.dispatch({ type: 'conversationsUpserted', rows: answer.rows, epoch })
      if (answer.label) core.dispatch({ type: 'labelsChanged', labels: [answer.label], epoch })
      if (operationId) settle(operationId, ids, failed, answer.version, epoch)
      core.flush()
      return { ids, answer, failed }
    } catch (error) {
      const refused = toError(order.name, error)
      if (operationId && core.state().epoch === epoch) {
        const reason = refused.code === 'command/timeout' ? 'timeout' : 'refused'
        core.dispatch({ type: 'operationRejected', operationId, reason, epoch })
        core.flush()
      }
      return { ids, answer: {}, failed: new Map(ids.map((id) => [id, refused])), refused }
    }
  }

  function settle(
    operationId: OperationId,
    ids: readonly ConversationId[],
    failed: ReadonlyMap<ConversationId, ConvolistError>,
    version: number | undefined,
    epoch: number,
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
    core.after(holdMs, () => core.dispatch({ type: 'clockTicked' }))
  }

  /** The vendor's answer, or an error once it is too late or the account or engine is gone. */
  function answerOrEnd(order: Order, execute: () => Promise<CommandAnswer>): Promise<CommandAnswer> {
    return new Promise((resolve, reject) => {
      const cancel = core.after(timeoutMs, () => {
        const message = `${order.name}: no answer within ${timeoutMs} ms. It was rolled back and is read again`
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
        (answer) => finish(() => resolve(answer ?? {})),
        (error: unknown) => finish(() => reject(error)),
      )
    })
  }

  return {
    run,
    supportOf: (name) => capabilityOf(name).support,
    stop() {
      unsubscribe()
      abortAll(new ConvolistError('engine/disposed', 'the engine has been disposed'))
    },
  }
}

interface CallResult {
  readonly ids: readonly ConversationId[]
  readonly answer: CommandAnswer
  readonly failed: ReadonlyMap<ConversationId, ConvolistError>
  /** The call was refused as a whole. */
  readonly refused?: ConvolistError
}

const NONE_FAILED: ReadonlyMap<ConversationId, ConvolistError> = new Map()

const capabilities = (source: Source | undefined, declared: Capabilities | undefined): Capabilities | undefined =>
  source?.capabilities ?? declared

function chunked(ids: readonly ConversationId[], size: number): (readonly ConversationId[])[] {
  if (ids.length <= size) return [ids]
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
function joined(name: CommandName, results: readonly CallResult[]): readonly CommandAnswer[] {
  const failed = new Map<string, ConvolistError>()
  for (const result of results) for (const [id, error] of result.failed) failed.set(id, error)
  const count = results.reduce((sum, { ids }) => sum + ids.length, 0)
  const [first] = failed.values()
  const refused = results.find((result) => result.refused)?.refused
  if (refused && failed.size >= count) throw refused
  if (!first) return results.map((result) => result.answer)
  const code = failed.size >= count ? 'command/rejected' : 'command/partial'
  const what = `${name}: ${failed.size} of ${count} conversations were refused by the vendor and rolled back`
  const { vendorCode, retryable } = first
  throw new ConvolistError(code, what, { vendorCode, retryable, failed, cause: first })
}

function toError(name: CommandName, error: unknown): ConvolistError {
  if (isConvolistError(error)) return error
  return new ConvolistError('command/rejected', `${name} was refused by the vendor and rolled back`, { cause: error })
}

export const resultOf = (ids: readonly ConversationId[]): CommandResult => ({ ids })
