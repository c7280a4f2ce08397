import type { Credentials } from '../account/credentials.js'
import type { Login } from '../session/backends.js'

/** Signs in with the vendor's own SDK, which is downloaded by those who use it. */
export async function login(credentials: Credentials): Promise<Login> {
  switch (credentials.kind) {
    case 'netease-nim':
      return (await import('./nim-account.js')).loginNim(credentials)
    case 'tencent-chat':
      return (await import('./tencent-account.js')).loginTencent(credentials)
    case 'rongcloud':
      return (await import('./rongcloud-account.js')).loginRongCloud(credentials)
  }
}
