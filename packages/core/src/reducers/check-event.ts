import type { EngineEvent } from '../model/events.js'
import {
  type Check,
  isCount,
  isDraft,
  isFiniteNumber,
  isFlag,
  isId,
  isObject,
  isText,
  isTime,
  optional,
} from '../index/fields.js'

type Shape = readonly (readonly [field: string, check: Check])[]

const isList: Check = (value) => Array.isArray(value)
const oneOf =
  (...choices: readonly unknown[]): Check =>
  (value) =>
    choices.includes(value)
const isLabel: Check = (value) => isObject(value) && isText(value['id']) && isText(value['name'])
const isOperation: Check = (value) =>
  isObject(value) &&
  isText(value['id']) &&
  isList(value['ids']) &&
  isTime(value['issuedAt']) &&
  isObject(value['change'])
const isPolicies: Check = (value) => isObject(value) && isObject(value['badge']) && isObject(value['selection'])
const isCapabilities: Check = (value) => isObject(value) && isList(value['rowFields']) && isObject(value['commands'])

const idAndTime: Shape = [
  ['id', isId],
  ['readAt', isTime],
]

/** What each event must hold to be understood. Rows and ids inside its lists are looked at one by one, later. */
const SHAPES: Readonly<Record<EngineEvent['type'], Shape>> = {
  conversationsUpserted: [['rows', isList]],
  conversationsPatched: [
    ['patches', isList],
    ['stamps', optional(isList)],
  ],
  conversationsRemoved: [
    ['ids', isList],
    ['versions', optional(isList)],
  ],
  snapshotReceived: [
    ['rows', isList],
    ['complete', isFlag],
  ],
  syncStarted: [['syncId', isText]],
  pageRequested: [
    ['requestId', isText],
    ['syncId', optional(isText)],
    ['ids', optional(isList)],
  ],
  pageReceived: [
    ['requestId', isText],
    ['rows', isList],
    ['missing', optional(isList)],
    ['hasMore', optional(isFlag)],
    ['more', optional(isFlag)],
  ],
  pageFailed: [['requestId', isText]],
  syncFinished: [
    ['syncId', isText],
    ['complete', isFlag],
  ],
  syncFailed: [
    ['syncId', isText],
    ['reason', isText],
  ],
  selfReadTo: idAndTime,
  peerReadTo: idAndTime,
  groupReceiptChanged: [
    ['id', isId],
    ['messageId', isText],
    ['read', isCount],
    ['unread', isCount],
  ],
  messageRevoked: [
    ['id', isId],
    ['messageId', isText],
    ['revokedBy', optional(isText)],
    ['postscript', optional(isText)],
  ],
  mentionReceived: [
    ['id', isId],
    ['messageId', isText],
    ['sentAt', isTime],
    ['scope', oneOf('me', 'all')],
  ],
  labelsChanged: [
    ['labels', (value) => Array.isArray(value) && value.every(isLabel)],
    ['removed', optional(isList)],
  ],
  unreadReported: [
    ['unread', isCount],
    ['scope', isText],
  ],
  draftSaved: [
    ['id', isId],
    ['draft', optional(isDraft)],
  ],
  conversationOpened: [['id', optional(isId)]],
  stickTopOrdered: [['ids', isList]],
  operationIssued: [['operation', isOperation]],
  operationConfirmed: [
    ['operationId', isText],
    ['ids', optional(isList)],
    ['version', optional(isFiniteNumber)],
  ],
  operationRejected: [
    ['operationId', isText],
    ['ids', optional(isList)],
  ],
  accountOpened: [['account', isId]],
  accountClosed: [],
  connectionChanged: [['connection', oneOf('unknown', 'connecting', 'connected', 'disconnected')]],
  capabilitiesDeclared: [['capabilities', isCapabilities]],
  clockTicked: [],
  viewsDeclared: [
    ['views', isList],
    ['policies', optional(isPolicies)],
  ],
}

const shapeOf: ReadonlyMap<unknown, Shape> = new Map(Object.entries(SHAPES))

/** The first field of an event that cannot be right; `undefined` if all can. An unknown type has the field `type`. */
export function malformedPart(event: unknown): string | undefined {
  if (!isObject(event)) return 'type'
  const shape = shapeOf.get(event['type'])
  if (!shape) return 'type'
  if (!isTime(event['at'])) return 'at'
  for (let i = 0; i < shape.length; i++) {
    const part = shape[i]!
    if (!part[1](event[part[0]])) return part[0]
  }
  return undefined
}
