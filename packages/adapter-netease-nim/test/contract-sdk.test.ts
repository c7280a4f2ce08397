import { installVirtualHost } from '@convolist/testing'
import { describeSourceContract } from '@convolist/testing/source-contract'
import { afterAll } from 'vitest'
import { cloudContract, localContract } from './support/contract-capabilities.js'
import { realRig } from './support/contract-rig.js'

// The SDK gives up on an answer after 8 s, by the timers it finds while it loads.
const host = installVirtualHost()
const { default: NIM } = await import('nim-web-sdk-ng')
const { default: Alpha } = await import('nim-web-sdk-ng-alpha')
afterAll(() => host.restore())

describeSourceContract({
  name: 'NIM cloud, nim-web-sdk-ng 10.8.1',
  create: (options) => {
    host.use(options.clock)
    return realRig(NIM, 'cloud', options)
  },
  capabilities: cloudContract,
})

describeSourceContract({
  name: 'NIM local, nim-web-sdk-ng 10.8.1',
  create: (options) => {
    host.use(options.clock)
    return realRig(NIM, 'local', options)
  },
  capabilities: localContract,
})

describeSourceContract({
  name: 'NIM local, nim-web-sdk-ng 10.9.77-alpha.4',
  create: (options) => {
    host.use(options.clock)
    return realRig(Alpha as unknown as typeof NIM, 'local', options) // its d.ts is another package's to TypeScript
  },
  capabilities: { ...localContract, commands: { ...localContract.commands, open: 'server' } },
})
