import { createNimDouble, type NimDouble, type NimDoubleOptions } from '../../src/nim/double/create-double.js'
import { createNimServer, type NimServer, type NimServerOptions } from '../../src/nim/server.js'
import type { AccountTruth, MessageInput } from '../../src/simulator/truth.js'
import { createVirtualClock, type VirtualClock } from '../../src/virtual-clock.js'
import { record } from './record.js'

export interface Device {
  readonly clock: VirtualClock
  readonly server: NimServer
  readonly nim: NimDouble
  readonly truth: AccountTruth
  /** What the SDK emitted since it was last asked, names only (`Conversation.onSyncStarted`). */
  events(): string[]
  /** The same with payloads. */
  lines(): string[]
  /** A direct message arrives from this peer. */
  hear(from: string, input?: Partial<MessageInput>): void
  settle(): Promise<void>
}

export const START = 1_760_000_000_000
export const idOf = (peer: string): string => `me|1|${peer}`

/** One device of `me`, not logged in; services not named are not listened to. */
export function device(
  options: NimDoubleOptions & Partial<Omit<NimServerOptions, 'clock'>> & { listen?: readonly string[] } = {},
): Device {
  const { listen = ['V2NIMConversationService'], ...rest } = options
  const clock = createVirtualClock({ start: START })
  const server = createNimServer({ ...rest, clock })
  server.setFaults({ latencyMs: [1, 1] })
  const nim = createNimDouble(server, rest)
  const truth = server.truth('me')
  const lines = record(nim, listen)
  return {
    clock,
    server,
    nim,
    truth,
    lines: () => lines.splice(0),
    events: () => lines.splice(0).map((line) => line.slice(0, line.indexOf(' '))),
    hear: (from, input = {}) =>
      void truth.message('direct', from, { senderId: from, kind: 'text', text: 'hello', ...input }, 'peer'),
    settle: () => clock.advance(100),
  }
}

/** A device that has logged in and finished its syncs, with what it emitted forgotten. */
export async function synced(
  options: Parameters<typeof device>[0] & { before?: (truth: AccountTruth) => void } = {},
): Promise<Device> {
  const { before, ...rest } = options
  const made = device(rest)
  before?.(made.truth)
  await made.nim.V2NIMLoginService.login('me')
  await made.settle()
  made.lines()
  return made
}

export const peers = (...names: string[]) => {
  return (truth: AccountTruth): void => {
    for (const name of names) truth.message('direct', name, { senderId: name, kind: 'text', text: name }, 'peer')
  }
}
