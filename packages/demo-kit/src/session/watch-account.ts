import type { Source, SourceEvent } from '@convolist/core'

/** Who is signed in, and why nobody is any more. */
export interface AccountWatch {
  opened(account: string): void
  closed(reason: Extract<SourceEvent, { type: 'accountClosed' }>['reason']): void
}

/** The same source; what it says of its account is heard here too. */
export const watchAccount = (source: Source, watch: AccountWatch): Source => ({
  ...source,
  connect: (sink) =>
    source.connect({
      ...sink,
      emit(events) {
        for (const event of events) {
          if (event.type === 'accountOpened') watch.opened(event.account)
          if (event.type === 'accountClosed') watch.closed(event.reason)
        }
        sink.emit(events)
      },
    }),
})
