import { existsSync, openSync, readSync } from 'node:fs'

const SCHEDSTAT = `/proc/self/task/${process.pid}/schedstat`

/**
 * Milliseconds of processor time of the main thread: the thread that an app's screen waits for. Neither a busy
 * neighbour nor what V8 does beside it is in there. Linux tells it; elsewhere it is the time of the clock.
 */
export const mainThreadMs = existsSync(SCHEDSTAT) ? createReader() : () => performance.now()

function createReader() {
  const file = openSync(SCHEDSTAT)
  const text = Buffer.alloc(64)
  const nobody = new Int32Array(new SharedArrayBuffer(4))
  return () => {
    Atomics.wait(nobody, 0, 0, 0.05) // the kernel brings the number up to date when a thread goes to sleep
    readSync(file, text, 0, text.length, 0)
    return Number(text.toString('latin1', 0, text.indexOf(' '))) / 1e6
  }
}
