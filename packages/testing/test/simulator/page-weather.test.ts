import { describe, expect, it } from 'vitest'
import { createPrng } from '../../src/prng.js'
import type { RongDouble } from '../../src/rongcloud/double/create-rong-double.js'
import { createRongCloudSimulator } from '../../src/rongcloud/simulator.js'
import { faultProfiles, type Faults } from '../../src/simulator/faults.js'
import { createPageWeather, type PageWeather } from '../../src/simulator/page-weather.js'
import type { Simulator } from '../../src/simulator/simulator-types.js'
import { createTally, type Tally } from '../../src/simulator/tally.js'
import { createNimSimulator } from '../../src/nim/simulator.js'
import { createTencentV2TimSimulator } from '../../src/tencent/v2tim-simulator.js'
import { createTencentWebSimulator } from '../../src/tencent/web-simulator.js'
import { createVirtualClock, type VirtualClock } from '../../src/virtual-clock.js'

function weather(faults: Partial<Faults>): { readonly pages: PageWeather; readonly tally: Tally } {
  const tally = createTally(() => 0)
  return { tally, pages: createPageWeather(createPrng('pages'), tally, () => ({ ...faultProfiles.calm, ...faults })) }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('the weather of pages', () => {
  it('is fair when it is calm', () => {
    const { pages, tally } = weather({})
    for (const page of numbers(100)) {
      expect(pages.fails(page + 1, 100)).toBe(false)
      expect(pages.repeated(page * 10, 10)).toBe(0)
      expect(pages.lateMs()).toBe(0)
    }
    expect(pages.capped(numbers(50))).toHaveLength(50)
    expect(tally.counts).toEqual({})
  })

  it('lets a share of the syncs fail, at each of their pages as often', () => {
    const { pages, tally } = weather({ syncFailure: 0.5 })
    const failedAt = [0, 0, 0, 0, 0] // after the fourth: at none
    for (let sync = 0; sync < 8_000; sync++) {
      const page = [1, 2, 3, 4].find((one) => pages.fails(one, 4)) ?? 5
      failedAt[page - 1]! += 1
    }
    for (const times of failedAt.slice(0, 4)) expect(Math.abs(times - 1_000)).toBeLessThan(150)
    expect(tally.counts).toMatchObject({
      syncFailed: 8_000 - failedAt[4]!,
      pageFailed: 8_000 - failedAt[4]! - failedAt[0]!,
    })
  })

  it('lets every sync fail where that is wanted, and an empty list too', () => {
    const { pages } = weather({ syncFailure: 1 })
    expect(numbers(50).every(() => [1, 2, 3].some((page) => pages.fails(page, 3)))).toBe(true)
    expect(pages.fails(1, 0)).toBe(true)
  })

  it('repeats a part of the page before, never all of it, and nothing before the first', () => {
    const { pages, tally } = weather({ pageRepeat: 1 })
    const repeated = numbers(200).map(() => pages.repeated(10, 5))
    expect(new Set(repeated)).toEqual(new Set([1, 2, 3, 4]))
    expect(pages.repeated(0, 5)).toBe(0)
    expect(pages.repeated(10, 1)).toBe(0)
    expect(tally.counts).toEqual({ pageRepeated: 200 })
  })

  it('notes borders between equal keys, and lists that end before the rows do', () => {
    const { pages, tally } = weather({ listCap: 3 })
    pages.borders(7, 7)
    pages.borders(7, 6)
    pages.borders(7, undefined)
    expect(pages.capped(numbers(5))).toEqual([0, 1, 2])
    expect(pages.capped(numbers(5), 2)).toEqual([0, 1])
    expect(pages.capped(numbers(3))).toEqual([0, 1, 2])
    expect(tally.counts).toEqual({ equalBorder: 1, listCapped: 2 })
  })
})

interface Row {
  readonly targetId: string
  readonly operationTime: number
}

/** RongCloud's list, walked as its documents say: on from the time of the last row. */
async function walk({ sdk }: { readonly sdk: RongDouble }, clock: VirtualClock): Promise<Row[][]> {
  const found: Row[][] = []
  for (let startTime = 0; ; startTime = found.at(-1)!.at(-1)!.operationTime) {
    const asked = sdk.getConversationListByTimestamp({ startTime, count: 5 })
    await clock.advance(20_000) // longer than the SDK waits
    const { isOk, data } = await asked
    if (!isOk || (data as Row[]).length === 0) return found
    found.push(data as Row[])
  }
}

async function begin<Made extends Simulator>(make: (options: object) => Made, faults: Partial<Faults>) {
  const clock = createVirtualClock()
  const simulator = make({ clock, conversations: 30, seed: 1, pageSize: 5, faults })
  void simulator.login()
  await clock.advance(10_000)
  return { clock, simulator }
}

const targets = (rows: readonly Row[]): string[] => rows.map((row) => row.targetId)

describe('pages of a server', () => {
  it('begin with rows of the page before', async () => {
    const { clock, simulator } = await begin(createRongCloudSimulator, { pageRepeat: 0.5 })
    const pages = await walk(simulator, clock)
    expect(simulator.stats.injected['pageRepeated']).toBeGreaterThan(0)
    expect(new Set(targets(pages.flat())).size).toBe(30)
    expect(pages.flat().length).toBeGreaterThan(30)
  })

  it('lead no further than the cap, though the server has more', async () => {
    const { clock, simulator } = await begin(createRongCloudSimulator, { listCap: 12 })
    expect((await walk(simulator, clock)).flat()).toHaveLength(12)
    expect(simulator.truth()).toHaveLength(30)
    simulator.setFaults({ listCap: 0 })
    expect((await walk(simulator, clock)).flat()).toHaveLength(30)
  })

  it('fail after those before them have come', async () => {
    const lengths: number[] = []
    for (const seed of numbers(30)) {
      const clock = createVirtualClock()
      const simulator = createRongCloudSimulator({ clock, conversations: 30, seed, faults: { syncFailure: 0.9 } })
      void simulator.login()
      await clock.advance(10_000)
      lengths.push((await walk(simulator, clock)).length)
    }
    expect(new Set(lengths).size).toBeGreaterThan(4)
    expect(Math.max(...lengths)).toBe(6) // no failure
  })

  it('that are late were made before what was told meanwhile', async () => {
    const { clock, simulator } = await begin(createRongCloudSimulator, {})
    simulator.setFaults({ pageLate: 1, pageLateMs: 3_000 })
    const told: string[] = []
    simulator.sdk.addEventListener('CONVERSATION', () => told.push('live'))
    const truth = simulator.server.truth('me')
    const { activeAt } = truth.row('direct/user0')!
    const asked = simulator.sdk.getConversationListByTimestamp({ count: 30 })
    void asked.then(() => told.push('page'))
    await clock.advance(30) // the server has made the page
    truth.message('direct', 'user0', { senderId: 'user0', kind: 'text', text: 'now' }, 'peer')
    await clock.advance(3_100)
    expect(told).toEqual(['live', 'page'])
    const rows = (await asked).data as Row[]
    expect(rows.find(({ targetId }) => targetId === 'user0')).toMatchObject({ operationTime: activeAt })
  })

  it.each([createTencentWebSimulator, createTencentV2TimSimulator])('make up the whole list: %o', async (make) => {
    const { clock, simulator } = await begin<Simulator>(make, { pageRepeat: 0.5, pageLate: 0.5, sameTime: 0.5 })
    await clock.advance(120_000)
    expect(simulator.stats.injected['pageRepeated']).toBeGreaterThan(0)
    expect(simulator.stats.injected['pageLate']).toBeGreaterThan(0)
    expect(simulator.stats.injected['equalBorder']).toBeGreaterThan(0)
    expect(simulator.stats.counts['command:page']).toBeGreaterThanOrEqual(6)
  })

  it('are capped in the browser, not on devices with a database', async () => {
    const web = await begin(createTencentWebSimulator, { listCap: 12 })
    const { data } = await web.simulator.sdk.getConversationList()
    expect(data.conversationList.length).toBe(12)
    expect(web.simulator.stats.injected['listCapped']).toBeGreaterThan(0)
    const native = await begin(createTencentV2TimSimulator, { listCap: 12 })
    expect(native.simulator.stats.injected).toEqual({})
  })
})

describe('pages of a memory', () => {
  const nim = async (faults: Partial<Faults>) => {
    const { clock, simulator } = await begin((options) => createNimSimulator(options), {})
    simulator.setFaults(faults)
    const page = (offset: number) => simulator.nim.V2NIMConversationService.getConversationList(offset, 5)
    return { clock, simulator, page }
  }

  it('show rows as they were when it was asked', async () => {
    const { clock, simulator, page } = await nim({ pageLate: 1, pageLateMs: 1 })
    const first = simulator.truth()[0]!
    const asked = page(0)
    void simulator.nim.V2NIMConversationService.stickTopConversation(first.id, !first.stickTop)
    await clock.advance(1_000)
    const { conversationList } = await asked
    expect(conversationList.find(({ conversationId }) => conversationId === first.id)?.stickTop).toBe(first.stickTop)
    expect(simulator.stats.injected['pageLate']).toBe(1)
  })

  it('begin with rows of the page before', async () => {
    const { page } = await nim({})
    const { offset, conversationList: former } = await page(0)
    const { page: again, simulator } = await nim({ pageRepeat: 1 })
    const { conversationList } = await again(offset)
    const ids = new Set(former.map(({ conversationId }) => conversationId))
    expect(conversationList.some(({ conversationId }) => ids.has(conversationId))).toBe(true)
    expect(simulator.stats.injected['pageRepeated']).toBe(1)
  })

  it('fail with a code of the SDK', async () => {
    const { page } = await nim({ syncFailure: 1 })
    let failed = 0
    for (let offset = 0; failed === 0;) {
      try {
        offset = (await page(offset)).offset
      } catch (error) {
        failed = (error as { readonly code: number }).code
      }
    }
    expect(failed).toBe(191005)
  })

  it('are there at once, whatever the weather, where the SDK reads no pages', async () => {
    const clock = createVirtualClock()
    const simulator = createNimSimulator({ clock, conversations: 30 })
    void simulator.login()
    await clock.advance(10_000)
    simulator.setFaults({ syncFailure: 1, pageLate: 1, pageRepeat: 1 })
    const page = await simulator.nim.V2NIMConversationService.getConversationList(0, 1_000)
    expect(page.conversationList).toHaveLength(30)
    expect(simulator.stats.injected).toEqual({})
  })

  it('end between equal keys', async () => {
    const { clock, simulator } = await begin((options) => createNimSimulator(options), { sameTime: 1 })
    await clock.advance(1_000)
    await simulator.nim.V2NIMConversationService.getConversationList(0, 5)
    expect(simulator.stats.injected['equalBorder']).toBe(1)
  })
})

it('what a device meets is counted: kicks and changes of account', async () => {
  const { clock, simulator } = await begin(createTencentV2TimSimulator, {})
  simulator.kick()
  await clock.advance(1_000)
  void simulator.switchAccount()
  await clock.advance(1_000)
  void simulator.switchAccount(simulator.account) // a new login of the same one
  await clock.advance(10_000)
  expect(simulator.stats.injected).toEqual({ kicked: 1, accountSwitched: 1 })
})

it('no fault strikes in the calm', () => {
  const { latencyMs: _, ...calm } = faultProfiles.calm
  const knobs = Object.entries(calm).filter(([name]) => !/^(delay|merge|offline|late|pageLate|clockStep)Ms$/.test(name))
  expect(knobs.filter(([, value]) => value !== 0)).toEqual([])
})
