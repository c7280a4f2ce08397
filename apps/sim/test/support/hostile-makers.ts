// What is hard to write down as a literal.

export function circle(): object {
  const self: Record<string, unknown> = {}
  self['self'] = self
  return self
}

export function deep(levels: number): object {
  let inner: object = {}
  for (let i = 0; i < levels; i++) inner = { inner }
  return inner
}

export function failing(): never {
  throw new Error('hostile')
}

export const throwing = (...keys: string[]): object =>
  Object.defineProperties({}, Object.fromEntries(keys.map((key) => [key, { enumerable: true, get: failing }])))

export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
