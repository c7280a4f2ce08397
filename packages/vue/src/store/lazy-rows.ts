import type { Conversation } from '@convolist/core'
import { refuseWrites, VUE_SKIP, type Guard, type Refuse } from './guard.js'

/** Where rows are read from: a view of one state. */
export interface RowReader {
  readonly size: number
  at(index: number): Conversation | undefined
}

/**
 * All rows as an array that reads a row when it is asked for it: Pinia's state may hold it for 100,000 rows, and nothing
 * is copied or walked before somebody wants to see them.
 */
export function lazyRows(reader: RowReader, guard: Guard, refuse: Refuse): readonly Conversation[] {
  const rowAt = (key: string | symbol): Conversation | undefined => {
    const row = typeof key === 'string' && /^\d+$/.test(key) ? reader.at(Number(key)) : undefined
    return row && guard(row, ['row'])
  }
  return new Proxy<Conversation[]>([], {
    get(target, key) {
      if (key === 'length') return reader.size
      if (key === VUE_SKIP) return true
      return rowAt(key) ?? (Reflect.get(target, key) as unknown)
    },
    has: (target, key) => rowAt(key) !== undefined || Reflect.has(target, key),
    ownKeys: () => [...Array(reader.size).keys(), 'length'].map(String),
    getOwnPropertyDescriptor(target, key) {
      const value = rowAt(key)
      return value ? { value, enumerable: true, configurable: true } : Reflect.getOwnPropertyDescriptor(target, key)
    },
    ...refuseWrites((key) => refuse(['rows', String(key)])),
  })
}
