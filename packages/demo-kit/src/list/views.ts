import type { Policies, PoliciesInput, ViewDefinition, ViewFilter } from '@convolist/core'

export type Tab = 'all' | 'unread' | 'mentions' | 'groups'

export const tabs: readonly Tab[] = ['all', 'unread', 'mentions', 'groups']

/** The views that are always live, because their badges are always shown. */
export const tabViews: Readonly<Record<Tab, ViewDefinition>> = {
  all: {},
  unread: { filter: { unread: true } },
  mentions: { filter: { mentioned: true } },
  groups: { filter: { kinds: ['group', 'super-group'] } },
}

/** A second condition on top of the tab: a mark, a state, or a label by its id. */
export type Sieve = 'none' | 'starred' | 'folded' | 'hidden' | 'muted' | 'drafts' | `label:${string}`

export const sieves: readonly Exclude<Sieve, `label:${string}`>[] = [
  'none',
  'starred',
  'folded',
  'hidden',
  'muted',
  'drafts',
]

/** What the list shows. The plain tab gives back its own definition, so that it shares the tab's index. */
export function viewOf(tab: Tab, sieve: Sieve, search: string): ViewDefinition {
  const text = search.trim()
  if (sieve === 'none' && text === '') return tabViews[tab]
  return { filter: { ...tabViews[tab].filter, ...filterOf(sieve), ...(text !== '' && { text }) } }
}

function filterOf(sieve: Sieve): ViewFilter {
  switch (sieve) {
    case 'none':
      return {}
    case 'starred':
    case 'folded':
      return { marks: [sieve] }
    case 'hidden':
      return { hidden: 'only' }
    case 'muted':
      return { muted: true }
    case 'drafts':
      return { drafted: true }
    default:
      return { labels: [sieve.slice('label:'.length)] }
  }
}

/** The row being read stays in the Unread tab until another is opened. */
export const demoPolicies: PoliciesInput = { selection: { keepInFilter: true, onRemove: 'none' } }

/** The policies the panel can switch. */
export const policySwitches = ['mutedSink', 'unreadFirst', 'draftLift', 'badgeMuted', 'keepIndex'] as const
export type PolicySwitch = (typeof policySwitches)[number]

export function isPolicyOn(policies: Policies, name: PolicySwitch): boolean {
  switch (name) {
    case 'draftLift':
      return policies.draftLift === 'laterOfBoth'
    case 'badgeMuted':
      return policies.badge.includeMuted
    case 'keepIndex':
      return policies.selection.keepIndex
    case 'mutedSink':
    case 'unreadFirst':
      return policies[name]
  }
}

export function policyChange(name: PolicySwitch, on: boolean): PoliciesInput {
  switch (name) {
    case 'draftLift':
      return { draftLift: on ? 'laterOfBoth' : 'never' }
    case 'badgeMuted':
      return { badge: { includeMuted: on } }
    case 'keepIndex':
      return { selection: { keepIndex: on } }
    case 'mutedSink':
    case 'unreadFirst':
      return { [name]: on }
  }
}
