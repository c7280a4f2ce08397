import type { Backends } from '@convolist/demo-kit'

export const backends: Backends = {
  simulate: () => Promise.reject(new Error('no simulator')),
  login: () => Promise.reject(new Error('no login')),
}
