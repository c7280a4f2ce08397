import type { CommandName } from '@convolist/core'
import { check, same } from '../check.js'
import { scenario, story, type Scenario } from './scenario.js'

const EVERY_COMMAND: Readonly<Record<CommandName, true>> = {
  stickTop: true,
  markRead: true,
  markUnread: true,
  mute: true,
  remove: true,
  saveDraft: true,
  setMark: true,
  createLabel: true,
  renameLabel: true,
  deleteLabel: true,
  addToLabel: true,
  removeFromLabel: true,
  updateServerExtension: true,
  updateLocalExtension: true,
  create: true,
  sendReceipt: true,
  open: true,
}
const commandNames = Object.keys(EVERY_COMMAND) as CommandName[]

/** What the source says of itself, and whether it keeps to it. */
export const capabilityScenarios: readonly Scenario[] = [
  scenario('capabilities as declared', async (stage) => {
    const { source } = stage.watched
    const { capabilities } = source
    check(source.vendor !== '' && capabilities.vendor !== '', 'the vendor has no name')
    check(capabilities.pageSize >= 1, 'pageSize is below 1')
    same('capabilities.list', capabilities.list, stage.capabilities.list ?? 'complete')
    for (const name of commandNames) {
      const { support, batch, why = '' } = capabilities.commands[name]
      same(`capabilities.commands.${name}.support`, support, stage.supports(name))
      check(Number.isInteger(batch) && batch >= 1, `capabilities.commands.${name}.batch is not a whole number above 0`)
      check(support === 'server' || why !== '', `capabilities.commands.${name} does not say why it is ${support}`)
    }
    await stage.seed()
    await stage.begin()
    const versions = stage.engine
      .view()
      .window(0, 10)
      .map((row) => row.version !== undefined)
    check(
      versions.every((has) => has === capabilities.rowVersions),
      'rowVersions and the rows’ versions disagree',
    )
  }),
  story('events the engine understands', async (stage) => {
    await stage.receive('direct/eve')
    await stage.server.stickTopElsewhere('direct/bob', true)
    await stage.server.readElsewhere('direct/bob')
    await stage.settle()
    await stage.server.disconnect()
    await stage.settle()
    await stage.server.reconnect()
    await stage.until('the message is shown', () => stage.row('direct/eve') !== undefined)
    await stage.settle()
    const { counts } = stage.engine.diagnostics
    for (const code of ['event/unknown', 'event/malformed', 'row/malformed', 'page/stale'] as const)
      same(`notes ${code} in fair weather`, counts[code] ?? 0, 0)
    const states = stage.watched.events.filter(({ type }) => type === 'connectionChanged')
    check(states.length > 0, 'the source never says how the connection stands')
  }),
]
