import type { Conversation, EpochMs, Label } from '@convolist/core'
import { textsOf, type Language } from '../texts/index.js'
import { numberText } from './badge.js'
import { timeFormat } from './time.js'

export interface Fact {
  readonly key: string
  readonly name: string
  readonly text: string
}

/** What is known of a row, field by field; what is not known is said to be unknown. */
export function rowFacts(row: Conversation, labels: readonly Label[], language: Language): readonly Fact[] {
  const { detail, preview } = textsOf(language)
  const fact = (key: string, name: string, text: string | undefined): Fact => ({
    key,
    name,
    text: text === undefined || text === '' ? detail.unknown : text,
  })
  const time = (at: EpochMs | undefined): string | undefined =>
    at === undefined || at === 0 ? undefined : timeFormat(language).full(at)
  const list = (words: readonly string[]): string => (words.length === 0 ? '–' : words.join(', '))
  const nameOf = (id: string): string => labels.find((label) => label.id === id)?.name ?? id
  const receipt = row.groupReceipt
  return [
    fact('id', detail.id, row.id),
    fact('target', detail.target, row.targetId),
    fact('unread', detail.unread, numberText(row.unreadCount, language)),
    fact('mentions', detail.mentions, numberText(row.mentions.me + row.mentions.all, language)),
    fact('activeAt', detail.activeAt, time(row.activeAt)),
    fact('selfReadAt', detail.selfReadAt, time(row.selfReadAt)),
    row.kind === 'direct'
      ? fact('peerReadAt', detail.peerReadAt, time(row.peerReadAt))
      : fact('receipt', detail.receipt, receipt && preview.readBy(receipt.read, receipt.read + receipt.unread)),
    fact('marks', detail.marks, list(row.marks)),
    fact('labels', detail.labels, list(row.labels.map(nameOf))),
    fact('extension', detail.extension, row.serverExtension ?? row.localExtension),
    fact('version', detail.version, row.version === undefined ? undefined : String(row.version)),
    fact('sortKey', detail.sortKey, String(row.sortKey)),
  ]
}
