import type { SimulatorVendor } from '@convolist/testing'
import { circle, deep, failing, revoked, throwing } from './hostile-makers.js'

/** A part of a row, in words of ours; each vendor has its own name for it, or has no such part. */
export type Part =
  | 'row'
  | 'id'
  | 'title'
  | 'unread'
  | 'pinned'
  | 'muted'
  | 'order'
  | 'labels'
  | 'message'
  | 'sent at'
  | 'words'
  | 'sender'

/** Refused, with one diagnostic; or taken as it is, odd but possible, without any. */
export type Verdict = 'refused' | 'taken'

export interface HostileRow {
  readonly name: string
  readonly part: Part
  readonly value: unknown
  readonly verdict: Verdict
  /** Where a vendor's own types allow what those of the others do not, or the other way round. */
  readonly but: Partial<Record<SimulatorVendor, Verdict>>
}

/** Numbers of Tencent may come as text or bigint, by the platform. */
const TENCENT_TAKES = { 'tencent-v2tim': 'taken', 'tencent-web': 'taken' } as const

/** Every input by its name. Made anew each time: some of them can only be used once. */
export function hostileRows(): readonly HostileRow[] {
  return [
    ...inPart('row', 'refused', {
      null: null,
      nothing: undefined,
      'a number': 7,
      NaN,
      'a text': 'me|1|odd',
      true: true,
      'a bigint': 10n ** 30n,
      'a symbol': Symbol('hostile'),
      'a function': () => 'odd',
      'an empty object': {},
      'an object without prototype': Object.create(null),
      'an empty list': [],
      'a list in a list': [[[]]],
      'a date': new Date(NaN),
      'a map': new Map([['conversationId', 'me|1|odd']]),
      'a promise': Promise.resolve({}),
      bytes: new Uint8Array(8),
      'a circle': circle(),
      'five thousand levels': deep(5_000),
      'a getter that throws (NIM)': throwing('conversationId'),
      'a getter that throws (Tencent)': throwing('conversationID'),
      'a getter that throws (RongCloud)': throwing('targetId'),
      'a getter that throws (a RongCloud event)': throwing('conversation'),
      'a proxy that throws': new Proxy({}, { get: failing, has: failing, ownKeys: failing }),
      'a revoked proxy': revoked(),
      JSON: '{"__proto__":{"polluted":true}}',
      'JSON with __proto__ in it': JSON.parse(
        '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}}}',
      ),
    }),
    ...inPart('id', 'refused', {
      none: undefined,
      null: null,
      'an empty text': '',
      'a number': 7,
      NaN,
      true: true,
      'an object': {},
      'an object that says what it is': { toString: () => 'me|1|odd' },
      'an object whose toString throws': { toString: failing },
      'a list': ['odd'],
      'a bigint': 7n,
      'a symbol': Symbol('odd'),
    }),
    ...inPart(
      'id',
      'refused',
      { 'of another account': 'you|1|odd', 'of no known kind': 'me|9|odd' },
      { rongcloud: 'taken' },
    ),
    ...inPart('id', 'taken', {
      ['__proto__']: ofTarget('__proto__'),
      constructor: ofTarget('constructor'),
      prototype: ofTarget('prototype'),
      toString: ofTarget('toString'),
      hasOwnProperty: ofTarget('hasOwnProperty'),
      'a lone high surrogate': ofTarget('\ud800'),
      'a lone low surrogate': ofTarget('\udc00odd'),
      'a null character': ofTarget('\u0000'),
      'a space': ofTarget(' '),
      'a line break': ofTarget('odd\nodd'),
      script: ofTarget('<script>alert(1)</script>'),
      'a path': ofTarget('../../etc/passwd'),
      'right to left': ofTarget('\u202eodd'),
      'a bar': ofTarget('odd|1|odd'),
      emoji: ofTarget('👩‍👩‍👧‍👦'),
      'ten thousand characters': ofTarget('x'.repeat(10_000)),
      'a million characters': ofTarget('y'.repeat(1_000_000)),
    }),
    ...inPart('title', 'refused', {
      'a number': 7,
      NaN,
      true: true,
      'an object': {},
      'a list': ['odd'],
      'a function': failing,
    }),
    ...inPart('title', 'taken', {
      none: undefined,
      null: null,
      'an empty text': '',
      'a space': ' ',
      HTML: '<b>bold</b>',
      'an image that fails': '<img src=x onerror=alert(1)>',
      script: '<script>alert(document.cookie)</script>',
      'a javascript address': 'javascript:alert(1)',
      'a template': '{{constructor.constructor("alert(1)")()}}',
      ['__proto__']: '__proto__',
      'a lone surrogate': '\ud83d',
      'right to left': '\u202e\u2066gpj.exe',
      'control characters': '\u0000\u0007\u001b[31m',
      'a thousand marks on one letter': `a${'\u0300'.repeat(1_000)}`,
      'a megabyte': 'x'.repeat(1_000_000),
      'a megabyte of emoji': '👩‍👩‍👧‍👦'.repeat(100_000),
    }),
    ...inPart('unread', 'refused', {
      'minus one': -1,
      'minus Infinity': -Infinity,
      half: 0.5,
      NaN,
      Infinity,
      'more than a billion': 1_000_000_001,
      'more than is safe': 2 ** 53,
      '1e21': 1e21,
      true: true,
      'an object': {},
      'a list': [4],
      'a text': 'many',
    }),
    ...inPart('unread', 'refused', { 'a number as text': '3', 'a bigint': 3n }, TENCENT_TAKES),
    ...inPart('unread', 'taken', { 'minus zero': -0, 'a million': 1_000_000, null: null }),
    ...inPart('pinned', 'refused', { 'a number': 1, 'a text': 'yes', 'an object': {}, 'a list': [true], NaN }),
    ...inPart('pinned', 'taken', { null: null }),
    ...inPart(
      'muted',
      'refused',
      { 'a text': 'yes', 'an object': {}, 'a list': [true], NaN },
      { 'tencent-web': 'taken' },
    ),
    ...inPart('order', 'refused', {
      'minus one': -1,
      NaN,
      Infinity,
      'minus Infinity': -Infinity,
      'an object': {},
      'a text': 'first',
    }),
    ...inPart('order', 'taken', { half: 0.5, 'the smallest': Number.MIN_VALUE }),
    // RongCloud's order is a time.
    ...inPart('order', 'taken', { 'the largest number': Number.MAX_VALUE }, { rongcloud: 'refused' }),
    ...inPart('labels', 'refused', {
      'a text': 'odd',
      'a number': 7,
      'an object': { length: 1 },
      'a list of numbers': [7],
      'a list of nothing': [null],
      'an empty name': [''],
      'a list in a list': [['odd']],
    }),
    ...inPart('labels', 'taken', {
      none: [],
      ['__proto__']: labels('__proto__'),
      'the same twice': labels('odd', 'odd'),
      'ten thousand': labels(...Array.from({ length: 10_000 }, (_, i) => `label ${i}`)),
      'a megabyte': labels('x'.repeat(1_000_000)),
    }),
    ...inPart('message', 'refused', {
      'a number': 7,
      'a text': 'hello',
      true: true,
      'a list': [{}],
      'a function': failing,
    }),
    ...inPart('message', 'refused', {
      'a getter that throws': throwing('messageRefer', 'timestamp', 'lastTime', 'messageType'),
    }),
    ...inPart('sent at', 'refused', {
      'minus one': -1,
      NaN,
      Infinity,
      'minus Infinity': -Infinity,
      'an object': {},
      'a list': [1],
      true: true,
      'a text': 'yesterday',
    }),
    ...inPart('sent at', 'taken', { half: 1_760_000_000.5 }),
    // Of Tencent, whose times are seconds, it is a year that no date can hold.
    ...inPart('sent at', 'taken', { 'the year 33658': 1e15 }, { 'tencent-v2tim': 'refused', 'tencent-web': 'refused' }),
    ...inPart('words', 'refused', { 'a number': 7, 'an object': {}, 'a list': ['hello'], true: true }),
    ...inPart('words', 'taken', {
      null: null,
      'an empty text': '',
      script: '<script>alert(1)</script>',
      'a lone surrogate': '\ud800',
      'a megabyte': 'x'.repeat(1_000_000),
    }),
    ...inPart('sender', 'refused', { 'a number': 7, 'an object': {}, 'a list': ['ann'] }),
    ...inPart('sender', 'taken', { ['__proto__']: '__proto__', null: null }),
  ]
}

/** An id of this vendor whose target is this. */
export class Target {
  constructor(readonly name: string) {}
}
const ofTarget = (name: string): Target => new Target(name)
const labels = (...names: string[]): readonly string[] => names

function inPart(
  part: Part,
  verdict: Verdict,
  values: Readonly<Record<string, unknown>>,
  but: HostileRow['but'] = {},
): HostileRow[] {
  return Object.entries(values).map(([name, value]) => ({ name: `${part}: ${name}`, part, value, verdict, but }))
}
