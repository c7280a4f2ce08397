import type { Sdk } from './call.js'
import type { Line } from './line.js'
import type { Profiles } from './profiles.js'
import type { Watches } from './unread.js'

/** What a source is made of. */
export interface Parts {
  readonly sdk: Sdk
  readonly line: Line
  readonly profiles: Profiles
  readonly watches: Watches
  /** Does the SDK's list include ultra groups? `undefined`: as the server says. */
  readonly ultraGroupsInList: boolean | undefined
}
