import { failureText, partText, type SignedIn } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useDemo } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'
import { AccountForm } from './account-form.js'

/** The user's own accounts at the vendors, in place of the simulator or beside it. */
export function AccountSection(): ReactElement {
  const { demo, texts } = useDemo()
  const accounts = useValue(demo.accounts)
  return (
    <section>
      <h3>{texts.account.title}</h3>
      {accounts.length > 0 && (
        <ul className="accounts">
          {accounts.map((each) => (
            <AccountLine key={each.name} signedIn={each} />
          ))}
        </ul>
      )}
      <AccountForm />
    </section>
  )
}

function AccountLine({ signedIn }: { signedIn: SignedIn }): ReactElement {
  const { demo, texts } = useDemo()
  const { name, account, ended } = signedIn
  return (
    <li>
      <span className="account-name">
        {partText(signedIn, texts)} <b>{account}</b>
      </span>
      <button type="button" className="button" onClick={() => demo.logout(name)}>
        {texts.account.signOut}
      </button>
      {ended && (
        <p className="form-error" role="alert">
          {texts.account.ended(failureText({ problem: ended }, texts))}
        </p>
      )}
    </li>
  )
}
