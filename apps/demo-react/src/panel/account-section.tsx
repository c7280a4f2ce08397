import { useState, type ReactElement, type SubmitEvent } from 'react'
import { useDemo } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'

/** Logs in to a real NIM account in place of the simulator. */
export function AccountSection(): ReactElement {
  const { demo, texts } = useDemo()
  const { source } = useValue(demo.settings)
  return (
    <section>
      <h3>{texts.account.title}</h3>
      {source === 'account' ? (
        <button type="button" className="button wide" onClick={() => void demo.restart({ source: 'simulator' })}>
          {texts.account.back}
        </button>
      ) : (
        <AccountForm />
      )}
    </section>
  )
}

function AccountForm(): ReactElement {
  const { demo, texts } = useDemo()
  const { account } = texts
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const field = (name: string): string => String(form.get(name) ?? '').trim()
    setBusy(true)
    setFailure(undefined)
    try {
      const service = field('service') === 'local' ? 'local' : 'cloud'
      await demo.login({ appKey: field('appKey'), account: field('account'), token: field('token'), service })
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <p className="hint-text">{account.hint}</p>
      {(['appKey', 'account', 'token'] as const).map((name) => (
        <div key={name} className="field stacked">
          <label htmlFor={`account-${name}`}>{account[name]}</label>
          <input
            id={`account-${name}`}
            name={name}
            className="text-field"
            type={name === 'token' ? 'password' : 'text'}
            autoComplete="off"
            required
          />
        </div>
      ))}
      <div className="field">
        <label htmlFor="account-service">{account.service}</label>
        <select id="account-service" name="service" className="text-field">
          <option value="cloud">{account.cloud}</option>
          <option value="local">{account.local}</option>
        </select>
      </div>
      {failure !== undefined && (
        <p className="form-error" role="alert">
          {account.failed(failure)}
        </p>
      )}
      <button type="submit" className="button primary wide" disabled={busy}>
        {busy ? account.connecting : account.connect}
      </button>
    </form>
  )
}
