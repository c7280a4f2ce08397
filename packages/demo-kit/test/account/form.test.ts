import { describe, expect, it } from 'vitest'
import { createAccountForm } from '../../src/account/account-form.js'
import { failureText } from '../../src/account/account-texts.js'
import type { Credentials } from '../../src/account/credentials.js'
import { fieldProblem, toCredentials } from '../../src/account/fields.js'
import { LoginError, toLoginFailure } from '../../src/account/login-error.js'
import { textsOf } from '../../src/texts/index.js'

/** A form whose logins end as told. */
function openForm(outcome: () => Promise<void> = async () => {}) {
  const logins: [Credentials, unknown][] = []
  const form = createAccountForm({
    login: async (credentials, options) => {
      logins.push([credentials, options])
      await outcome()
    },
  })
  return { form, logins }
}

describe('the fields', () => {
  it.each([
    ['appKey', '', 'missing'],
    ['token', '  \n', 'missing'],
    ['token', ' abc ', undefined],
    ['token', 'abc def', 'inside'],
    ['sdkAppId', '1400000000', undefined],
    ['sdkAppId', '0x10', 'notANumber'],
    ['sdkAppId', '-1', 'notANumber'],
    ['sdkAppId', '01', 'notANumber'],
  ] as const)('%s as %j: %s', (name, typed, problem) => {
    expect(fieldProblem(name, typed)).toBe(problem)
  })

  it('become what each vendor is signed in to with', () => {
    expect(toCredentials('netease-nim', { appKey: ' k ', account: 'a', token: 't' }, 'local')).toEqual({
      kind: 'netease-nim',
      appKey: 'k',
      account: 'a',
      token: 't',
      service: 'local',
    })
    expect(toCredentials('tencent-chat', { sdkAppId: '140', userId: 'u', userSig: 's' }, undefined)).toEqual({
      kind: 'tencent-chat',
      sdkAppId: 140,
      userId: 'u',
      userSig: 's',
    })
    const modes = (['auto', 'server', 'ultra'] as const).map((mode) => toCredentials('rongcloud', {}, mode))
    expect(modes.map((each) => 'ultraGroupsInList' in each && each.ultraGroupsInList)).toEqual([undefined, false, true])
  })
})

describe('the form', () => {
  it('signs nobody in while a field is wrong, and says which', async () => {
    const { form, logins } = openForm()
    form.pickVendor('tencent-chat')
    form.type('sdkAppId', 'my app')
    form.type('userId', 'me')
    expect(await form.submit()).toBe('sdkAppId')
    expect(form.state.get().problems).toEqual({ sdkAppId: 'notANumber', userSig: 'missing' })
    expect(logins).toEqual([])
    form.type('sdkAppId', '1400000000')
    expect(form.state.get().problems).toEqual({ userSig: 'missing' })
  })

  it('is busy until the answer is in, signs in once, and forgets the secret', async () => {
    let answer = (): void => {}
    const { form, logins } = openForm(() => new Promise((resolve) => (answer = resolve)))
    form.pickVendor('rongcloud')
    form.type('appKey', 'key')
    form.type('token', 'secret')
    form.setBeside(true)
    const first = form.submit()
    await form.submit()
    expect(form.state.get().busy).toBe(true)
    expect(logins).toEqual([
      [{ kind: 'rongcloud', appKey: 'key', token: 'secret', ultraGroupsInList: undefined }, { isBeside: true }],
    ])
    answer()
    await first
    expect(form.state.get()).toMatchObject({ busy: false, typed: {}, isBeside: true, failure: undefined })
  })

  it('keeps what was typed after a refusal, and forgets it for another vendor', async () => {
    const refused = Object.assign(new Error('102302'), { code: 102302, desc: 'invalid token' })
    const { form } = openForm(() => Promise.reject(refused))
    form.type('appKey', 'k')
    form.type('account', 'a')
    form.type('token', 't')
    await form.submit()
    expect(form.state.get()).toMatchObject({ busy: false, typed: { token: 't' }, failure: { problem: 'refused' } })
    form.pickVendor('rongcloud')
    expect(form.state.get()).toMatchObject({ typed: {}, choice: 'auto', failure: undefined })
  })
})

describe('why signing in failed', () => {
  const words = (kind: Parameters<typeof toLoginFailure>[0], error: unknown, language: 'en' | 'zh-CN' = 'en'): string =>
    failureText(toLoginFailure(kind, error), textsOf(language))

  it('is said in words where the vendor’s code is known, with the code', () => {
    expect(words('netease-nim', { code: 101303, desc: 'appkey not exist' })).toBe(
      'There is no such app: check the app key or SDKAppID. (code 101303)',
    )
    expect(words('tencent-chat', { code: 70001 }, 'zh-CN')).toBe('Token 已过期。（错误码 70001）')
    expect(words('rongcloud', new LoginError('other', '', 31004))).toBe(
      'Account and token do not belong together, or the token is wrong. (code 31004)',
    )
    expect(words('rongcloud', new LoginError('other', '', 30007))).toBe('The server cannot be reached. (code 30007)')
    expect(words('tencent-chat', new LoginError('network', 'no answer in time'))).toBe('The server cannot be reached.')
  })

  it('is said in the vendor’s own words otherwise', () => {
    expect(words('netease-nim', { code: 414, desc: 'parameter error' })).toBe(
      'The vendor refused. (code 414, parameter error)',
    )
    expect(words('tencent-chat', new TypeError('x is not a function'))).toBe(
      'The vendor refused. (x is not a function)',
    )
    expect(words('rongcloud', 'gone')).toBe('The vendor refused. (gone)')
    expect(words('rongcloud', null)).toBe('The vendor refused. (null)')
  })
})
