import {
  accountFields,
  accountKinds,
  createAccountForm,
  failureText,
  inputOf,
  type AccountKind,
  type ChoiceName,
  type FieldName,
} from '@convolist/demo-kit'
import { useId, useRef, useState, type ReactElement, type SubmitEvent } from 'react'
import { useDemo } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'
import { AccountField } from './account-field.js'

/** Signs in with an account at one of the vendors. */
export function AccountForm(): ReactElement {
  const { demo, texts } = useDemo()
  const [form] = useState(() => createAccountForm(demo))
  const { kind, typed, choice, isBeside, problems, busy, failure } = useValue(form.state)
  const id = useId()
  const inputs = useRef<Partial<Record<FieldName, HTMLInputElement | null>>>({})
  const { account } = texts
  const { fields, choices } = accountFields[kind]

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const wrong = await form.submit()
    if (wrong) inputs.current[wrong]?.focus()
  }
  return (
    <form aria-label={account.titleForm} noValidate onSubmit={(event) => void submit(event)}>
      <div className="field stacked">
        <label htmlFor={`${id}-vendor`}>{account.titleForm}</label>
        <select
          id={`${id}-vendor`}
          className="text-field"
          value={kind}
          disabled={busy}
          onChange={(event) => form.pickVendor(event.target.value as AccountKind)}
        >
          {accountKinds.map((each) => (
            <option key={each} value={each}>
              {account.vendors[each]}
            </option>
          ))}
        </select>
      </div>
      <p className="hint-text">{account.hint[kind]}</p>
      {fields.map((name) => (
        <AccountField
          key={name}
          ref={(input) => void (inputs.current[name] = input)}
          label={account.fields[name]}
          problem={problems[name] && account.fieldProblems[problems[name]](account.fields[name])}
          {...inputOf(name)}
          value={typed[name] ?? ''}
          onType={(text) => form.type(name, text)}
        />
      ))}
      {choices.length > 0 && (
        <div className="field">
          <label htmlFor={`${id}-list`}>{account.list}</label>
          <select
            id={`${id}-list`}
            className="text-field"
            value={choice}
            onChange={(event) => form.choose(event.target.value as ChoiceName)}
          >
            {choices.map((each) => (
              <option key={each} value={each}>
                {account.choices[each]}
              </option>
            ))}
          </select>
        </div>
      )}
      <label className="check">
        <input type="checkbox" checked={isBeside} onChange={(event) => form.setBeside(event.target.checked)} />
        {account.beside}
      </label>
      {failure && (
        <p className="form-error" role="alert">
          {account.failed(failureText(failure, texts))}
        </p>
      )}
      <button type="submit" className="button primary wide" disabled={busy}>
        {busy ? account.connecting : account.connect}
      </button>
    </form>
  )
}
