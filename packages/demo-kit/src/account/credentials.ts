/** Whose accounts the demo can sign in to. */
export const accountKinds = ['netease-nim', 'tencent-chat', 'rongcloud'] as const
export type AccountKind = (typeof accountKinds)[number]

/** What a user signs in with. Kept nowhere but in memory, and there only until the answer is in. */
export type Credentials =
  | {
      readonly kind: 'netease-nim'
      readonly appKey: string
      readonly account: string
      readonly token: string
      readonly service: 'cloud' | 'local'
    }
  | { readonly kind: 'tencent-chat'; readonly sdkAppId: number; readonly userId: string; readonly userSig: string }
  | {
      readonly kind: 'rongcloud'
      readonly appKey: string
      readonly token: string
      /** Is the list kept by the server, or by the SDK together with ultra groups? Not said: RongCloud says it after signing in. */
      readonly ultraGroupsInList: boolean | undefined
    }

export type CredentialsOf<Kind extends AccountKind> = Extract<Credentials, { kind: Kind }>
