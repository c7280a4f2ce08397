import type { Call } from '../commands.js'
import { codeOf, unsupported } from '../errors.js'
import { fieldsOf, isRecord } from '../read.js'
import type { V2TimLine } from './session.js'

/** The native constant for "not logged in". */
const NOT_LOGGED_IN = 6014

/** The module as the rest of the family sees it. */
export interface Module {
  readonly call: Call
  has(method: string): boolean
  /** Set by the connection: Tencent said that the account that asked is no longer logged in, which no callback tells. */
  onLoggedOut: (() => void) | undefined
}

export function openModule(chat: object, line: V2TimLine): Module {
  const methods = chat as Readonly<Record<string, unknown>>
  const module: Module = {
    onLoggedOut: undefined,
    has: (method) => typeof methods[method] === 'function',
    async call(method, params = {}) {
      const found = methods[method]
      if (typeof found !== 'function') throw unsupported(method, 'this SDK has no such method')
      const { session } = line
      try {
        return unwrap(await (found.call(chat, params) as unknown))
      } catch (cause) {
        if (codeOf(cause) === NOT_LOGGED_IN && session && line.session === session) module.onLoggedOut?.()
        throw cause
      }
    },
  }
  return module
}

/**
 * A module answers `{code, data, desc}`, the H5 wrapper the same one level deeper as `{type, data: {code, ...}}`, and some
 * native bindings the value alone, or `{data}` as the documents print it. A code other than 0 is an error, whether it was
 * rejected with or not.
 */
function unwrap(answer: unknown): unknown {
  const { data } = fieldsOf(answer)
  if (codeOf(data) !== undefined) return unwrap(data)
  const code = codeOf(answer)
  if (code === undefined) return hasDataOnly(answer) ? unwrap(data) : answer
  if (code !== 0) throw answer // wrapped by the caller
  return data
}

function hasDataOnly(answer: unknown): boolean {
  const keys = Object.keys(fieldsOf(answer))
  return keys.includes('data') && keys.every((key) => /^(code|data|desc|type)$/.test(key))
}

/**
 * What a callback was given: the raw modules hand over `{method, type, data, listenerUuid}` (some of it misspelled
 * `methid`), native bindings plain arguments.
 */
export function argumentsOf(args: readonly unknown[]): readonly unknown[] {
  const [first] = args
  const isPayload =
    isRecord(first) && 'data' in first && ['method', 'methid', 'listenerUuid'].some((key) => Object.hasOwn(first, key))
  return isPayload ? [first.data] : args
}
