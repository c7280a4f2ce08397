const descriptions: Readonly<Record<number, string>> = {
  416: 'rate limit reached',
  500: 'server internal error',
  503: 'server busy',
  107317: 'team message receipt rate limit',
  107404: 'message not exist',
  110302: 'conversation and account mismatch',
  110303: 'conversation stick top limit',
  110304: 'conversation belonged group limit',
  110404: 'conversation not exist',
  116404: 'conversation group not exist',
  116435: 'conversation group limit',
  116437: 'conversations in group limit',
  190002: 'illegal state',
  191001: 'misuse',
  191004: 'invalid parameter',
  191005: 'timeout',
  191006: 'resource not exist',
  191007: 'resource already exist',
  192001: 'connect failed',
  192003: 'disconnect',
  192004: 'protocol timeout',
}

/** The codes the client itself gives. */
export const clientCodes = {
  illegalState: 190002,
  misuse: 191001,
  invalidParameter: 191004,
  readTimeout: 191005,
  notExist: 191006,
  alreadyExist: 191007,
  connectFailed: 192001,
  disconnect: 192003,
  timeout: 192004,
} as const

/** An error as the SDK makes it. */
export class NimDoubleError extends Error {
  override readonly name: string = 'V2NIMError'
  readonly desc: string

  constructor(
    readonly code: number,
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    const desc = descriptions[code] ?? ''
    super(desc)
    this.desc = desc
  }
}

/** The same, for use as an expression. */
export function raise(code: number, reason?: string): never {
  throw new NimDoubleError(code, reason === undefined ? {} : { reason })
}

class InvalidArgument extends NimDoubleError {
  override readonly name = 'ValidateErrorV2'
}

/** What the SDK's own checks of arguments throw. */
export function refuseArgument(reason: string): never {
  throw new InvalidArgument(clientCodes.invalidParameter, { reason })
}
