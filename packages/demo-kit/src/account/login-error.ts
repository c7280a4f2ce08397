import type { AccountKind } from './credentials.js'

/** Why a login failed, or an account was signed out: what a user can do something about. */
export type LoginProblem =
  'app' | 'refused' | 'expired' | 'blocked' | 'network' | 'busy' | 'kicked' | 'closed' | 'other'

export interface LoginFailure {
  readonly problem: LoginProblem
  /** The vendor's own code, and its words where they say more than we know. */
  readonly code?: string | undefined
  readonly detail?: string | undefined
}

/** What the demo itself finds out about a login; its code is none of the vendor's. */
export class LoginError extends Error {
  override readonly name = 'LoginError'
  constructor(
    readonly problem: LoginProblem,
    message: string,
    readonly code?: number,
  ) {
    super(message)
  }
}

/** The codes that the vendors name in their documentation of logins. Whatever is not here is shown in the vendor's words. */
const CODES: Readonly<Record<AccountKind, Partial<Record<LoginProblem, readonly number[]>>>> = {
  'netease-nim': {
    app: [101302, 101303, 101304],
    refused: [102302, 102404],
    blocked: [101301, 101403, 102422],
    network: [191005, 192001, 192002, 192003, 192004, 192005, 192006],
  },
  'tencent-chat': {
    app: [70014, 70020],
    refused: [70002, 70003, 70004, 70005, 70006, 70007, 70008, 70009, 70010, 70013, 70016, 70018, 70052],
    expired: [70001, 3004],
    blocked: [70051],
    network: [2800, 2801, 2805],
  },
  rongcloud: {
    app: [31002, 31007, 31008],
    refused: [31004, 31005, 31012, 31021],
    expired: [31020],
    blocked: [31009, 31011],
    network: [30001, 30002, 30003, 30007, 30011, 30019, 31000, 34006],
  },
}

/** What the SDK rejected with, as far as it can be told. */
export function toLoginFailure(kind: AccountKind, error: unknown): LoginFailure {
  const { code, message, desc } = partsOf(error)
  const problem =
    error instanceof LoginError && error.problem !== 'other'
      ? error.problem
      : (problems(kind).find(([, codes]) => codes.includes(Number(code)))?.[0] ?? 'other')
  return { problem, code: code === undefined ? undefined : String(code), detail: desc ?? message }
}

const problems = (kind: AccountKind): [LoginProblem, readonly number[]][] =>
  Object.entries(CODES[kind]) as [LoginProblem, readonly number[]][]

interface ErrorParts {
  readonly code?: string | number | undefined
  readonly message?: string | undefined
  /** NIM's own words; its `message` repeats the code. */
  readonly desc?: string | undefined
}

function partsOf(error: unknown): ErrorParts {
  if (typeof error !== 'object' || error === null) return { message: String(error) }
  const { code, message, desc } = error as Readonly<Record<string, unknown>>
  return {
    code: typeof code === 'number' || (typeof code === 'string' && code !== '') ? code : undefined,
    message: typeof message === 'string' && message !== '' ? message : undefined,
    desc: typeof desc === 'string' && desc !== '' ? desc : undefined,
  }
}
