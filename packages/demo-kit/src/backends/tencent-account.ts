import { createTencentWebSource } from '@convolist/adapter-tencent-chat'
import type { ChatSDK } from '@tencentcloud/chat'
import type { CredentialsOf } from '../account/credentials.js'
import { LoginError } from '../account/login-error.js'
import type { Login } from '../session/backends.js'

/** The SDK dials on for ever, and its promise stays open. */
const PATIENCE_MS = 20_000
/** Errors only. */
const QUIET = 4

/** A real account, on Tencent's own servers. */
export async function loginTencent({ sdkAppId, userId, userSig }: CredentialsOf<'tencent-chat'>): Promise<Login> {
  const { default: TencentCloudChat } = await import('@tencentcloud/chat')
  const chat = TencentCloudChat.create({ SDKAppID: sdkAppId })
  // There is one instance for an app, and it takes one user.
  if (chat.getLoginUser() !== '') throw new LoginError('busy', `somebody is signed in to ${sdkAppId} already`)
  chat.setLogLevel(QUIET)
  const source = createTencentWebSource(chat)
  try {
    await inTime(chat.login({ userID: userId, userSig }))
  } catch (error) {
    await leave(chat)
    throw error
  }
  return { vendor: 'tencent-web', source, logout: () => leave(chat) }
}

/** `destroy` logs out, and is refused (2024) where nobody is logged in; the instance is given up in both cases. */
async function leave(chat: ChatSDK): Promise<void> {
  await chat.destroy().catch(() => {})
}

function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LoginError('network', 'no answer in time')), PATIENCE_MS)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
