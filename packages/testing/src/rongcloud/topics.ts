/**
 * The questions IMLib asks its server, by the SDK's own names; the numbers are those of 5.38.0, and the names behind them
 * the protobuf types in which it wants the answer where it decodes that itself.
 */
const TOPICS = {
  pullUS: [26],
  updRTime: [30],
  qryRLBatch: [31, 'RelationsOutput'],
  pullMsg: [34, 'DownStreamMessages'],
  qrySessionsUnread: [41],
  qryRelationR: [54, 'RelationsOutput'],
  qryRelationFilter: [55, 'RelationsOutput'],
  delRelation: [56],
  delRelationBatch: [57],
  pullSe: [58, 'SessionsOutput'],
  pullSeAtts: [59],
  setSeAtt: [60],
  addSeTag: [78],
  delSeTag: [79],
  addTag: [80],
  delTag: [81],
  pullUgSes: [83, 'RelationsOutput'],
  pullUgMsg: [84, 'DownStreamMessages'],
  updUgRTime: [87],
  rrList: [18],
  readReceipt: [147],
} as const satisfies Record<string, readonly [number, string?]>

export type RongTopic = keyof typeof TOPICS

const byNumber = new Map<number, { readonly name: RongTopic; readonly answer: string | undefined }>(
  Object.entries(TOPICS).map(([name, [number, answer]]) => [number, { name: name as RongTopic, answer }]),
)

/** `undefined` for a topic no list is concerned with. */
export const topicOf = (
  number: number,
): { readonly name: RongTopic; readonly answer: string | undefined } | undefined => byNumber.get(number)
