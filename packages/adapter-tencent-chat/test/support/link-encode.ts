import type { TencentMessage, TencentPush, TencentRow, TencentTarget } from '@convolist/testing/tencent'

// What the simulated server says, as JSON of the Web SDKs' protocol; the fields are those the packages read.

const bodyOf = ({ element }: TencentMessage): object[] => [{ MsgType: element.type, MsgContent: element.content }]

const contactOf = ({ kind, target }: TencentTarget): object =>
  kind === 'group'
    ? { Type: 2, GroupId: target, ToGroupId: target }
    : { Type: 1, UserId: target, To_Account: target, Peer_Account: target }

/** Marks are a bit string, the lowest bit first. */
const bitsOf = (marks: readonly number[]): string =>
  [1, 2, 4, 8].map((bit) => (marks.includes(bit) ? '1' : '0')).join('')

/** A row of a page. A one-to-one chat comes without its unread count. */
export function toSessionItem(row: TencentRow, groupIds: readonly number[]): object {
  const { kind, target, name, avatar, last } = row
  const common = {
    TopFlags: row.pinned ? 1 : 0,
    MsgRecvOption: row.option,
    MsgTimeStamp: last?.time ?? 0,
    MsgSeq: last?.seq ?? 0,
    StandardMark: bitsOf(row.marks),
    CustomMark: row.customData,
    ContactGroupId: groupIds,
    LastMsg: { MsgBody: last ? bodyOf(last) : [] },
  }
  if (kind === 'direct')
    return {
      ...common,
      Type: 1,
      To_Account: target,
      C2cNick: name ?? target,
      C2cImage: avatar ?? '',
      C2cRemark: row.remark ?? '',
      LastC2CMsgFrom_Account: last?.from ?? target,
      C2cPeerReadTime: row.peerReadTime,
      LastMsgFlags: row.revokedBy === undefined ? 0 : 8,
    }
  return {
    ...common,
    Type: 2,
    ToAccount: target,
    GroupNick: name ?? target,
    GroupImage: avatar ?? '',
    GroupType: 'Public',
    UnreadMsgCount: row.unread,
    GroupIgnoredUnreadSeqCount: 0,
    MsgGroupReadedSeq: row.readSeq,
    GroupNextMsgSeq: (last?.seq ?? 0) + 1,
    MsgGroupFrom_Account: last?.from ?? '',
    MsgGroupFromNickName: last?.from ?? '',
    LastMsgFlags: row.revokedBy === undefined ? 0 : 2,
  }
}

export function toWireMessage(message: TencentMessage): object {
  const { kind, target, from, to, seq, random, time } = message
  const common = {
    From_Account: from,
    MsgSeq: seq,
    MsgRandom: random,
    MsgTimeStamp: time,
    MsgClientTime: time,
    TinyId: '7',
    MsgBody: bodyOf(message),
    SendMsgControl: { NoUnread: message.silent ? 1 : 0 },
  }
  if (kind === 'direct') return { ...common, To_Account: to }
  const GroupInfo = { GroupName: target, From_AccountNick: from, GroupType: 'Public' }
  return { ...common, ToGroupId: target, GroupId: target, GroupInfo }
}

const notice = (fields: object): object => ({ Event: 9, C2cNotifyMsgArray: [fields] })
const recent = (fields: object): object => ({ Event: 99, RecentContactMod: [fields] })
const groupRead = (reads: readonly { readonly id: string; readonly seq: number }[]): object => ({
  Event: 5,
  GroupTips: [
    { Event: 5, MsgBody: { GroupReadInfoArray: reads.map(({ id, seq }) => ({ GroupId: id, LastReadMsgSeq: seq })) } },
  ],
})

/** What goes into one push; nothing for what no package was seen to be told of. */
export function toWireEvents(push: TencentPush): readonly object[] {
  switch (push.type) {
    case 'messages': {
      const messages = push.messages.map(toWireMessage)
      return [push.kind === 'direct' ? { Event: 9, C2cMsgArray: messages } : { Event: 3, GroupMsgArray: messages }]
    }
    case 'revoked':
      return [push.message.kind === 'direct' ? revoked(push.message, push.by) : revokedInGroup(push.message, push.by)]
    case 'read': {
      const { target, time, seq } = push
      if (target.kind === 'group') return [groupRead([{ id: target.target, seq }])]
      return [notice({ ReadC2cMsgNotify: { UinPairReadArray: [{ From_Account: target.target, LastReadTime: time }] } })]
    }
    case 'allRead':
      return push.groups.length > 0 ? [groupRead(push.groups)] : []
    case 'peerRead': {
      const { peer, time } = push
      return [notice({ C2cReadedReceipt: { To_Account: peer, UinPairReadArray: [{ LastReadTime: time }] } })]
    }
    case 'deleted':
      return [recent({ PushType: 1, RecentContactDeleteItem: { RecentContactList: push.targets.map(contactOf) } })]
    case 'pinned': {
      const RecentContactTopItem = { RecentContactList: [contactOf(push.target)] }
      return [recent({ PushType: push.pinned ? 2 : 3, RecentContactTopItem })]
    }
    case 'marked': {
      const item = { RecentContactItem: contactOf(push.target), OptType: 1, StandardMark: bitsOf(push.marks) }
      return [recent({ PushType: 4, RecentContactMarkContact: { RecentContactMarkContactItem: [item] } })]
    }
    case 'customData': {
      const item = { RecentContactItem: contactOf(push.target), OptType: 2, CustomMark: push.text }
      return [recent({ PushType: 4, RecentContactMarkContact: { RecentContactMarkContactItem: [item] } })]
    }
    case 'mention': {
      const { from, seq, random, atTypes } = push.message
      const GroupAtTips = { GroupId: push.group, From_Account: from, GroupAtType: atTypes, MsgSeq: seq }
      return [{ Event: 12, GroupTips: [{ Event: 12, GroupAtTips, MsgRandom: random, ClientSeq: random }] }]
    }
    case 'muted':
      // Of groups it is told by a notice of the system's, which no harness has run.
      if (push.target.kind === 'group') return []
      return [notice({ MuteNotificationsSync: { To_Account: push.target.target, MuteNotifications: push.option } })]
    case 'groupCreated': {
      const MsgContactGroupContactItem = [{ MsgGroupItem: groupOf(push.group), MsgRecentContactItem: [] }]
      return [recent({ PushType: 5, RecentContactCreateContactGroup: { MsgContactGroupContactItem } })]
    }
    case 'groupDeleted':
      return [recent({ PushType: 6, RecentContactDelContactGroup: { MsgGroupItem: [groupOf(push.group)] } })]
    case 'groupRenamed':
      return [groupUpdate({ UpdateGroupType: 1, ...groupOf(push.group), OldGroupName: push.oldName })]
    case 'groupMembers': {
      const items = push.targets.map((target) => ({
        ContactOptType: push.added ? 1 : 2,
        RecentContactItem: contactOf(target),
      }))
      const OldGroupName = push.group.name
      return [groupUpdate({ UpdateGroupType: 2, OldGroupName, RecentContactUpdateGroupItem: items })]
    }
    default:
      return []
  }
}

const groupOf = ({ id, name }: { readonly id: string; readonly name: string }): object => ({
  GroupId: Number(id),
  GroupName: name,
})

const groupUpdate = (MsgUpdateGroup: object): object =>
  recent({ PushType: 7, RecentContactUpdateContactGroup: { UpdateType: 1, MsgUpdateGroup } })

function revokedInGroup({ target, seq, random, time, from }: TencentMessage, by: string): object {
  const info = { GroupId: target, From_Account: from, MsgSeq: seq, MsgRandom: random, MsgTimeStamp: time }
  const GroupWithdrawInfoArray = [{ ...info, RevokerInfo: { Revoker_Account: by } }]
  const GroupInfo = { GroupId: target }
  return { Event: 5, GroupTips: [{ Event: 5, GroupInfo, MsgBody: { GroupWithdrawInfoArray } }] }
}

function revoked({ from, to, seq, random, time }: TencentMessage, by: string): object {
  const both = { From_Account: from, To_Account: to, MsgSeq: seq, MsgRandom: random, MsgTimeStamp: time }
  const lite = { MsgRand: random, RevokerInfo: { Revoker_Account: by } }
  return notice({
    WithdrawC2cMsgNotify: { C2cWithdrawInfoArray: [{ ...both, ...lite, Revoker_Account: by }] },
  })
}
