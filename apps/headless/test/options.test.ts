import { describe, expect, it } from 'vitest'
import { readOptions, UsageError } from '../src/options.js'

describe('the arguments', () => {
  it('have defaults for everything', () => {
    expect(readOptions([])).toEqual({
      vendor: 'netease-nim-cloud',
      seed: 7,
      conversations: 200,
      events: 5,
      faults: 'calm',
      json: false,
    })
    expect(readOptions(['--json'])).toMatchObject({ events: 1_000, json: true })
    expect(readOptions(['--help'])).toBe('help')
  })

  it('are taken as they are given', () => {
    const args = '--vendor tencent-web --seed 0 --conversations 1000 --events 5000 --faults hostile --json'.split(' ')
    expect(readOptions(args)).toEqual({
      vendor: 'tencent-web',
      seed: 0,
      conversations: 1_000,
      events: 5_000,
      faults: 'hostile',
      json: true,
    })
  })

  it.each([
    [['--vendor', 'whatsapp'], /--vendor: expected one of netease-nim-cloud, .*, rongcloud; got "whatsapp"/],
    [['--vendor', 'toString'], /--vendor: .* got "toString"/],
    [['--faults', 'calm'], /--faults: expected one of none, mobile, hostile; got "calm"/],
    [['--seed', '-1'], /--seed/],
    [['--seed', '1.5'], /--seed: expected a whole number from 0 to 4294967295; got "1.5"/],
    [['--events', 'many'], /--events: .* got "many"/],
    [['--conversations', '1000001'], /--conversations: expected a whole number from 0 to 1000000/],
    [['--conversations', ''], /--conversations/],
    [['--evnets', '5'], /--evnets/],
    [['5000'], /5000/],
    [['--json=yes'], /--json/],
  ])('%j are refused by name', (args, why) => {
    expect(() => readOptions(args)).toThrow(why)
    expect(() => readOptions(args)).toThrow(UsageError)
  })
})
