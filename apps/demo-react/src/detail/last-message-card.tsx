import type { Conversation } from '@convolist/core'
import { previewOf, timeFormat } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'
import { useEngineState } from '../app/use-value.js'
import { ReceiptMark } from '../parts/receipt-mark.js'

export function LastMessageCard({ row }: { row: Conversation }): ReactElement {
  const { texts, language } = useDemo()
  const { accountOf } = useSession()
  const account = useEngineState(() => accountOf(row.id))
  const preview = previewOf({ ...row, draft: undefined }, account, texts)
  return (
    <section className="card message">
      <h3>{texts.detail.lastMessage}</h3>
      <p dir="auto" className={preview.tone}>
        {preview.text}
      </p>
      <p className="meta">
        {row.lastMessage && timeFormat(language).full(row.lastMessage.sentAt)}
        <ReceiptMark row={row} account={account} />
      </p>
      {row.draft && (
        <p className="meta" dir="auto">
          <strong>{texts.preview.draft}</strong> {row.draft.text}
        </p>
      )}
    </section>
  )
}
