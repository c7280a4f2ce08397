import type { Conversation } from '@convolist/core'
import { previewOf } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'

/** One line of what was said last; always text, whatever it contains. */
export function PreviewLine({ row, account }: { row: Conversation; account: string | undefined }): ReactElement {
  const preview = previewOf(row, account, useTexts())
  return (
    <span className="row-preview">
      {preview.tag && <span className={`tag ${preview.tag.tone}`}>{preview.tag.text}</span>}
      <span className={preview.tone}>{preview.text}</span>
    </span>
  )
}
