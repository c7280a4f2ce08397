import { circle, deep, failing, throwing } from './hostile-makers.js'

/** What no SDK should hand out, by name. Made anew each time: some of it can only be used once. */
export const hostileValue = (name: string): unknown => MAKERS.get(name)?.()[name]

/** The names of all of them. */
export const hostileNames = (): readonly string[] => [...MAKERS.keys()]

const scalars = (): Record<string, unknown> => ({
  undefined: undefined,
  null: null,
  true: true,
  false: false,
  zero: 0,
  'minus zero': -0,
  'minus one': -1,
  'a fraction': 0.5,
  NaN,
  Infinity,
  'minus Infinity': -Infinity,
  'more than safe': 2 ** 53,
  'a bigint': 10n ** 30n,
  'a symbol': Symbol('hostile'),
  'no text': '',
  'a text': 'text',
  'a number as text': '17',
  JSON: '{"conversationId":"x"}',
  'a function': () => 'called',
  'a function that throws': () => {
    throw new Error('hostile')
  },
  'a date': new Date(NaN),
  'a regular expression': /x/,
})

const objects = (): Record<string, unknown> => ({
  'an empty object': {},
  'no prototype': Object.create(null) as unknown,
  'an error': new Error('hostile'),
  'a map': new Map([['conversationId', 'x']]),
  'a set': new Set([1]),
  'a promise': Promise.resolve(1),
  bytes: new Uint8Array(8),
  'a buffer': new ArrayBuffer(8),
  'a circle': circle(),
  'a deep object': deep(5_000),
  frozen: Object.freeze({ conversationId: 'me|1|frozen' }),
  'a proxy that throws': new Proxy(
    {},
    {
      get: () => {
        throw new Error('hostile')
      },
    },
  ),
  'a getter that throws': throwing('conversationId'),
  'a getter that throws (Tencent)': throwing('conversationID'),
  'a getter that throws (RongCloud)': throwing('targetId'),
  'a list in an object': { conversationList: null },
  'an object for a list': { length: 3, 0: {} },
  'a negative length': { length: -1 },
  'own toString that throws': { toString: () => failing(), toJSON: () => failing() },
})

const rowLike = (id: unknown): object => ({
  conversationId: id,
  conversationID: id,
  targetId: id,
  conversationType: 1,
  type: 1,
  name: id,
  unreadCount: 1,
})

const ids = (): Record<string, unknown> =>
  Object.fromEntries(
    [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'me|1|__proto__',
      'me|1|constructor',
      'me|9|nobody',
      'me||',
      'me|1|',
      '|||',
      'C2C__proto__',
      'c2c_constructor',
      'GROUP',
      'group_',
      '\ud800',
      '\udc00lone',
      '\u0000',
      ' ',
      '<script>alert(1)</script>',
      '../../etc',
      '‮evil',
      'x'.repeat(10_000),
      7,
      null,
      {},
      [],
      true,
    ].map((id) => [`the id ${JSON.stringify(id).slice(0, 40)}`, rowLike(id)]),
  )

const counts = (): Record<string, unknown> =>
  Object.fromEntries(
    [-1, 1.5, NaN, Infinity, 2 ** 53, 1e21, '3', null, {}, [4]].map((count) => [
      `the count ${String(count)}`,
      { ...rowLike('me|1|user0'), conversationID: 'C2Cuser0', targetId: 'user0', unreadCount: count },
    ]),
  )

const texts = (): Record<string, unknown> =>
  Object.fromEntries(
    [
      'x'.repeat(1_000_000),
      '<img src=x onerror=alert(1)>',
      '\u202e\u2066',
      '\ud83d',
      '\u0000\u0007',
      'a\u0300'.repeat(5_000),
      7,
      {},
      [],
      null,
    ].map((text, i) => [
      `the words ${i}`,
      {
        ...rowLike('me|1|user1'),
        conversationID: 'C2Cuser1',
        targetId: 'user1',
        name: text,
        showName: text,
        lastMessage: { text, messageForShow: text, lastTime: 1, timestamp: 1 },
        draftText: text,
      },
    ]),
  )

const times = (): Record<string, unknown> =>
  Object.fromEntries(
    [0, -1, NaN, Infinity, 8.64e15 + 1, 1e30, '1760000000000', null, {}].map((time) => [
      `the time ${String(time)}`,
      {
        ...rowLike('me|1|user2'),
        conversationID: 'C2Cuser2',
        targetId: 'user2',
        updateTime: time,
        sortOrder: time,
        lastReadTime: time,
        orderKey: time,
        lastMessage: { lastTime: time, timestamp: time, createTime: time, sentTime: time },
      },
    ]),
  )

const lists = (): Record<string, unknown> => ({
  'an empty list': [],
  'a list of nothing': [null, undefined],
  'a list with holes': Array.from({ length: 3 }),
  'a list in a list': [[[[]]]],
  'ten thousand labels': [{ ...rowLike('me|1|user3'), groupIds: Array.from({ length: 10_000 }, (_, i) => `g${i}`) }],
  'the same row twice': [rowLike('me|1|user4'), rowLike('me|1|user4')],
  'a hundred nothings': Array.from({ length: 100 }, () => null),
  'a list that throws': [throwing('conversationId'), throwing('targetId')],
  'labels that are none': [{ ...rowLike('me|1|user3'), groupIds: 'g', markList: 7, conversationGroupList: {} }],
  'mentions that are none': [{ ...rowLike('me|2|team'), groupAtInfoList: 'all', unreadMentionedCount: -1 }],
})

const MAKERS: ReadonlyMap<string, () => Readonly<Record<string, unknown>>> = new Map(
  [scalars, objects, ids, counts, texts, times, lists].flatMap((make) =>
    Object.keys(make()).map((name) => [name, make] as const),
  ),
)
