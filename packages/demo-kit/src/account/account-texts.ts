import type { Part } from '../session/backends.js'
import type { Texts } from '../texts/index.js'
import type { LoginFailure } from './login-error.js'

/** Why signing in failed, or somebody was signed out: what we know first, then what the vendor says. */
export function failureText({ problem, code, detail }: LoginFailure, { account }: Texts): string {
  const said = [code && account.code(code), problem === 'other' && detail].filter(Boolean).join(', ')
  const why = account.problems[problem]
  return said ? account.withDetail(why, said) : why
}

/** What a part of the list is called: a simulated vendor by its name, an account as the user's own. */
export const partText = ({ name, vendor }: Pick<Part, 'name' | 'vendor'>, texts: Texts): string =>
  name === vendor ? texts.vendors[vendor] : texts.account.mine(texts.vendors[vendor])
