import NIM from 'nim-web-sdk-ng'
import Alpha from 'nim-web-sdk-ng-alpha'
import NodeBuild from 'nim-web-sdk-ng-alpha/dist/nodejs/nim.js'
import { nimConversationId, startNim, type NimHarness, type NimHarnessOptions, type WireKind } from '@convolist/testing'

export type Nim = NimHarness<NIM>

/** The real package, 10.8.1. */
export const startStable = (options?: NimHarnessOptions): Nim => startNim(NIM, options)

/** The real package, 10.9.77-alpha.4. Its d.ts is that of another package to TypeScript, but the same in what we use. */
export const startAlpha = (options?: NimHarnessOptions): Nim => startNim(Alpha as unknown as typeof NIM, options)

export const GENERATIONS = [
  ['10.8.1', startStable],
  ['10.9.77-alpha.4', startAlpha],
  ['10.9.77-alpha.4 for Node', (options?: NimHarnessOptions): Nim => startNim(NodeBuild, options)],
] as const

export const ME = 'me'
export const idOf = (target: string, kind?: WireKind): string => nimConversationId(ME, target, kind)

/** The SDK's services by name, for tests that emit on them directly: `.on` subscribers cannot tell. */
export interface Emitting {
  emit(event: string, ...args: unknown[]): boolean
  listeners(event: string): readonly ((...args: unknown[]) => void)[]
  on(event: string, listener: (...args: never[]) => void): void
}

export const service = (h: Nim, name: string): Emitting =>
  (h.nim as unknown as Record<string, Emitting>)[name] as Emitting

/** Calls an event's listeners past the SDK's own `emit`, whose logging reads into the payload and throws at odd ones. */
export function deliver(h: Nim, name: string, event: string, ...args: unknown[]): void {
  const listeners = service(h, name).listeners(event)
  if (listeners.length === 0) throw new Error(`nobody listens to ${event}`)
  listeners.forEach((listener) => listener(...args))
}

interface LifeCycle {
  processEvent(name: string, error?: unknown): void
}

/** The SDK's own steps of a login. */
export const life = (h: Nim): LifeCycle => (h.nim.V2NIMLoginService as unknown as { lifeCycle: LifeCycle }).lifeCycle

/** A reconnect whose login the server refuses for good. The SDK keeps what it has of the account. */
export function endOfLogin(h: Nim): void {
  h.disconnect()
  life(h).processEvent('connect')
  life(h).processEvent('exited', Object.assign(new Error('token expired'), { code: 102302 }))
}
