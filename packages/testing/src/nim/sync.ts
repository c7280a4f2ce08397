import type { AccountTruth, ReadMark } from '../simulator/truth.js'
import { readTruthKey, type TruthKey, type TruthKind, type TruthRow } from '../simulator/truth-types.js'
import { chunks } from './chunks.js'
import type { NimMark, NimPin, NimPush, NimRow, NimTeam, NimTeamMember } from './protocol.js'
import {
  toNimId,
  toNimMessage,
  toNimPin,
  toNimRevoke,
  toNimRow,
  toNimTeam,
  toNimUser,
  toWireKind,
} from './translate.js'

/** Roaming goes back this many conversations, the most active first. */
const ROAMING = 2_000

/**
 * The first half of the main sync: people, mutes, messages, read marks, receipts and revocations that a client
 * may have missed since the time given; 0 for a client that knows nothing.
 */
export function basicSync(truth: AccountTruth, since: number): NimPush[] {
  const friends = [...truth.aliases].map(([id, alias]) => ({ id, alias }))
  const users = contactsOf(truth, 'direct', since).flatMap(({ targetId }) => toNimUser(truth, targetId) ?? [])
  const recent = mostActive(truth, since).reverse() // clients forget what came first
  const messages = recent.flatMap((row) =>
    row.recent.filter((message) => message.sentAt >= since).map((message) => toNimMessage(truth, row, message)),
  )
  const receipts = changedMarks(truth.peerMarks, since).map(([key, time]) => ({
    peer: readTruthKey(key).targetId,
    time,
  }))
  return [
    { type: 'friends', friends },
    ...chunks(users).map((part): NimPush => ({
      type: 'users',
      users: part,
    })),
    {
      type: 'mutedPeers',
      accounts: mutesSince(truth, since, 'direct').map(([account, muted]) => ({ account, muted })),
    },
    { type: 'localPins', pins: pinned(truth), time: truth.now() },
    ...chunks(messages).map((part): NimPush => ({ type: 'roamingMessages', messages: part })),
    ...revocationsSince(truth, since),
    ...readMarks(truth, since),
    ...(receipts.length > 0 ? [{ type: 'peerReceipts', receipts } as const] : []),
  ]
}

/** The second half: teams, and how each is muted. */
export function teamSync(truth: AccountTruth, since: number): NimPush[] {
  return [...teamsOfKind(truth, since, 'team'), ...teamsOfKind(truth, since, 'superTeam')]
}

function teamsOfKind(truth: AccountTruth, since: number, kind: NimTeam['kind']): NimPush[] {
  const truthKind = kind === 'team' ? 'group' : 'super-group'
  const teams = contactsOf(truth, truthKind, since).flatMap(({ targetId }) => toNimTeam(truth, kind, targetId) ?? [])
  const all: NimPush = { type: 'teams', kind, teams }
  if (since === 0) return [all, { type: 'teamMembers', kind, members: memberships(truth, kind, truthKind) }]
  // The client appends a list of members to what it has and then finds the old entry, so news go one by one.
  const changes = mutesSince(truth, since, truthKind).map(([team, muted]) => toMember(team, kind, muted))
  return [all, ...changes.map((member): NimPush => ({ type: 'teamMember', member }))]
}

/**
 * The conversations that changed since `cursor`, with those removed since as rows that say so.
 * From 0 it is the whole list, and says nothing of what was removed.
 */
export function conversationSync(truth: AccountTruth, cursor: number): NimRow[] {
  const changed = [...truth.rows.values()]
    .filter((row) => row.version > cursor)
    .sort((a, b) => a.version - b.version)
    .map((row) => toNimRow(truth, row))
  return cursor === 0 ? changed : [...changed, ...removedSince(truth, cursor)]
}

function removedSince(truth: AccountTruth, cursor: number): NimRow[] {
  return [...truth.removed]
    .filter(([, version]) => version > cursor)
    .map(([key, version]) => ({ id: toNimId(truth.account, readTruthKey(key)), version, deleted: true }))
}

const pinned = (truth: AccountTruth): NimPin[] => [...truth.rows.values()].filter((row) => row.stickTop).map(toNimPin)

/** The people or groups this account knows, in the list or not, whose profile is newer than the time given. */
function contactsOf(truth: AccountTruth, kind: TruthKind, since: number): { key: TruthKey; targetId: string }[] {
  return [...truth.rows.keys(), ...truth.removed.keys()].flatMap((key) => {
    const read = readTruthKey(key)
    const isNews = since === 0 || (truth.profiles.get(read.targetId)?.updatedAt ?? 0) >= since
    return read.kind === kind && isNews ? [{ key, targetId: read.targetId }] : []
  })
}

const mostActive = (truth: AccountTruth, since: number): TruthRow[] =>
  [...truth.rows.values()]
    .filter((row) => row.activeAt >= since)
    .sort((a, b) => b.activeAt - a.activeAt)
    .slice(0, ROAMING)

function mutesSince(truth: AccountTruth, since: number, kind: TruthKind): [targetId: string, muted: boolean][] {
  const keys = since === 0 ? truth.muted.keys() : changedKeys(truth.muteChanges, since)
  return [...keys].flatMap((key) => {
    const read = readTruthKey(key)
    return read.kind === kind ? [[read.targetId, truth.muted.has(key)]] : []
  })
}

const changedKeys = (changes: ReadonlyMap<TruthKey, number>, since: number): TruthKey[] =>
  [...changes].filter(([, at]) => at >= since).map(([key]) => key)

const toMember = (team: string, kind: 'team' | 'superTeam', muted: boolean): NimTeamMember => ({
  team,
  kind,
  muteMode: muted ? 1 : 0,
})

const memberships = (truth: AccountTruth, kind: 'team' | 'superTeam', truthKind: TruthKind): NimTeamMember[] =>
  contactsOf(truth, truthKind, 0).map(({ key, targetId }) => toMember(targetId, kind, truth.muted.has(key)))

const changedMarks = (marks: ReadonlyMap<TruthKey, ReadMark>, since: number): [TruthKey, number][] =>
  [...marks]
    .filter(([, mark]) => since === 0 || mark.changedAt >= since)
    .slice(-ROAMING)
    .map(([key, mark]) => [key, mark.at])

/** Super teams have a packet of their own; within one, numeric ids come in numeric order, as JSON objects have them. */
function readMarks(truth: AccountTruth, since: number): NimPush[] {
  const marks = changedMarks(truth.selfMarks, since).map(toMark)
  const of = (kind: NimMark['kind']): NimMark[] => marks.filter((mark) => mark.kind === kind)
  const byId = (a: NimMark, b: NimMark): number => Number(a.target) - Number(b.target)
  return [
    { type: 'readMarks', marks: [...of('p2p'), ...of('team').sort(byId)] },
    { type: 'readMarks', marks: of('superTeam').sort(byId) },
  ]
}

function toMark([key, time]: [TruthKey, number]): NimMark {
  const { kind, targetId } = readTruthKey(key)
  return { kind: toWireKind(kind), target: targetId, time }
}

const revocationsSince = (truth: AccountTruth, since: number): NimPush[] =>
  truth.revocations
    .filter(({ revocation }) => since > 0 && revocation.at >= since)
    .map(({ row, revocation }) => ({ type: 'messageRevoked', revoke: toNimRevoke(truth, row, revocation) }))
