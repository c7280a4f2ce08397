/** The SDK's own numbers; its texts are empty templates. */
export const webCodes = {
  notLoggedIn: 2024,
  notFound: 2500,
  invalidId: 2503,
  networkError: 2800,
  timeout: 2801,
  tooOften: 2996,
  kicked: 3003,
} as const

/** What the Web SDK rejects with. */
export class TencentWebError extends Error {
  readonly data = {}

  constructor(
    readonly code: number,
    what: string,
  ) {
    super(`Error code: ${code} (${what})`)
  }
}

export const refuse = (code: number, what: string): Promise<never> => Promise.reject(new TencentWebError(code, what))

/** Wrong arguments throw at once, and without a code. */
export function validate(condition: boolean): void {
  if (!condition) throw new Error('Params validate failed.')
}
