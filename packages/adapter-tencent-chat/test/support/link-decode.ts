import type { TencentCommand, TencentOption, TencentReply, TencentTarget } from '@convolist/testing/tencent'

/** A request of the SDK as the simulated server understands it, and how its answer reads on the wire. */
export interface Decoded {
  readonly command: TencentCommand
  encode(reply: TencentReply): object
}

type Body = Readonly<Record<string, unknown>>

interface Contact {
  readonly Type: 1 | 2
  readonly To_Account?: string
  readonly ToGroupid?: string
  readonly ToGroupId?: string
}

const targetOf = ({ Type, To_Account, ToGroupid, ToGroupId }: Contact): TencentTarget =>
  Type === 2 ? { kind: 'group', target: ToGroupid ?? ToGroupId ?? '' } : { kind: 'direct', target: To_Account ?? '' }

/** As the server names a target in `failed`. */
const nameOfTarget = ({ kind, target }: TencentTarget): string => `${kind}/${target}`

const nothing = (): object => ({})

/** `ResultItem` of commands that are refused one by one. */
const results =
  (contacts: readonly Contact[], toItem = (contact: Contact): object => ({ ContactItem: contact })) =>
  ({ failed = {} }: TencentReply): object => ({
    ResultItem: contacts.map((contact) =>
      Object.assign({ ResultCode: failed[nameOfTarget(targetOf(contact))] ?? 0, ResultInfo: '' }, toItem(contact)),
    ),
  })

interface MarkItem {
  readonly OptType: 1 | 2
  readonly ContactItem: Contact
  readonly SetMark?: readonly number[]
  readonly ClearMark?: readonly number[]
  readonly CustomMark?: string
}

function decodeMark(items: readonly MarkItem[]): Decoded {
  const contacts = items.map((item) => item.ContactItem)
  const targets = contacts.map(targetOf)
  const [{ OptType, SetMark, ClearMark, CustomMark = '' } = { OptType: 1 } as MarkItem] = items
  const encode = results(contacts)
  if (OptType === 2) return { command: { name: 'customData', targets, text: CustomMark }, encode }
  const place = SetMark?.[0] ?? ClearMark?.[0] ?? 0
  return { command: { name: 'mark', targets, bit: 2 ** place, on: SetMark !== undefined }, encode }
}

interface UpdateGroup {
  readonly UpdateGroupType: 1 | 2
  readonly OldGroupName?: string
  readonly GroupName?: string
  readonly NewGroupName?: string
  readonly ContactUpdateItem?: readonly { readonly ContactOptType: 1 | 2; readonly ContactItem: Contact }[]
}

function decodeGroupUpdate(update: UpdateGroup): Decoded {
  const { OldGroupName = '', GroupName = OldGroupName, NewGroupName = '', ContactUpdateItem = [] } = update
  const group = GroupName
  const idOf = (reply: TencentReply): object => ({
    ContactGroupId: Number(reply.group?.id),
    GroupId: Number(reply.group?.id),
  })
  if (update.UpdateGroupType === 1) {
    const encode = (reply: TencentReply): object => ({ UpdateGroupResult: idOf(reply) })
    return { command: { name: 'renameGroup', group, newName: NewGroupName }, encode }
  }
  const contacts = ContactUpdateItem.map((item) => item.ContactItem)
  const name = ContactUpdateItem[0]?.ContactOptType === 2 ? 'removeFromGroup' : 'addToGroup'
  return {
    command: { name, group, targets: contacts.map(targetOf) },
    encode: (reply) => ({
      UpdateGroupResult: {
        ...idOf(reply),
        ContactResultItem: (results(contacts)(reply) as { ResultItem: object[] }).ResultItem,
      },
    }),
  }
}

/** How groups name the mute settings 0, 1 and 2. */
export const flagNames = ['AcceptAndNotify', 'Discard', 'AcceptNotNotify', 'AcceptNotNotifyExceptAt'] as const

interface GroupContacts {
  readonly GroupName: string
  readonly ContactItem: readonly Contact[]
}

interface ReadItem {
  readonly To_Account: string
  readonly LastedMsgTime: number
}

const decoders: Readonly<Record<string, (body: Body) => Decoded>> = {
  'recentcontact.top': ({ OperationType, RecentContactItem }) => {
    const [contact] = RecentContactItem as readonly [Contact]
    return { command: { name: 'pin', target: targetOf(contact), pinned: OperationType === 1 }, encode: nothing }
  },
  'recentcontact.batch_delete': ({ ContactItem, ClearRamble }) => {
    const contacts = ContactItem as readonly Contact[]
    const command = { name: 'delete', targets: contacts.map(targetOf), clear: ClearRamble === 1 } as const
    return { command, encode: results(contacts, (contact) => contact) }
  },
  'recentcontact.mark_contact': ({ MarkItem }) => decodeMark(MarkItem as readonly MarkItem[]),
  'recentcontact.create_contact_group': ({ GroupContactItem }) => {
    const [{ GroupName, ContactItem }] = GroupContactItem as readonly [GroupContacts]
    return {
      command: { name: 'createGroup', group: GroupName, targets: ContactItem.map(targetOf) },
      encode: (reply) => {
        const id = Number(reply.group?.id)
        return {
          GroupResultItem: [
            { GroupItem: { ContactGroupId: id, GroupId: id, GroupName }, ...results(ContactItem)(reply) },
          ],
        }
      },
    }
  },
  'recentcontact.del_contact_group': ({ GroupName }) => {
    const [group = ''] = GroupName as readonly string[]
    return {
      command: { name: 'deleteGroup', group },
      encode: (reply) => {
        const id = Number(reply.group?.id)
        return { GroupItem: [{ ContactGroupId: id, GroupId: id, GroupName: group }] }
      },
    }
  },
  'recentcontact.update_contact_group': ({ UpdateGroup }) => decodeGroupUpdate(UpdateGroup as UpdateGroup),
  'openim.msgreaded': ({ C2CMsgReaded }) => {
    const [{ To_Account, LastedMsgTime }] = (C2CMsgReaded as { readonly C2CMsgReadedItem: readonly [ReadItem] })
      .C2CMsgReadedItem
    const target: TencentTarget = { kind: 'direct', target: To_Account }
    return { command: { name: 'read', target, time: LastedMsgTime, seq: 0 }, encode: nothing }
  },
  'group_open_http_svc.msg_read_report': ({ GroupId, MsgReadedSeq }) => {
    const target: TencentTarget = { kind: 'group', target: String(GroupId) }
    return { command: { name: 'read', target, time: 0, seq: Number(MsgReadedSeq) }, encode: nothing }
  },
  'openim.read_all_unread_msg': ({ C2CReadAllMsg, GroupReadInfo }) => {
    const groups = (GroupReadInfo ?? []) as readonly { readonly GroupId: string; readonly MsgSeq: number }[]
    return {
      command: {
        name: 'readAll',
        direct: C2CReadAllMsg === 1,
        groups: groups.map(({ GroupId, MsgSeq }) => ({ id: GroupId, seq: MsgSeq })),
      },
      encode: () => ({
        C2CReadAllMsg,
        GroupReadInfoArray: groups.map((group) => Object.assign({ RetCode: 0, LastReadMsgSeq: group.MsgSeq }, group)),
      }),
    }
  },
  'openim.set_c2c_peer_mute_notifications': ({ Peer_Account, Mute_Notifications }) => {
    const targets = (Peer_Account as readonly string[]).map((target): TencentTarget => ({ kind: 'direct', target }))
    const command = { name: 'mute', targets, option: Number(Mute_Notifications) as TencentOption } as const
    const encode = ({ failed = {} }: TencentReply): object => ({
      ErrorList: targets
        .filter((target) => failed[nameOfTarget(target)] !== undefined)
        .map((target) => ({ Peer_Account: target.target, ErrorCode: failed[nameOfTarget(target)] })),
    })
    return { command, encode }
  },
  'group_open_http_svc.modify_group_member_info': ({ GroupId, MsgFlag }) => {
    const targets: TencentTarget[] = [{ kind: 'group', target: String(GroupId) }]
    const option = Math.max(0, flagNames.indexOf(MsgFlag as (typeof flagNames)[number])) as TencentOption
    return { command: { name: 'mute', targets, option }, encode: nothing }
  },
}

/** `undefined`: nothing the simulated server decides. */
export const decode = (cmd: string, body: Body): Decoded | undefined =>
  Object.hasOwn(decoders, cmd) ? decoders[cmd]?.(body) : undefined
