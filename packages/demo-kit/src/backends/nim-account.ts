import { createNimSource } from '@convolist/adapter-netease-nim'
import type { CredentialsOf } from '../account/credentials.js'
import type { Login } from '../session/backends.js'
import { loadNim } from './nim-sdk.js'

/** A real account, on NetEase's own servers. */
export async function loginNim({ appKey, account, token, service }: CredentialsOf<'netease-nim'>): Promise<Login> {
  const NIM = await loadNim()
  // Not NIM.getInstance(), which is one for the whole page and refuses a second app key.
  const nim = new NIM({ appkey: appKey, apiVersion: 'v2', debugLevel: 'off' })
  const source = createNimSource(nim, { service })
  const logout = (): Promise<void> => nim.V2NIMLoginService.logout()
  try {
    await nim.V2NIMLoginService.login(account, token)
  } catch (error) {
    await logout().catch(() => {}) // or it goes on trying
    throw error
  }
  return { vendor: service === 'local' ? 'netease-nim-local' : 'netease-nim-cloud', source, logout }
}
