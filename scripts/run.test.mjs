import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { root } from './run.mjs'

/** Not by its process id: where nobody reaps the dead, they keep theirs. */
const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true))
    socket.on('error', () => resolve(false))
  })

it.each(['SIGINT', 'SIGTERM'])('%s ends what was started with a limit as well', async (signal) => {
  const listen = `const server = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port))`
  const start = `import('./scripts/run.mjs').then(({ run }) => run(process.execPath, ['-e', ${JSON.stringify(listen)}], { limitMs: 60000 }))`
  const parent = spawn(process.execPath, ['-e', start], { cwd: root })
  const [first] = await once(parent.stdout, 'data')
  const port = Number(String(first))
  expect(await answers(port)).toBe(true)
  parent.kill(signal)
  await once(parent, 'exit')
  await expect.poll(() => answers(port)).toBe(false)
})
