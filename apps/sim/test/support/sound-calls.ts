import type { SimulatorVendor } from '@convolist/testing'

/** What a vendor calls, and with what, where its double does not; by the callback's name. */
type Calls = Readonly<Record<string, readonly unknown[]>>

const friend = { accountId: 'user3', alias: 'Ann', createTime: 1_760_000_000_000, updateTime: 1_760_000_000_000 }
const team = { teamId: '20000005', teamType: 1, name: 'Team', ownerAccountId: 'ann', memberCount: 3 }

const nim: Calls = {
  onReceiveTeamMessageReadReceipts: [
    [
      {
        conversationId: 'me|2|20000005',
        messageClientId: 'm',
        messageServerId: '1',
        readCount: 1,
        unreadCount: 2,
        latestReadAccount: 'ann',
      },
    ],
  ],
  onFriendInfoChanged: [friend],
  onFriendAdded: [friend],
  onFriendDeleted: ['user3', 1],
  onTeamCreated: [team],
  onTeamJoined: [team],
}

const v2tim = (kind: object, type: string, data: unknown): readonly unknown[] => [
  { ...kind, type, data, listenerUuid: 'listener-1' },
]

const channel = { conversationType: 10, targetId: 'group', channelId: 'channel' }
const message = {
  conversationType: 1,
  targetId: 'user3',
  channelId: '',
  messageUId: 'm',
  messageType: 'RC:TxtMsg',
  senderUserId: 'user3',
  sentTime: 1_760_000_100_000,
  content: { content: 'hello' },
}

export const SOUND_CALLS: Readonly<Record<SimulatorVendor, Calls>> = {
  'netease-nim-cloud': nim,
  'netease-nim-local': nim,
  'tencent-v2tim': {
    onConnectFailed: v2tim({ methid: 'sdkListener' }, 'onConnectFailed', { code: 9508, error: 'timeout' }),
    onConversationsDeleted: v2tim({ method: 'conversationListener' }, 'onConversationsDeleted', ['c2c_gone']),
    onRecvMessageReadReceipts: v2tim({ method: 'advancedMsgListener' }, 'onRecvMessageReadReceipts', [
      { userID: '', groupID: '20000005', msgID: 'm', readCount: 1, unreadCount: 2, isPeerRead: false, timestamp: 0 },
    ]),
  },
  'tencent-web': {
    onMessageReadReceiptReceived: [
      {
        name: 'onMessageReadReceiptReceived',
        data: [{ groupID: '20000005', messageID: 'm', readCount: 1, unreadCount: 2 }],
      },
    ],
  },
  rongcloud: {
    CONVERSATIONS_SYNCED: [0],
    ULTRA_GROUP_ENABLE: [],
    ULTRA_GROUP_MESSAGE_RECALLED: [
      [{ ...message, ...channel, messageType: 'RC:RcCmd', content: { messageUId: 'm', sentTime: 1_760_000_100_000 } }],
    ],
    MESSAGE_MODIFIED: [[message]],
    SYNC_READ_STATUS: [{ conversationType: 1, targetId: 'user3', channelId: '', timestamp: 1_760_000_000_000 }],
    MESSAGE_RECEIPT_RESPONSE_V5: [
      [
        {
          identifier: { conversationType: 3, targetId: '20000005', channelId: '' },
          messageUId: 'm',
          readCount: 1,
          unreadCount: 2,
        },
      ],
    ],
    USER_SETTINGS_SYNCED: [],
    SYNC_SERVER_SAVE_UNREAD_COMPLETED: [],
    ULTRA_GROUP_CHANNEL_DELETE: [[channel]],
    ULTRA_GROUP_CHANNEL_USER_KICKED: [[{ ...channel, userId: 'me' }]],
    ULTRA_GROUP_CHANNEL_TYPE_CHANGE: [[{ ...channel, changeType: 6 }]],
  },
}
