import { createConversation, type Conversation } from '../../src/index.js'
import { same } from './reference/index.js'

/** A value as TypeScript that can be pasted into a test: undefined, NaN, lone surrogates and `__proto__` keys survive. */
export function toCode(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'function') return String(value)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(toCode).join(', ')}]`
  if (isFullRow(value)) return `createConversation(${toLiteral(toSeed(value))})`
  return toLiteral(value)
}

const toLiteral = (value: object): string => {
  const parts = Object.entries(value).map(([key, part]) => `${toKey(key)}: ${toCode(part)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

const quote = (text: string): string =>
  `'${text
    .replace(/[\\']/g, '\\$&')
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`

/** `__proto__` as a plain key would set the prototype. */
const toKey = (key: string): string => {
  if (key === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)
}

const isFullRow = (value: object): value is Conversation =>
  Object.hasOwn(value, 'avatarUrl') && Object.hasOwn(value, 'kind') && Object.hasOwn(value, 'sortKey')

/** Only the fields that are not what `createConversation` would fill in. */
function toSeed(row: Conversation): object {
  const { id, kind, targetId, ...rest } = row
  const neutral: Readonly<Record<string, unknown>> = { ...createConversation({ id, kind, targetId }) }
  const said = Object.entries(rest).filter(([field, part]) => !same(part, neutral[field]))
  return { id, kind, targetId, ...Object.fromEntries(said) }
}
