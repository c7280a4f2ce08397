import { ConvolistError } from '@convolist/core'

/** @throws ConvolistError `source/wrong-instance` naming the missing method, and what was expected. */
export function checkInstance(chat: unknown, needed: readonly string[], expected: string): void {
  const missing = needed.find((name) => !hasMethod(chat, name))
  if (missing === undefined) return
  const found = Object(chat) === chat ? `${missing} is not a function` : `got ${String(chat)}`
  throw new ConvolistError('source/wrong-instance', `Tencent: needs ${expected}, but ${found}.`)
}

/** Options as an object, as they are. */
export function checkOptions<Options extends object>(options: Options): Options {
  if (typeof options !== 'object' || !options || Array.isArray(options)) refuse('options', 'an object', options)
  return options
}

export function refuse(option: string, expected: string, got: unknown): never {
  const found =
    typeof got === 'string' ? JSON.stringify(got) : Array.isArray(got) ? 'a list' : got === null ? 'null' : typeof got
  throw new ConvolistError('option/invalid', `Tencent: option "${option}" must be ${expected}, but is ${found}.`)
}

/** What is left of the options when the known ones are taken: a misspelled one would be lost in silence. */
export function refuseOthers(others: object): void {
  for (const [name, value] of Object.entries(others)) refuse(name, 'left out', value)
}

export const hasMethod = (chat: unknown, name: string): boolean =>
  typeof (Object(chat) as Record<string, unknown>)[name] === 'function'
