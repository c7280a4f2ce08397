import type { CommandName } from '@convolist/core'
import type { TencentCommand } from './protocol.js'

/** What our commands are called on the way to the server. */
export const tencentNames: Partial<Record<CommandName, readonly TencentCommand['name'][]>> = {
  stickTop: ['pin'],
  markRead: ['read', 'readAll'],
  markUnread: ['mark'],
  setMark: ['mark'],
  mute: ['mute'],
  remove: ['delete'],
  createLabel: ['createGroup'],
  renameLabel: ['renameGroup'],
  deleteLabel: ['deleteGroup'],
  addToLabel: ['addToGroup'],
  removeFromLabel: ['removeFromGroup'],
  updateServerExtension: ['customData'],
  create: ['lookUp'],
  sendReceipt: ['receipt'],
}
