import type { Backends } from '../session/backends.js'
import { simulateWithSdk } from './nim-sdk.js'
import { login } from './login.js'
import { simulate } from './simulate.js'

/** The demo's own servers, or the vendors'. What the page knows of any is a `Source`. */
export const backends: Backends = {
  simulate: async (options) => (options.kind === 'sdk' ? simulateWithSdk(options) : simulate(options)),
  login,
}
