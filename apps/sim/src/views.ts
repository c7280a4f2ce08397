import type { PoliciesInput, ViewDefinition } from '@convolist/core'
import type { Prng } from '@convolist/testing'

/** One of each sort of view. */
export const VIEWS: Readonly<Record<string, ViewDefinition>> = {
  unread: { filter: { unread: true } },
  mentioned: { filter: { mentioned: true } },
  groups: { filter: { kinds: ['group'] } },
  quiet: { filter: { muted: true }, policy: { unreadFirst: true } },
  labelled: { filter: { labels: [], hidden: 'include' } },
  drafted: { filter: { or: [{ drafted: true }, { stickTop: true }] }, policy: { draftLift: 'laterOfBoth' } },
}

/** Policies as an app might choose them; half of the runs have the default ones. */
export function policiesOf(prng: Prng): PoliciesInput {
  if (prng.chance(0.5)) return {}
  return {
    pinOrder: prng.pick(['activity', 'pinTime', 'manual'] as const),
    draftLift: prng.pick(['never', 'laterOfBoth'] as const),
    mutedSink: prng.chance(0.5),
    unreadFirst: prng.chance(0.3),
    badge: { includeMuted: prng.chance(0.5), includeMarkedUnread: prng.chance(0.5) },
    selection: { keepInFilter: prng.chance(0.5), keepIndex: prng.chance(0.3) },
    unhideOnMessage: prng.chance(0.5),
  }
}
