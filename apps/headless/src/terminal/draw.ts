import { type Conversation, type Engine, selectPhase } from '@convolist/core'
import { badgeText, previewOf, tabs, type TimeFormat, type Texts, titleOf } from '@convolist/demo-kit'
import type { Colors } from 'picocolors/types'
import { KEYS } from './keys.js'
import type { TerminalList } from './list.js'
import { fit, safe } from './text.js'

export interface DrawOptions {
  readonly engine: Engine
  readonly list: TerminalList
  readonly columns: number
  readonly height: number
  readonly colors: Colors
  readonly texts: Texts
  readonly time: TimeFormat
  readonly now: number
  /** What stands in front of the first line. */
  readonly name: string
}

/** Lines above and below the rows. */
export const FRAME_LINES = 4

/** The whole screen, one string a line, each as wide as the screen. */
export function draw(options: DrawOptions): string[] {
  const { list, height, columns } = options
  const room = Math.max(1, height - FRAME_LINES)
  const rows = list.rows().slice(0, room)
  const lines = rows.map((row) => rowLine(options, row))
  if (rows.length === 0) lines.push(options.colors.dim(fit(`  ${emptyText(options)}`, columns)))
  while (lines.length < room) lines.push(' '.repeat(columns))
  return [headLine(options), tabLine(options), ...lines, statusLine(options), keyLine(options)]
}

function headLine({ engine, columns, colors, name }: DrawOptions): string {
  const { rows, unread, unreadUnmuted, mentions } = engine.view().counters
  const pending = engine.getState().pendingCount
  const parts = [
    name,
    selectPhase(engine.getState()),
    pending > 0 ? `${pending} under way` : '',
    `${rows} conversations`,
    `${unread} unread (${unreadUnmuted} not muted)`,
    `${mentions} mentions`,
  ]
  return colors.inverse(fit(` ${parts.filter(Boolean).join(' · ')}`, columns))
}

function tabLine({ engine, list, columns, colors, texts }: DrawOptions): string {
  const { model } = list
  const words = tabs.map((tab, i) => {
    const { counters } = engine.view(tab)
    const badge = badgeText(tab === 'unread' ? counters.rows : tab === 'mentions' ? counters.mentions : counters.badge)
    const text = ` ${i + 1} ${texts.tabs[tab]}${badge && ` (${badge})`} `
    return { text, shown: tab === model.tab ? colors.bold(colors.underline(text)) : colors.dim(text) }
  })
  const width = words.reduce((sum, { text }) => sum + text.length, 0)
  if (width > columns) return fit(words.map(({ text }) => text).join(''), columns)
  return words.map(({ shown }) => shown).join('') + ' '.repeat(columns - width)
}

/** `▌^ title   preview   time  (3)` */
function rowLine({ engine, list, columns, colors, texts, time, now }: DrawOptions, row: Conversation): string {
  const { account, openId } = engine.getState()
  const isAt = row.id === list.model.cursor
  const isUnread = row.unreadCount > 0 || row.markedUnread
  const preview = previewOf(row, account, texts)
  const titleWidth = Math.max(8, Math.min(32, Math.floor(columns * 0.3)))
  const rest = Math.max(0, columns - titleWidth - SIDE)
  const title = fit(titleOf(row, texts), titleWidth)
  const words = fit(`${preview.tag ? `${preview.tag.text} ` : ''}${preview.text}`, rest)
  const badge = row.unreadCount > 0 ? `(${badgeText(row.unreadCount)})` : row.markedUnread ? '(•)' : ''
  const at = row.activeAt > 0 ? time.short(row.activeAt, now) : ''
  const isMuted = row.notify === 'none'
  const line = [
    isAt ? colors.cyan('▌') : ' ',
    row.stickTop ? colors.yellow('^ ') : '  ',
    isUnread ? colors.bold(title) : title,
    ' ',
    preview.tag ? colors.red(words) : colors.dim(words),
    ' ',
    colors.dim(fit(at, 10)),
    isMuted ? colors.dim('~') : ' ',
    isMuted ? colors.dim(fit(badge, 6)) : colors.red(fit(badge, 6)),
  ].join('')
  return isAt || row.id === openId ? colors.bgBlack(line) : line
}

/** Columns of a row beside its title and preview. */
const SIDE = 1 + 2 + 1 + 1 + 10 + 1 + 6

function emptyText({ engine, list, texts }: DrawOptions): string {
  const { search, tab } = list.model
  const { sync, account } = engine.getState()
  if (account === undefined) return texts.list.signedOut
  if (sync.phase === 'syncing') return texts.list.loading
  if (search) return texts.list.emptySearch(search)
  if (tab === 'unread') return texts.list.emptyUnread
  return tab === 'mentions' ? texts.list.emptyMentions : texts.list.empty
}

function statusLine({ list, columns, colors, texts }: DrawOptions): string {
  const { model, view } = list
  if (model.isSearching) return colors.cyan(fit(`/${model.search}▏`, columns))
  if (model.trouble !== undefined) return colors.red(fit(safe(model.trouble), columns))
  const place = model.cursor === undefined ? 0 : view.indexOf(model.cursor) + 1
  const filter = model.search ? `  ${texts.search.label}: ${model.search}` : ''
  return colors.dim(fit(` ${place} / ${view.size}${filter}`, columns))
}

const keyLine = ({ columns, colors }: DrawOptions): string => colors.dim(fit(` ${KEYS}`, columns))
