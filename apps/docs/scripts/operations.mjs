// Writes the table of operations and vendors into reference/operations.md, from what the adapters say of themselves:
//   npm run docs:matrix              writes it
//   npm run docs:matrix -- --check   fails if the page says something else
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createSources } from './sources.mjs'

const PAGE = fileURLToPath(new URL('../reference/operations.md', import.meta.url))
const BEGIN = '<!-- written by scripts/operations.mjs -->'
const END = '<!-- end -->'

/** What an app can ask for, by what, and where the answer stands. */
const OPERATIONS = [
  ['The list, page by page', '`commands.refresh`, `commands.loadMore`', listed],
  ['The list by a filter', 'a view with a filter', filtered],
  ['One row or many, by id', '`commands.fetch`', ({ capabilities }) => nativeIf(capabilities.fetchByIds)],
  ['Pin, unpin', '`commands.stickTop`', command('stickTop')],
  ['Mark as read: one, many', '`commands.markRead(ids)`', command('markRead')],
  ['Mark as read: everything', "`commands.markRead('all')`", scope('all')],
  ['Mark as read: kinds', '`commands.markRead(view)`', scope('kinds')],
  ['Mark as read: a label', '`commands.markRead(view)`', scope('label')],
  ['Mark as unread', '`commands.markUnread`', command('markUnread')],
  ['Mute', '`commands.mute`', command('mute')],
  ['Mute, but for mentions: groups', "`commands.mute(ids, 'mentions')`", muted('group')],
  ['Mute, but for mentions: direct chats', "`commands.mute(ids, 'mentions')`", muted('direct')],
  ['Delete: one, many, with or without messages', '`commands.remove`', command('remove')],
  ['Draft', '`commands.saveDraft`', command('saveDraft')],
  ['Marks (star, hide, fold)', '`commands.setMark`', command('setMark')],
  ['Labels (groups, tags): create, with its first rows', '`commands.createLabel(name, ids)`', command('createLabel')],
  [
    'Labels: create, without rows',
    '`commands.createLabel(name)`',
    tried({ type: 'createLabel', name: 'new', ids: [] }),
  ],
  ['Labels: rename', '`commands.renameLabel`', command('renameLabel')],
  ['Labels: delete', '`commands.deleteLabel`', command('deleteLabel')],
  ['Labels: add rows', '`commands.addToLabel`', command('addToLabel')],
  ['Labels: remove rows', '`commands.removeFromLabel`', command('removeFromLabel')],
  ['Custom data, kept by the vendor', '`commands.updateExtension`', command('updateServerExtension')],
  ['Custom data, on this device', "`commands.updateExtension(…, { scope: 'local' })`", command('updateLocalExtension')],
  ['Begin a conversation', '`commands.create`', command('create')],
  ['Read receipts', '`commands.sendReceipt`', command('sendReceipt')],
  ['The open conversation', '`commands.open`', command('open')],
  ['Unread total', "`engine.readUnread({ type: 'all' })`", withoutMuted({ type: 'all' }, unread)],
  ['Unread of given rows', "`engine.readUnread({ type: 'ids' })`", unread({ type: 'ids', ids: [] })],
  [
    'Unread of kinds',
    "`engine.readUnread({ type: 'filter', kinds })`",
    withoutMuted({ type: 'filter', kinds: ['group'] }, unread),
  ],
  [
    'Unread of a label',
    "`engine.readUnread({ type: 'filter', labelId })`",
    unread({ type: 'filter', labelId: 'family' }),
  ],
  [
    'Unread of a mark',
    "`engine.readUnread({ type: 'filter', marks })`",
    unread({ type: 'filter', marks: ['starred'] }),
  ],
  [
    'Unread of rows that mention me',
    "`engine.readUnread({ type: 'filter', mentioned })`",
    unread({ type: 'filter', mentioned: true }),
  ],
  [
    'Unread without muted',
    "`engine.readUnread({ type: 'filter', ignoreMuted })`",
    unread({ type: 'filter', ignoreMuted: true }),
  ],
  [
    'Unread total, whenever it changes',
    "`engine.watchUnread({ type: 'all' })`",
    withoutMuted({ type: 'all' }, watched),
  ],
  [
    'Unread of given rows, whenever it changes',
    "`engine.watchUnread({ type: 'ids' })`",
    watched({ type: 'ids', ids: [] }),
  ],
  [
    'Unread without muted, whenever it changes',
    "`engine.watchUnread({ type: 'filter', ignoreMuted })`",
    watched({ type: 'filter', ignoreMuted: true }),
  ],
  [
    'Unread of kinds, whenever it changes',
    "`engine.watchUnread({ type: 'filter', kinds })`",
    withoutMuted({ type: 'filter', kinds: ['group'] }, watched),
  ],
  [
    'Unread of a label, whenever it changes',
    "`engine.watchUnread({ type: 'filter', labelId })`",
    watched({ type: 'filter', labelId: 'family' }),
  ],
  [
    'Unread of a mark, whenever it changes',
    "`engine.watchUnread({ type: 'filter', marks })`",
    watched({ type: 'filter', marks: ['starred'] }),
  ],
  [
    'Unread of rows that mention me, whenever it changes',
    "`engine.watchUnread({ type: 'filter', mentioned })`",
    watched({ type: 'filter', mentioned: true }),
  ],
]

function listed({ capabilities: { list, pageSize } }) {
  const size = pageSize < 1_000_000 ? `${pageSize} a page` : 'all at once'
  return `native, ${size}${list === 'capped' ? '; the list is capped' : ''}`
}

function filtered({ capabilities: { serverFilters } }) {
  return serverFilters.length > 0 ? `native: ${serverFilters.join(', ')}; others local` : 'local'
}

function command(name) {
  return ({ capabilities }) => {
    const { support, batch, why } = capabilities.commands[name]
    if (support === 'none') return `refused: ${why}`
    if (support === 'local') return `local: ${why}`
    const perCall = batch > 1 ? `, ${batch} a call` : ''
    return `native${perCall}${why ? `; ${why}` : ''}`
  }
}

function scope(name) {
  return ({ capabilities: { markReadScopes, commands } }) => {
    const { support, why } = commands.addToLabel
    if (name === 'label' && support === 'none') return `refused: ${why}`
    return markReadScopes.includes(name) ? 'native, in one call' : 'native, row by row'
  }
}

/** What an adapter refuses only in some cases is known by trying it. */
function tried(command) {
  return async (source, clock) => {
    const { support, why } = source.capabilities.commands[command.type]
    if (support === 'none') return `refused: ${why}`
    return answered(source.execute(command), clock)
  }
}

function muted(kind) {
  return async (source, clock) => {
    const row = (await firstRows(source, clock)).find((each) => each.kind === kind)
    return tried({ type: 'mute', ids: [row.id], notify: 'mentions' })(source, clock)
  }
}

/** Whether a source can tell is known by asking it. */
function unread(query) {
  return async (source, clock) => {
    if (!source.readUnread) return 'refused: the vendor has no such number'
    const given = query.ids ? { ...query, ids: (await firstRows(source, clock)).map(({ id }) => id) } : query
    return answered(source.readUnread(given), clock)
  }
}

/** Whether a number has the muted rows in it is known by muting one that it counts. */
function withoutMuted(query, cellOf) {
  return async (source, clock) => {
    const cell = await cellOf(query)(source, clock)
    if (cell !== 'native' || !source.readUnread) return cell
    const isMeant = ({ unreadCount, kind }) => unreadCount > 0 && (query.kinds ?? [kind]).includes(kind)
    const { id } = (await firstRows(source, clock)).find(isMeant)
    const countIf = async (notify) => {
      await answered(source.execute({ type: 'mute', ids: [id], notify }), clock)
      const asked = source.readUnread(query)
      await clock.advance(30_000)
      return asked
    }
    const whileHeard = await countIf('all')
    return (await countIf('none')) < whileHeard ? 'native, without muted rows' : cell
  }
}

async function answered(asked, clock) {
  const answer = asked.then((given) => {
    const [error] = given?.failed?.values() ?? []
    return error ? refusal(error) : 'native'
  }, refusal)
  await clock.advance(30_000)
  return answer
}

/** Subscribes and unsubscribes. */
function watched(query) {
  return (source) => {
    if (!source.watchUnread) return 'refused: the vendor has no such call'
    try {
      source.watchUnread(query, 'table')()
      return 'native'
    } catch (error) {
      return refusal(error)
    }
  }
}

/** Whatever else goes wrong is no answer. */
function refusal(error) {
  if (error.code !== 'command/unsupported' && error.code !== 'command/invalid') throw error
  return `refused: ${error.message.replace(/^(\[.*?\] )?(.* here: )?|\.$/g, '')}`
}

async function firstRows(source, clock) {
  const page = source.list({ cursor: undefined, limit: 20 })
  await clock.advance(30_000)
  return (await page).rows
}

const nativeIf = (has) => (has ? 'native' : 'refused: the vendor has no such call')

async function table() {
  const sources = await createSources()
  const lines = [
    `| | in convolist | ${sources.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(sources.length)}`,
  ]
  for (const [title, by, cellOf] of OPERATIONS) {
    const cells = await Promise.all(sources.map(({ source, clock }) => cellOf(source, clock)))
    lines.push(`| ${title} | ${by} | ${cells.join(' | ')} |`)
  }
  for (const { disconnect } of sources) disconnect()
  return lines.join('\n')
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const page = readFileSync(PAGE, 'utf8')
const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length)
const after = page.slice(page.indexOf(END))
const written = `${before}\n\n${await table()}\n\n${after}`
if (!values.check) writeFileSync(PAGE, written)
else if (written !== page) {
  console.error('reference/operations.md is not what the adapters say; `npm run docs:matrix` writes it anew.')
  process.exitCode = 1
}
