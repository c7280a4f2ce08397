import type { AccountKind, Credentials } from './credentials.js'

export type FieldName = 'appKey' | 'account' | 'token' | 'sdkAppId' | 'userId' | 'userSig'
/** Why what was typed cannot be right; nobody has to be asked for that. */
export type FieldProblem = 'missing' | 'notANumber' | 'inside'

/** Two lists of one vendor, to choose from. */
export type ChoiceName = 'cloud' | 'local' | 'auto' | 'server' | 'ultra'

export interface AccountFields {
  readonly fields: readonly FieldName[]
  /** The first is the usual one. */
  readonly choices: readonly ChoiceName[]
}

export const accountFields: Readonly<Record<AccountKind, AccountFields>> = {
  'netease-nim': { fields: ['appKey', 'account', 'token'], choices: ['cloud', 'local'] },
  'tencent-chat': { fields: ['sdkAppId', 'userId', 'userSig'], choices: [] },
  rongcloud: { fields: ['appKey', 'token'], choices: ['auto', 'server', 'ultra'] },
}

const SECRETS: ReadonlySet<FieldName> = new Set(['token', 'userSig'])
export const isSecret = (name: FieldName): boolean => SECRETS.has(name)

export type Typed = Readonly<Partial<Record<FieldName, string>>>

/** What is wrong with a field as it stands. */
export function fieldProblem(name: FieldName, typed: string): FieldProblem | undefined {
  const value = typed.trim()
  if (value === '') return 'missing'
  if (name === 'sdkAppId') return /^[1-9]\d{0,14}$/.test(value) ? undefined : 'notANumber'
  return /\s/.test(value) ? 'inside' : undefined // a line break, or two values at once
}

/** The credentials that these fields, which have no problem, stand for. */
export function toCredentials(kind: AccountKind, typed: Typed, choice: ChoiceName | undefined): Credentials {
  const field = (name: FieldName): string => (typed[name] ?? '').trim()
  switch (kind) {
    case 'netease-nim':
      return {
        kind,
        appKey: field('appKey'),
        account: field('account'),
        token: field('token'),
        service: choice === 'local' ? 'local' : 'cloud',
      }
    case 'tencent-chat':
      return { kind, sdkAppId: Number(field('sdkAppId')), userId: field('userId'), userSig: field('userSig') }
    case 'rongcloud':
      return {
        kind,
        appKey: field('appKey'),
        token: field('token'),
        ultraGroupsInList: choice === 'ultra' ? true : choice === 'server' ? false : undefined,
      }
  }
}
