import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** When what nothing refers to any more is gone: a `WeakRef` holds what it names for the task that made it. */
export async function collected() {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  for (let task = 0; task < 3; task++) {
    await new Promise((resolve) => setTimeout(resolve, 0))
    collect()
  }
}
