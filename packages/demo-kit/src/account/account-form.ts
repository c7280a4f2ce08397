import type { Demo } from '../session/demo.js'
import { createValue, type Value } from '../value.js'
import type { AccountKind } from './credentials.js'
import {
  accountFields,
  fieldProblem,
  isSecret,
  toCredentials,
  type ChoiceName,
  type FieldName,
  type FieldProblem,
  type Typed,
} from './fields.js'
import { toLoginFailure, type LoginFailure } from './login-error.js'

/** The form as it stands. */
export interface AccountFormState {
  readonly kind: AccountKind
  readonly typed: Typed
  /** Which of the vendor's lists; `undefined` where it has one only. */
  readonly choice: ChoiceName | undefined
  /** Show the account's conversations together with what is shown already. */
  readonly isBeside: boolean
  readonly problems: Readonly<Partial<Record<FieldName, FieldProblem>>>
  readonly busy: boolean
  readonly failure: LoginFailure | undefined
}

/** What both demos' sign-in forms do; they only draw it. */
export interface AccountForm {
  readonly state: Pick<Value<AccountFormState>, 'get' | 'subscribe'>
  /** Another vendor. What was typed for the former is forgotten. */
  pickVendor(kind: AccountKind): void
  type(name: FieldName, text: string): void
  choose(choice: ChoiceName): void
  setBeside(isBeside: boolean): void
  /**
   * Signs in if nothing is wrong with the fields.
   *
   * @returns the field to put the cursor in, where one is wrong.
   */
  submit(): Promise<FieldName | undefined>
}

const emptyForm = (kind: AccountKind, isBeside = false): AccountFormState => ({
  kind,
  typed: {},
  choice: accountFields[kind].choices[0],
  isBeside,
  problems: {},
  busy: false,
  failure: undefined,
})

export function createAccountForm(demo: Pick<Demo, 'login'>): AccountForm {
  const state = createValue(emptyForm('netease-nim'))
  const change = (some: Partial<AccountFormState>): void => state.set({ ...state.get(), ...some })

  return {
    state,
    pickVendor: (kind) => state.set(emptyForm(kind, state.get().isBeside)),
    type(name, text) {
      const { typed, problems } = state.get()
      const { [name]: _, ...others } = problems
      change({ typed: { ...typed, [name]: text }, problems: others })
    },
    choose: (choice) => change({ choice }),
    setBeside: (isBeside) => change({ isBeside }),
    async submit() {
      const { kind, typed, choice, isBeside, busy } = state.get()
      if (busy) return undefined
      const problems = problemsOf(kind, typed)
      change({ problems, failure: undefined })
      const wrong = accountFields[kind].fields.find((name) => problems[name])
      if (wrong) return wrong
      change({ busy: true })
      try {
        await demo.login(toCredentials(kind, typed, choice), { isBeside })
        state.set(emptyForm(kind, isBeside))
      } catch (error) {
        // The secret stays in its field, for a slip of the pen to be mended; it leaves with the form.
        change({ busy: false, failure: toLoginFailure(kind, error) })
      }
      return undefined
    },
  }
}

const problemsOf = (kind: AccountKind, typed: Typed): AccountFormState['problems'] =>
  Object.fromEntries(
    accountFields[kind].fields.flatMap((name) => {
      const problem = fieldProblem(name, typed[name] ?? '')
      return problem ? [[name, problem]] : []
    }),
  )

/** How a browser is to treat the field. */
export const inputOf = (name: FieldName): { readonly type: string; readonly inputMode: 'numeric' | undefined } => ({
  type: isSecret(name) ? 'password' : 'text',
  inputMode: name === 'sdkAppId' ? 'numeric' : undefined,
})
