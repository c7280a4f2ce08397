import type { PoliciesInput } from './create-state.js'

/**
 * Choices that feel like well-known apps, by what their users see today. Spread one and change what you like:
 * `createEngine({ policies: { ...POLICY_PRESETS.wechat, mutedSink: true } })`.
 */
export const POLICY_PRESETS = {
  /** Drafts and messages lift a row; the badge leaves muted rows out; a flag counts as one. */
  wechat: {
    pinOrder: 'activity',
    draftLift: 'laterOfBoth',
    badge: { includeMuted: false, includeMarkedUnread: true },
  },
  /** Pinned rows stand where the user put them; drafts lift a row. */
  telegram: {
    pinOrder: 'manual',
    draftLift: 'laterOfBoth',
    badge: { includeMuted: false, includeMarkedUnread: true },
  },
  /** Last pinned first; drafts stay where they are. */
  whatsapp: {
    pinOrder: 'pinTime',
    draftLift: 'never',
    badge: { includeMuted: false, includeMarkedUnread: true },
  },
  /** Unread rows on top, muted ones below, and the open row keeps its place: for service desks. */
  console: {
    unreadFirst: true,
    mutedSink: true,
    selection: { keepInFilter: true, keepIndex: true, onRemove: 'next' },
  },
} as const satisfies Readonly<Record<string, PoliciesInput>>
