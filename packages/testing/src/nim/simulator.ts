import type { CommandName } from '@convolist/core'
import type { Recording } from '../simulator/recording.js'
import { replayOn, type Replay } from '../simulator/replay.js'
import { createSimulatorOn, type Stage } from '../simulator/simulator.js'
import { createNimDouble, type NimDouble } from './double/create-double.js'
import { localExpected, nimExpected } from './expected.js'
import type { NimSdkLink } from './link-sdk.js'
import type { NimCommand, NimPush, NimReply } from './protocol.js'
import { createNimServer, type NimServer } from './server.js'
import type { NimSimulator, NimSimulatorOptions } from './simulator-types.js'
import { toNimId } from './translate.js'

/**
 * Makes a NIM that needs no account and no network.
 *
 * @example
 * const simulator = createNimSimulator({ seed: 7, conversations: 1_000, profile: 'mobile' })
 * const engine = createEngine({ source: createNimSource(simulator.nim, { service: 'cloud' }) })
 * simulator.start()
 */
export function createNimSimulator(options: NimSimulatorOptions = {}): NimSimulator {
  const made: { nim?: NimDouble; server?: NimServer } = {}
  const simulator = createSimulatorOn<NimDouble, NimPush, NimCommand, NimReply>(options, (parts) => {
    const { seed, clock, deviceClock, tally } = parts
    const server = createNimServer({ clock, seed, limits: options.limits, rowsPerPacket: options.pageSize, tally })
    const nim = createNimDouble(server, {
      clock: deviceClock,
      version: options.version,
      enableV2CloudConversation: options.enableV2CloudConversation,
      readsAcrossBridge: options.pageSize !== undefined,
      onUncaught: options.onUncaught,
    })
    Object.assign(made, { nim, server })
    const stage = nimStage(nim, server, options.service ?? 'cloud')
    // The real SDK's login is the harness's own, and takes long: it goes on where it was.
    return options.link ? { ...stage, ...linkedLogin(options.link(server)), forgetsOnlyAtLogin: false } : stage
  })
  return Object.assign(simulator, made as { nim: NimDouble; server: NimServer })
}

/** Makes a simulator on a virtual clock that is to go through a recorded run; connect to it, then `run()`. */
export const replayNimSimulator = (recording: Recording<NimSimulatorOptions>): Replay<NimSimulator> =>
  replayOn(createNimSimulator, recording)

/** The login of a device that does not say by itself how it stands. */
function linkedLogin(link: NimSdkLink): Pick<Stage<unknown, unknown, NimCommand, unknown>, LoginPart> {
  let state: 'out' | 'underway' | 'in' = 'out'
  return {
    loginState: () => state,
    async login(account) {
      state = 'underway'
      await link.login(account)
      state = 'in'
    },
    async logout() {
      state = 'out'
      await link.logout()
    },
  }
}

type LoginPart = 'loginState' | 'login' | 'logout'

const loginStates = ['out', 'in', 'underway', 'underway'] as const

function nimStage(
  nim: NimDouble,
  server: NimServer,
  service: 'cloud' | 'local',
): Stage<NimDouble, NimPush, NimCommand, NimReply> {
  const { V2NIMLoginService: loginService } = nim
  return {
    vendor: `netease-nim-${service}`,
    sdk: nim,
    server,
    replay: 'replayNimSimulator',
    loginState: () => loginStates[loginService.getLoginStatus()] ?? 'out',
    login: (account) => loginService.login(account, 'any token'),
    logout: () => loginService.logout(),
    // Where no sync has ended before, every later one is from the start, and says nothing of what was removed.
    forgetsOnlyAtLogin: service === 'cloud',
    idOf: toNimId,
    send: (id, text) =>
      nim.V2NIMMessageService.sendMessage(nim.V2NIMMessageCreator.createTextMessage(text), id).then(() => undefined),
    toExpected: nimExpected,
    labelsOf: ({ labels }) => (service === 'cloud' ? [...labels.values()] : undefined),
    ...(service === 'local' && { expected: (account: string) => localExpected(nim, server.truth(account)) }),
    commands: nimNames,
    syncs: [service === 'local' ? 'mainSync' : 'conversationSync'],
  }
}

const nimNames: Partial<Record<CommandName, readonly NimCommand['name'][]>> = {
  stickTop: ['stickTop', 'localStickTop'],
  markRead: ['clearUnread', 'clearAllUnread', 'clearUnreadOfTypes', 'clearUnreadOfGroup', 'markRead'],
  mute: ['mutePeer', 'muteTeam'],
  remove: ['deleteConversations', 'deleteConversation'],
  createLabel: ['createGroup'],
  renameLabel: ['updateGroup'],
  deleteLabel: ['deleteGroup'],
  addToLabel: ['addToGroup'],
  removeFromLabel: ['removeFromGroup'],
  updateServerExtension: ['updateConversation'],
  create: ['createConversation'],
  sendReceipt: ['sendPeerReceipt', 'sendTeamReceipts'],
}
