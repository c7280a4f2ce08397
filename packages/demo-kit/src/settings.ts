import { tabs, type Tab } from './list/views.js'
import { languages, pickLanguage, type Language } from './texts/index.js'

export type Theme = 'auto' | 'light' | 'dark'
/** Where events come from: our simulator, the vendor's own SDK on a simulated server, or a real account. */
export type SourceName = 'simulator' | 'sdk' | 'account'

export const vendors = ['netease-nim-cloud', 'netease-nim-local', 'tencent-v2tim', 'tencent-web', 'rongcloud'] as const
export type Vendor = (typeof vendors)[number]
/** One vendor's list, or three of them in one. */
export type VendorChoice = Vendor | 'merged'
export const vendorChoices: readonly VendorChoice[] = [...vendors, 'merged']

/** What a link to the demo can say. */
export interface Settings {
  readonly source: SourceName
  readonly vendor: VendorChoice
  readonly rows: number
  readonly seed: number
  /** Events per second. */
  readonly rate: number
  readonly hostile: boolean
  readonly language: Language
  readonly theme: Theme
  readonly view: Tab
  readonly panel: boolean
}

export const themes: readonly Theme[] = ['auto', 'light', 'dark']
export const rowChoices: readonly number[] = [200, 10_000, 100_000]
export const MOST_ROWS = 200_000
export const FASTEST_RATE = 500

const defaults: Settings = {
  source: 'simulator',
  vendor: 'netease-nim-cloud',
  rows: 10_000,
  seed: 1,
  rate: 5,
  hostile: false,
  language: 'en',
  theme: 'auto',
  view: 'all',
  panel: true,
}

/**
 * Reads `?vendor=rongcloud&rows=200&seed=7&rate=50&lang=zh-CN&theme=dark&view=unread&panel=0`; what is missing or wrong gets the default.
 *
 * @param user what is known of the user: languages, best first, and whether the screen has room for the panel.
 */
export function parseSettings(
  search: string,
  user: { readonly languages?: readonly string[]; readonly isWide?: boolean } = {},
): Settings {
  const query = new URLSearchParams(search)
  return {
    // An account is not in a link: its token would be.
    source: query.get('source') === 'sdk' ? 'sdk' : defaults.source,
    vendor: vendorChoices.find((one) => one === query.get('vendor')) ?? defaults.vendor,
    rows: wholeNumber(query.get('rows'), 0, MOST_ROWS) ?? defaults.rows,
    seed: wholeNumber(query.get('seed'), 0, 2 ** 31 - 1) ?? defaults.seed,
    rate: wholeNumber(query.get('rate'), 0, FASTEST_RATE) ?? defaults.rate,
    hostile: query.get('hostile') === '1',
    language: languages.find((one) => one === query.get('lang')) ?? pickLanguage(user.languages ?? []),
    theme: themes.find((one) => one === query.get('theme')) ?? defaults.theme,
    view: tabs.find((one) => one === query.get('view')) ?? defaults.view,
    panel: user.isWide === false ? query.get('panel') === '1' : query.get('panel') !== '0',
  }
}

/** The link to these settings; leaves out what is as usual. */
export function toSearch(settings: Settings): string {
  const query = new URLSearchParams()
  if (settings.source === 'sdk') query.set('source', 'sdk')
  for (const key of ['vendor', 'rows', 'seed', 'rate'] as const) {
    if (settings[key] !== defaults[key]) query.set(key, String(settings[key]))
  }
  if (settings.hostile) query.set('hostile', '1')
  query.set('lang', settings.language)
  if (settings.theme !== defaults.theme) query.set('theme', settings.theme)
  if (settings.view !== defaults.view) query.set('view', settings.view)
  query.set('panel', settings.panel ? '1' : '0')
  return `?${query}`
}

function wholeNumber(text: string | null, least: number, most: number): number | undefined {
  if (text === null || !/^\d+$/.test(text)) return undefined
  return Math.max(least, Math.min(Number(text), most))
}
