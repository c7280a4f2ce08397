import * as nimAdapter from '@convolist/adapter-netease-nim'
import * as core from '@convolist/core'
import type { Engine } from '@convolist/core'
import * as merge from '@convolist/core/merge'
import * as reactBinding from '@convolist/react'
import { createNimSimulator, type NimSimulator } from '@convolist/testing'
import * as composables from '@convolist/vue/composables'
import * as React from 'react'
import * as reactDom from 'react-dom/client'
import * as runtime from 'react/jsx-runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Vue from 'vue'
import { compile, run, samplesOf, type Sample } from './samples.js'

const samples = samplesOf('README.md')
const sample = (name: string): Sample => {
  const found = samples.find((each) => each.name === name)
  if (!found) throw new Error(`the README has no block called ${name}`)
  return found
}
const apps = ['main.tsx', 'App.vue', 'main.ts']
/** The simulator logs in and answers in real time, and the machine may be busy. */
const SOON = { timeout: 10_000 }
const cleanUps: (() => void)[] = []
afterEach(() => {
  cleanUps.splice(0).forEach((cleanUp) => cleanUp())
  vi.unstubAllGlobals()
})

interface Page {
  readonly root: HTMLElement
  readonly engine: Engine
  readonly simulator: NimSimulator
  /** What the user sees, one line for the title and one for each row. */
  lines(): string[]
  click(row: number, button: string): void
}

/** What `import sdk from 'nim-web-sdk-ng'` gives under Babel's rules, and under Node's, which Vite follows. */
const interops = {
  'the class': (sdk: object) => sdk,
  'the module': (sdk: object) => ({ default: sdk }),
} as const

/** Runs engine.ts with a simulated SDK, and one of the apps in a page of its own. */
async function open(name: string, imported: keyof typeof interops = 'the class'): Promise<Page> {
  document.body.innerHTML = '<div id="app"></div>'
  const root = document.querySelector<HTMLElement>('#app')!
  const simulator = createNimSimulator({ seed: 9, conversations: 8, account: 'account' })
  simulator.truth() // makes the account, before the page logs in to it
  const sdk = { default: interops[imported]({ getInstance: () => simulator.nim }), __esModule: true }
  const own = run(sample('engine.ts'), {
    '@convolist/adapter-netease-nim': nimAdapter,
    '@convolist/core': core,
    'nim-web-sdk-ng': sdk,
  })
  const engine = own['engine'] as Engine
  const roots: reactDom.Root[] = []
  const exported = run(sample(name), {
    './engine': own,
    '@convolist/core': core,
    '@convolist/react': reactBinding,
    '@convolist/vue/composables': composables,
    react: React,
    'react/jsx-runtime': runtime,
    'react-dom/client': {
      createRoot: (container: Element) => {
        const made = reactDom.createRoot(container)
        roots.push(made)
        return made
      },
    },
    vue: Vue,
  })
  const app = exported['default'] ? Vue.createApp(exported['default'] as Vue.Component) : undefined
  app?.mount(root)
  cleanUps.push(() => {
    roots.forEach((each) => each.unmount())
    app?.unmount()
    engine.dispose()
  })
  await vi.waitFor(() => expect(root.querySelectorAll('p')).toHaveLength(8), SOON)
  return {
    root,
    engine,
    simulator,
    lines: () => Array.from(root.querySelectorAll('h1, p'), (each) => (each.textContent ?? '').replace(/\s+/g, ' ')),
    click: (row, button) =>
      Array.from(root.querySelectorAll('p')[row]!.querySelectorAll('button'))
        .find((each) => each.textContent === button)!
        .click(),
  }
}

const expected = (engine: Engine): string[] => {
  const view = engine.view()
  return [
    `${view.counters.badge} unread`,
    ...view
      .window(0, 50)
      .map((row) => `${row.title ?? row.targetId} ${row.unreadCount} ${row.stickTop ? 'unpin' : 'pin'} read`),
  ]
}

const spaceless = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/\s/g, ''))

describe('the start page', () => {
  it('has the same app three times, each in at most twenty lines', () => {
    const lines = apps.map((name) => sample(name).code.trim().split('\n').length)
    expect(Math.max(...lines)).toBeLessThanOrEqual(20)
  })

  it('compiles', { timeout: 60_000 }, () => {
    expect(compile(['engine.ts', ...apps].map(sample))).toEqual([])
  })

  it('finds a mistake in a sample', { timeout: 60_000 }, () => {
    const wrong = { name: 'wrong.ts', code: "import { engine } from './engine'\nengine.commands.stickTop(1, true)\n" }
    expect(compile([sample('engine.ts'), wrong])).toEqual([expect.stringContaining('wrong.ts:2 Argument of type')])
  })

  it.each(apps)('lives, in %s: it shows the list, follows it, and takes orders', { timeout: 60_000 }, async (name) => {
    const { engine, simulator, lines, click } = await open(name)
    await vi.waitFor(() => expect(spaceless(lines())).toEqual(spaceless(expected(engine))), SOON)
    const before = lines()
    simulator.step(40)
    await vi.waitFor(() => expect(lines()).not.toEqual(before), SOON)
    const last = engine.view().size - 1
    const { id, stickTop } = engine.view().at(last)!
    const alert = vi.fn<(error: Error) => void>()
    vi.stubGlobal('alert', alert)
    simulator.refuseNext('stickTop')
    click(last, stickTop ? 'unpin' : 'pin')
    expect(engine.get(id)?.stickTop).toBe(!stickTop)
    await vi.waitFor(() => expect(alert).toHaveBeenCalled(), SOON)
    expect(String(alert.mock.lastCall?.[0])).toContain('command/rejected')
    expect(engine.get(id)?.stickTop).toBe(stickTop)
    await vi.waitFor(() => expect(spaceless(lines())).toEqual(spaceless(expected(engine))), SOON)
    const unread = engine.view().nextUnread()!
    click(engine.view().indexOf(unread), 'read')
    await vi.waitFor(() => expect(engine.get(unread)?.unreadCount).toBe(0), SOON)
    await vi.waitFor(() => expect(spaceless(lines())).toEqual(spaceless(expected(engine))), SOON)
  })

  it.each(Object.keys(interops) as (keyof typeof interops)[])(
    'finds the SDK where a default import gives %s',
    { timeout: 60_000 },
    async (imported) => {
      const { engine, lines } = await open('main.ts', imported)
      await vi.waitFor(() => expect(spaceless(lines())).toEqual(spaceless(expected(engine))), SOON)
    },
  )
})

describe('the README of the core', () => {
  const programs = samplesOf('packages/core/README.md').filter(({ name }) => name === 'run')
  const modules = { '@convolist/core': core, '@convolist/core/merge': merge }
  /** `expression // value` in a sample says what the expression gives. */
  const COMMENTED = /^(\w+\..+?) \/\/ (\[.*\]|\d+)$/gm

  it.each(programs.map((program, place) => [place + 1, program] as const))(
    'has a program %i that compiles, and gives what its comments say',
    { timeout: 60_000 },
    (_, { code }) => {
      expect(compile([{ name: 'run.ts', code }])).toEqual([])
      const said: [found: unknown, wanted: unknown][] = []
      const checked = code.replace(COMMENTED, 'told($1, $2)')
      run(
        { name: 'run.ts', code: `import { told } from 'test'\n${checked}` },
        { ...modules, test: { told: (found: unknown, wanted: unknown) => said.push([found, wanted]) } },
      )
      expect(said.length).toBeGreaterThan(2)
      for (const [found, wanted] of said) expect(found).toEqual(wanted)
    },
  )

  it('has such programs', () => {
    expect(programs.length).toBe(2)
  })
})
