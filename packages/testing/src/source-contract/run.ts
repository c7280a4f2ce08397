import { check, ContractFailure, same } from './check.js'
import type { SourceContractOptions } from './rig.js'
import { contractScenarios } from './scenarios/index.js'
import type { Scenario } from './scenarios/scenario.js'
import { createStage, type Stage } from './stage.js'

/** How one scenario ended for one source. */
export interface ScenarioOutcome {
  readonly scenario: string
  /** `gap`: it failed, as `knownGaps` said it would. */
  readonly outcome: 'passed' | 'failed' | 'gap'
  /** What was proven instead, why there is a gap, or what is wrong. */
  readonly note: string | undefined
}

/**
 * Plays one scenario on a rig of its own.
 *
 * @returns what was proven in its place, where the vendor lacks what it is about.
 * @throws ContractFailure saying what is wrong, with the list as it was; whatever the source or the rig throws.
 */
export async function playScenario(scenario: Scenario, options: SourceContractOptions): Promise<string | undefined> {
  const stage = await createStage(options)
  try {
    const note = await scenario.run(stage)
    same('thrown into the SDK', stage.rig.uncaught().map(String), [])
    same('events that changed after they were emitted', stage.watched.changed(), [])
    same('notes that carry the words of a message', wordsIn(stage), [])
    return note ?? undefined
  } catch (error) {
    throw withList(error, stage)
  } finally {
    await stage.close()
  }
}

function wordsIn({ words, watched, engine }: Stage): readonly string[] {
  const told = [...watched.notes, ...engine.diagnostics.recent].map((note) => JSON.stringify(note))
  return told.filter((note) => [...words].some((text) => note.includes(text)))
}

function withList(error: unknown, stage: Stage): unknown {
  const message = messageOf(error)
  if (message === undefined) return error
  const notes = stage.engine.diagnostics.recent.map(({ code, path, detail }) => [code, path, detail].join(' '))
  const thrown = stage.rig.uncaught().map(String)
  const lines = [
    message,
    `  list:  ${stage.line()}`,
    `  notes: ${notes.slice(-5).join('; ') || 'none'}`,
    ...(thrown.length > 0 ? [`  thrown into the SDK: ${thrown.slice(-3).join('; ')}`] : []),
  ]
  return new ContractFailure(lines.join('\n'), { cause: error })
}

/** Errors of the rig are told as they are; those of the suite, and of writing into what is frozen, with the list. */
function messageOf(error: unknown): string | undefined {
  if (error instanceof ContractFailure) return error.message
  if (!(error instanceof TypeError) || !/read.?only|not extensible/.test(error.message)) return undefined
  return `somebody wrote into an object that the source had given to the engine: ${error.message}`
}

/**
 * The same, held against `knownGaps`: a known gap must fail.
 *
 * @returns how it ended, when that is as it should be.
 * @throws the scenario's own failure; ContractFailure for a gap that passes.
 */
export async function holdScenario(scenario: Scenario, options: SourceContractOptions): Promise<ScenarioOutcome> {
  const { name } = scenario
  const gap = Object.hasOwn(options.knownGaps ?? {}, name) ? options.knownGaps?.[name] : undefined
  if (gap === undefined) return { scenario: name, outcome: 'passed', note: await playScenario(scenario, options) }
  const isClosed = await playScenario(scenario, options).then(
    () => true,
    () => false,
  )
  check(!isClosed, `"${name}" is listed as a known gap (${gap}), but it passes: take it off the list`)
  return { scenario: name, outcome: 'gap', note: gap }
}

/** @throws ContractFailure naming a gap of a scenario there is not, or one without a reason. */
export function checkGaps({ knownGaps = {} }: SourceContractOptions): void {
  const names = contractScenarios.map(({ name }) => name)
  for (const [name, reason] of Object.entries(knownGaps)) {
    check(names.includes(name), `knownGaps: there is no scenario "${name}"; there are: ${names.join(', ')}`)
    check(reason !== '', `knownGaps: "${name}" needs a reason`)
  }
}

/**
 * Plays the whole suite without a test runner.
 *
 * @throws ContractFailure for gaps that are misspelled; what scenarios find wrong is in the outcomes.
 */
export async function runSourceContract(options: SourceContractOptions): Promise<readonly ScenarioOutcome[]> {
  checkGaps(options)
  const outcomes: ScenarioOutcome[] = []
  for (const scenario of contractScenarios) {
    // oxlint-disable-next-line no-await-in-loop -- each has the machine, and its real sockets, for itself
    outcomes.push(await holdScenario(scenario, options).catch((error: unknown) => failed(scenario, error)))
  }
  return outcomes
}

const failed = ({ name }: Scenario, error: unknown): ScenarioOutcome => ({
  scenario: name,
  outcome: 'failed',
  note: error instanceof Error ? error.message : String(error),
})
