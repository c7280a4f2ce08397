import type { NimPush, NimReply } from '../protocol.js'
import type { WireGroup } from '../wire.js'
import type { CloudConversationService } from './cloud-service.js'
import type { Core } from './core.js'
import { NimEmitter } from './emitter.js'
import { clientCodes, NimDoubleError, raise, refuseArgument } from './error.js'
import { checkIds, checkType } from './ids.js'
import type { V2Conversation, V2Group, V2OperationResult } from './types.js'

export interface GroupEvents {
  onConversationGroupCreated: (group: V2Group) => void
  onConversationGroupDeleted: (groupId: string) => void
  onConversationGroupChanged: (group: V2Group) => void
  onConversationsAddedToGroup: (groupId: string, conversations: V2Conversation[]) => void
  onConversationsRemovedFromGroup: (groupId: string, conversationIds: string[]) => void
}

/** `V2NIMConversationGroupService`: groups of conversations, which belong to the cloud list. */
export class GroupService extends NimEmitter<GroupEvents> {
  readonly name = 'V2NIMConversationGroupService'

  constructor(
    private readonly core: Core,
    private readonly cloud: CloudConversationService,
  ) {
    super(core)
  }

  async createConversationGroup(
    name: string,
    serverExtension = '',
    conversationIds: string[] = [],
  ): Promise<{ group: V2Group; failedList: V2OperationResult[] }> {
    checkName(name, 'name')
    const reply = await this.core.request({
      name: 'createGroup',
      groupName: name,
      serverExtension,
      ids: conversationIds,
    })
    const group = toGroup(reply.group as WireGroup)
    this.emit('onConversationGroupCreated', group)
    if (reply.rows !== undefined && reply.rows.length > 0) {
      this.cloud.memory.takeAnswer(reply.rows)
      this.emit('onConversationsAddedToGroup', group.groupId, this.#known(idsOf(reply)))
    }
    return { group, failedList: failures(reply) }
  }

  /** The conversations are told before the group; on other devices it is the other way round. */
  async deleteConversationGroup(groupId: string): Promise<void> {
    checkName(groupId, 'groupId')
    const reply = await this.core.request({ name: 'deleteGroup', groupId })
    this.cloud.memory.deleteGroup(groupId, reply.version ?? 0)
    this.emit('onConversationGroupDeleted', groupId)
  }

  async updateConversationGroup(groupId: string, name?: string, serverExtension?: string): Promise<void> {
    checkName(groupId, 'groupId')
    if (name === undefined && serverExtension === undefined) raise(clientCodes.invalidParameter)
    const reply = await this.core.request({ name: 'updateGroup', groupId, groupName: name, serverExtension })
    this.emit('onConversationGroupChanged', toGroup(reply.group as WireGroup))
  }

  async addConversationsToGroup(groupId: string, conversationIds: string[]): Promise<V2OperationResult[]> {
    checkName(groupId, 'groupId')
    checkIds(conversationIds)
    const reply = await this.core.request({ name: 'addToGroup', groupId, ids: conversationIds })
    this.cloud.memory.takeAnswer(reply.rows)
    const known = this.#known(idsOf(reply))
    if (known.length > 0) this.emit('onConversationsAddedToGroup', groupId, known)
    return failures(reply)
  }

  async removeConversationsFromGroup(groupId: string, conversationIds: string[]): Promise<V2OperationResult[]> {
    checkName(groupId, 'groupId')
    checkIds(conversationIds)
    const reply = await this.core.request({ name: 'removeFromGroup', groupId, ids: conversationIds })
    this.cloud.memory.takeAnswer(reply.rows)
    this.emit('onConversationsRemovedFromGroup', groupId, idsOf(reply))
    return failures(reply)
  }

  async getConversationGroup(groupId: string): Promise<V2Group> {
    checkType(groupId, 'string', 'groupId')
    const reply = await this.core.request({ name: 'listGroups', ids: [groupId] })
    const [group] = reply.groups ?? []
    return group === undefined ? raise(116404) : toGroup(group)
  }

  async getConversationGroupList(): Promise<V2Group[]> {
    const reply = await this.core.request({ name: 'listGroups' })
    return (reply.groups ?? []).map(toGroup)
  }

  async getConversationGroupListByIds(groupIds: string[]): Promise<V2Group[]> {
    checkIds(groupIds, 'groupIds')
    const reply = await this.core.request({ name: 'listGroups', ids: groupIds })
    const found = (reply.groups ?? []).map(toGroup)
    return groupIds.flatMap((id) => found.find((group) => group.groupId === id) ?? [])
  }

  /** A change made on another device. */
  receive({ kind, group, version = 0, conversationIds = [] }: Extract<NimPush, { type: 'group' }>): void {
    switch (kind) {
      case 'create':
        this.emit('onConversationGroupCreated', toGroup(group))
        if (conversationIds.length > 0) this.emit('onConversationsAddedToGroup', group.id, this.#known(conversationIds))
        break
      case 'delete':
        this.emit('onConversationGroupDeleted', group.id)
        this.cloud.memory.deleteGroup(group.id, version)
        break
      case 'update':
        this.emit('onConversationGroupChanged', toGroup(group))
        break
      case 'add':
        this.emit('onConversationsAddedToGroup', group.id, this.#known(conversationIds))
        break
      case 'remove':
        this.emit('onConversationsRemovedFromGroup', group.id, [...conversationIds])
        break
    }
  }

  #known(ids: readonly string[]): V2Conversation[] {
    return ids.flatMap((id) => this.cloud.memory.store.get(id) ?? [])
  }
}

function checkName(value: unknown, name: string): void {
  if (typeof value !== 'string' || value === '') refuseArgument(`param '${name}' unexpected`)
}

const idsOf = (reply: NimReply): string[] => (reply.rows ?? []).map((row) => row.id)

const failures = (reply: NimReply): V2OperationResult[] =>
  Object.entries(reply.failed ?? {}).map(([conversationId, code]) => ({
    conversationId,
    error: new NimDoubleError(code),
  }))

const toGroup = (group: WireGroup): V2Group => ({
  groupId: group.id,
  name: group.name,
  serverExtension: group.serverExtension ?? '',
  createTime: group.time ?? 1,
  updateTime: group.time ?? 1,
})
