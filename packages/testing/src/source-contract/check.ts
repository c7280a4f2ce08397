/** What a scenario found wrong, in words for the author of the adapter. */
export class ContractFailure extends Error {
  override readonly name = 'ContractFailure'
}

export function check(isRight: boolean, message: string): asserts isRight {
  if (!isRight) throw new ContractFailure(message)
}

/** Compares plain values by what they hold. */
export function same(what: string, found: unknown, wanted: unknown): void {
  const [foundText, wantedText] = [inText(found), inText(wanted)]
  check(foundText === wantedText, `${what}: expected ${wantedText}, found ${foundText}`)
}

const inText = (value: unknown): string => JSON.stringify(value) ?? 'undefined'

/** For a promise that is asked about later: Node would call its rejection unhandled until then. */
export function later<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined)
  return promise
}
