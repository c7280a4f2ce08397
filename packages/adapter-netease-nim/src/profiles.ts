import type { ConversationPatch } from '@convolist/core'
import { attempt } from './errors.js'
import { makeId } from './ids.js'
import type { Services } from './services.js'
import type { Line } from './session.js'
import { list, record, string } from './to-row.js'
import { me } from './translate.js'

/** Takes note of changed users and teams, and reads their conversations again at the end of the task. */
export interface ProfileReader {
  user(profile: unknown): void
  team(profile: unknown): void
}

export function createProfileReader({ conversation }: Services, line: Line): ProfileReader {
  const ids = new Set<string>()

  const changed = (type: number, target: unknown): void => {
    const id = makeId(me(line), type, string(target, 'target'))
    if (ids.size === 0) void Promise.resolve().then(readAgain)
    ids.add(id)
  }

  /** Only names: a row that is gone stays gone. */
  const readAgain = async (): Promise<void> => {
    const { session } = line
    const asked = [...ids]
    ids.clear()
    try {
      const found = list(await attempt(() => conversation.getConversationListByIds(asked)), 'conversations')
      if (!session || line.session !== session) return
      const patches = line
        .rows(found, 'getConversationListByIds')
        .map(({ id, title, avatarUrl, lastMessage }): ConversationPatch =>
          // A missing name is the truth here, but for a revoked preview, which hides the name its sender gave.
          title === undefined && lastMessage?.revoked ? { id, avatarUrl } : { id, title, avatarUrl },
        )
      if (patches.length > 0) line.emit({ type: 'conversationsPatched', patches, unknown: 'ignore' })
    } catch (cause) {
      line.note('vendor/failed', 'getConversationListByIds', cause)
    }
  }

  return {
    user: (profile) => changed(1, record<{ accountId: unknown }>(profile, 'profile').accountId),
    team(profile) {
      const { teamId, teamType } = record<{ teamId: unknown; teamType: unknown }>(profile, 'team')
      changed(teamType === 2 ? 3 : 2, teamId)
    },
  }
}
