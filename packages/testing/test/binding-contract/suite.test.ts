import type { Engine } from '@convolist/core'
import {
  bindingScenarios,
  plainBinding,
  playBinding,
  readScreen,
  type BindingDriver,
  type MountedList,
  type ShowOptions,
} from '@convolist/testing/binding-contract'
import { expect, it, describe } from 'vitest'

/** The plain binding, with something wrong in it. */
const faulty = (
  spoil: (list: MountedList, engine: Engine, options: ShowOptions) => Partial<MountedList>,
): BindingDriver => ({
  ...plainBinding,
  async mount(engine, options) {
    const list = await plainBinding.mount(engine, options)
    const wrong = spoil(list, engine, options)
    // Getters and methods go on working on the list they came from.
    return new Proxy(list, { get: (_, name) => Reflect.get(name in wrong ? wrong : list, name) as unknown })
  },
})

async function caughtBy(driver: BindingDriver): Promise<string[]> {
  const caught: string[] = []
  for (const scenario of bindingScenarios) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as the suite does
    await playBinding(scenario, driver).catch(() => caught.push(scenario.name))
  }
  return caught
}

describe('the binding contract', () => {
  it('is kept by a listener and a selection alone', async () => {
    expect(await caughtBy(plainBinding)).toEqual([])
  })

  it('has a sentence for each scenario, no two alike', () => {
    const names = bindingScenarios.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(30)
  })

  const twice = (renders: MountedList['renders']): MountedList['renders'] => ({
    get list() {
      return renders.list * 2
    },
    rows: renders.rows,
  })

  it.each<[fault: string, driver: BindingDriver, caught: string]>([
    [
      'renders every change twice',
      faulty((list) => ({ renders: twice(list.renders) })),
      'one row that changed renders one row',
    ],
    [
      'loses the order',
      faulty((list) => ({ rows: () => [...list.rows()].reverse() })),
      'rows stand in order: pins first, then by activity, each once',
    ],
    [
      'shows markup',
      faulty((list) => ({ rows: () => list.rows().map((text) => text.replace(/<[^>]*>/g, '')) })),
      'titles of other people are text',
    ],
    ['never moves its window', faulty(() => ({ show: () => undefined })), 'a window shows its rows, and moves'],
    [
      'goes on after it was unmounted',
      faulty(() => ({ unmount: () => undefined })),
      'after it is unmounted a list renders nothing, and the engine lives on',
    ],
    [
      'does not read on',
      faulty(() => ({ loadMore: () => Promise.resolve() })),
      'pages are read on when asked for, until there is no more',
    ],
    [
      'counts what is shown',
      faulty((list) => ({ facts: () => ({ ...list.facts(), size: list.rows().length }) })),
      'counters are of the whole view, and change with the rows',
    ],
    [
      'waits with what a command shows',
      faulty((list) => ({ commands: { ...list.commands, stickTop: async () => ({ ids: [] }) } })),
      'a command shows at once, and stays when the vendor agrees',
    ],
    [
      'forgets to say that it syncs',
      faulty((list) => ({ facts: () => ({ ...list.facts(), phase: 'synced' as const }) })),
      'a sync says that it is under way, and when it is done',
    ],
    ['takes any view', faulty(() => ({})), 'a view nobody declared is refused by name'],
  ])('catches a binding that %s', async (fault, driver, caught) => {
    const lenient: BindingDriver = {
      ...driver,
      mount: (engine, { view, ...options }) => driver.mount(engine, { ...options, ...(view !== 'unraed' && { view }) }),
    }
    expect(await caughtBy(fault === 'takes any view' ? lenient : driver)).toContain(caught)
  })

  it('says what was expected, and what was found', async () => {
    const [first] = bindingScenarios
    const driver = faulty(() => ({ rows: () => ['nothing'] }))
    await expect(playBinding(first!, driver)).rejects.toThrow(
      'rows on the screen: expected "^pin new old", found "nothing"',
    )
  })

  it('reads a screen that shows nothing as nothing', () => {
    const empty = { querySelector: () => null, querySelectorAll: () => [] }
    expect(readScreen(empty).rows()).toEqual([])
    expect(readScreen(empty).facts()).toBeNull()
  })
})
