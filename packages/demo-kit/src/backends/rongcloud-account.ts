import { createRongCloudSource } from '@convolist/adapter-rongcloud'
import type { CredentialsOf } from '../account/credentials.js'
import { LoginError } from '../account/login-error.js'
import type { Login } from '../session/backends.js'

/** Errors only; 0 would be taken for "not set". */
const QUIET = 1

/** The SDK is one for the whole page: its module itself. */
let isTaken = false

/** A real account, on RongCloud's own servers. */
export async function loginRongCloud({ appKey, token, ultraGroupsInList }: CredentialsOf<'rongcloud'>): Promise<Login> {
  if (isTaken) throw new LoginError('busy', 'the SDK has a user already')
  isTaken = true
  const im = await import('@rongcloud/imlib-next').catch((error: unknown) => {
    isTaken = false
    throw error
  })
  const logout = async (): Promise<void> => {
    await im.disconnect()
    await im.destroy() // or it keeps the app key
    isTaken = false
  }
  im.init({ appkey: appKey, logOutputLevel: QUIET })
  const source = createRongCloudSource(im, { ultraGroupsInList })
  const { code, msg } = await im.connect(token)
  if (code !== 0) {
    await logout()
    throw new LoginError('other', msg ?? '', code)
  }
  return { vendor: 'rongcloud', source, logout }
}
