import type { Conversation } from '@convolist/core'
import { receiptOf, receiptText, type IconName, type Receipt } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useTexts } from '../app/demo-context.js'
import { Icon } from './icon.js'

const iconOf: Record<Exclude<Receipt['type'], 'none'>, IconName> = {
  sending: 'clock',
  failed: 'alert',
  sent: 'check',
  read: 'checks',
  readBy: 'checks',
}

/** How far my last message got: a clock, one tick, two ticks, or how many of a group have read it. */
export function ReceiptMark({ row, account }: { row: Conversation; account: string | undefined }): ReactElement | null {
  const texts = useTexts()
  const receipt = receiptOf(row, account)
  if (receipt.type === 'none') return null
  return (
    <span className={`receipt ${receipt.type}`} title={receiptText(row, account, texts)}>
      <Icon name={iconOf[receipt.type]} />
      {receipt.type === 'readBy' && `${receipt.read}/${receipt.all}`}
    </span>
  )
}
