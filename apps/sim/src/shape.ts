import { VENDORS, type BackendOptions } from '@convolist/backends'
import type { FaultProfile, Prng, SimulatorVendor } from '@convolist/testing'

/** What a seed decides about a run as a whole. */
interface Shape {
  /** Rows of one page of the list, where that is not the vendor's own. */
  readonly pageSize: number | undefined
  readonly listCap: number
  /** Of V2TIM: what its rows leave out. */
  readonly unstated: BackendOptions['unstated']
  /** In the end the page is hidden until thousands of events wait. */
  readonly staysHidden: boolean
}

/** Few enough for the list to have many pages. */
const PAGE_SIZES = [3, 9] as const
/** Few enough for most of the server's rows to be beyond it. */
const LIST_CAP = 12
/** What bindings of V2TIM leave out together: what the user sets on a row, or what came with 6.5 and later. */
const UNSTATED = [
  ['isPinned', 'recvOpt', 'draftText'],
  ['markList', 'customData', 'conversationGroupList'],
] as const
/** In one seed out of so many it is some vendor's turn: a page that stays hidden takes as long as many others. */
const HIDDEN_EVERY = 40

/** Half of the lists come in many pages, and a quarter are capped. */
export function shapeOf(vendor: SimulatorVendor, profile: FaultProfile, seed: number, prng: Prng): Shape {
  if (profile === 'calm') return { pageSize: undefined, listCap: 0, unstated: [], staysHidden: false }
  const vendors = Object.keys(VENDORS)
  return {
    pageSize: prng.chance(0.5) ? prng.int(...PAGE_SIZES) : undefined,
    listCap: prng.chance(0.25) ? LIST_CAP : 0,
    unstated: prng.chance(0.25) ? prng.pick(UNSTATED) : [],
    staysHidden: vendors[(seed / HIDDEN_EVERY) % vendors.length] === vendor,
  }
}
