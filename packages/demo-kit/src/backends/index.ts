import type { Backends } from '../session/backends.js'
import { login, simulateWithSdk } from './nim-sdk.js'
import { simulate } from './simulate.js'

/** The demo's own servers, or NetEase's. What the page knows of any is a `Source`. */
export const backends: Backends = {
  simulate: async (options) => (options.kind === 'sdk' ? simulateWithSdk(options) : simulate(options)),
  login,
}
