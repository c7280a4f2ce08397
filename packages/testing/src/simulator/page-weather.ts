import type { Prng } from '../prng.js'
import type { Faults } from './faults.js'
import type { Tally } from './tally.js'

/** What goes wrong with the pages of a list: for servers that make them, and for SDKs that read them from a memory of their own. */
export interface PageWeather {
  /** Does the sync fail at this page, counted from 1? Drawn so that each page of a sync is as likely as the others. */
  fails(page: number, pages: number): boolean
  /** How many rows of the page before it a page that starts here begins with. */
  repeated(start: number, limit: number): number
  /** How long a page is held back once it is made, in ms. */
  lateMs(): number
  /** Notes a page whose last row and the one after it are equally old. */
  borders(last: number | undefined, next: number | undefined): void
  /** @returns those that the list call leads to. */
  capped<Row>(rows: readonly Row[], cap?: number): readonly Row[]
}

/** For lists of which nothing can go wrong. */
export const fairPages: PageWeather = {
  fails: () => false,
  repeated: () => 0,
  lateMs: () => 0,
  borders: () => {},
  capped: (rows) => rows,
}

export function createPageWeather(prng: Prng, tally: Tally, faults: () => Faults): PageWeather {
  return {
    fails(page, pages) {
      const { syncFailure } = faults()
      // Of the syncs that came as far as this page, as many as make an even share of all.
      const left = Math.max(1, pages) - syncFailure * (page - 1)
      const isDue = prng.chance(left > 0 ? syncFailure / left : syncFailure)
      if (!isDue) return false
      tally.log('syncFailed', `at page ${page} of ${pages}`)
      if (page > 1) tally.count('pageFailed')
      return true
    },
    repeated(start, limit) {
      if (start === 0 || limit < 2 || !prng.chance(faults().pageRepeat)) return 0
      tally.count('pageRepeated')
      return Math.min(start, prng.int(1, limit - 1)) // fewer than a page, or no cursor would ever move on
    },
    lateMs() {
      const { pageLate, pageLateMs } = faults()
      if (!prng.chance(pageLate)) return 0
      tally.count('pageLate')
      return prng.int(1, Math.max(1, pageLateMs))
    },
    borders(last, next) {
      if (last !== undefined && last === next) tally.count('equalBorder')
    },
    capped(rows, cap = Infinity) {
      const most = Math.min(cap, faults().listCap || Infinity)
      if (rows.length <= most) return rows
      tally.count('listCapped')
      return rows.slice(0, most)
    },
  }
}
