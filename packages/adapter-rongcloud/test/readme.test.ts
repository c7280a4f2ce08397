import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import { createEngine, type Engine, type EngineOptions } from '@convolist/core'
import { rongRow } from '@convolist/testing/rongcloud'
import { expect, it } from 'vitest'
import readme from '../README.md?raw'
import { startSdk } from './support/sdk.js'

type Run = new (...names: string[]) => (...values: unknown[]) => Promise<void>
const AsyncFunction = (async () => {}).constructor as Run

/** The README's first program. It has no types, so that it runs as it stands. */
const SAMPLE = /```ts\n([^]*?)```/.exec(readme)![1]!.replace(/^import .*$/gm, '')

it.each([0, 2])('the program in the README runs, with %i conversations', async (count) => {
  const sdk = startSdk()
  sdk.rows = [rongRow({ target: 'ann', at: 3000 }), rongRow({ target: 'eve', at: 2000 })].slice(0, count)
  const engines: Engine[] = []
  const printed: unknown[][] = []
  const given = {
    createRongCloudSource,
    createEngine: (options: EngineOptions) => engines[engines.push(createEngine(options)) - 1],
    RongIMLib: { ...sdk.im, init: () => {}, connect: () => sdk.connectAs('me') },
    console: { log: (...words: unknown[]) => void printed.push(words) },
    api: { profiles: (ids: string[]) => new Promise((resolve) => void setTimeout(resolve, 1, ids.map(toPerson))) },
    appkey: 'a',
    token: 't',
  }
  await new AsyncFunction(...Object.keys(given), SAMPLE)(...Object.values(given))
  expect(printed).toHaveLength(count)
  expect(printed.flat()).not.toContain(undefined)
  expect(engines[0]!.view().at(0)?.stickTop).toBe(count > 0 ? true : undefined)
  engines[0]!.dispose()
  await sdk.stop()
})

const toPerson = (name: string): object => ({ name, avatar: '' })
