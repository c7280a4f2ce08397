import { ConvolistError, type Capabilities, type CommandCapability, type CommandName } from '@convolist/core'
import { describe, expect, it } from 'vitest'
import { describeFailure } from '../../src/menu/failure.js'
import { menuItems } from '../../src/menu/items.js'
import { placeMenu } from '../../src/menu/place.js'
import { en } from '../../src/texts/en.js'
import { row } from '../rows.js'

const supporting = (some: Partial<Record<CommandName, CommandCapability['support']>>): Capabilities => {
  const commands = new Proxy({} as Capabilities['commands'], {
    get: (_, name: CommandName) => ({ support: some[name] ?? 'server', batch: 1, echo: true }),
  })
  return { commands } as Capabilities
}

const keys = (known: Parameters<typeof row>[0]): Record<string, string> =>
  Object.fromEntries(menuItems(row(known), supporting({}), en).map(({ key, text }) => [key, text]))

describe('the menu of a row', () => {
  it('offers every command, worded for what the row is now', () => {
    expect(keys({})).toEqual({
      open: 'Open',
      pin: 'Pin to top',
      unread: 'Mark as unread',
      mute: 'Mute',
      star: 'Star',
      fold: 'Fold',
      hide: 'Hide',
      labels: 'Labels…',
      draft: 'Edit draft…',
      extension: 'Edit extension…',
      remove: 'Delete…',
    })
    expect(
      keys({ stickTop: true, unreadCount: 2, notify: 'none', marks: ['starred', 'folded', 'hidden'] }),
    ).toMatchObject({
      pin: 'Unpin',
      read: 'Mark as read',
      mute: 'Unmute',
      star: 'Remove star',
      fold: 'Unfold',
      hide: 'Show again',
    })
    expect(keys({ markedUnread: true })).toHaveProperty('read')
  })

  it('disables what the vendor lacks, and says what stays on this device', () => {
    const items = menuItems(row(), supporting({ mute: 'none', markUnread: 'local' }), en)
    const find = (key: string) => items.find((item) => item.key === key)
    expect(find('mute')).toMatchObject({ disabled: true, hint: en.menu.unsupported })
    expect(find('unread')).toMatchObject({ disabled: false, hint: en.menu.localOnly })
    expect(find('pin')).toMatchObject({ disabled: false, hint: undefined })
  })
})

describe('a failure in words', () => {
  it.each([
    [
      new ConvolistError('command/rejected', 'x', { vendorCode: 110303 }),
      'The server refused it (code 110303). The change was rolled back.',
    ],
    [new ConvolistError('command/rejected', 'x'), 'The server refused it. The change was rolled back.'],
    [
      new ConvolistError('command/partial', 'x', {
        failed: new Map([['a', new ConvolistError('command/rejected', 'y')]]),
      }),
      'The server refused 1 conversation. The change was rolled back.',
    ],
    [new ConvolistError('command/timeout', 'x'), 'The server did not answer in time. The change was rolled back.'],
    [new ConvolistError('command/unsupported', 'x'), 'This vendor does not offer it.'],
    [new Error('boom'), 'boom'],
    ['odd', 'odd'],
  ])('%s', (error, words) => {
    expect(describeFailure(error, en)).toBe(words)
  })
})

describe('where a menu opens', () => {
  const screen = { width: 400, height: 300 }
  const menu = { width: 100, height: 120 }

  it.each([
    [{ x: 50, y: 50 }, { x: 50, y: 50 }, 'at the pointer'],
    [{ x: 390, y: 50 }, { x: 292, y: 50 }, 'away from the right edge'],
    [{ x: 50, y: 280 }, { x: 50, y: 160 }, 'above the pointer near the foot'],
    [{ x: -9, y: 50 }, { x: 8, y: 50 }, 'away from the left edge'],
  ])('%j → %j: %s', (at, place) => {
    expect(placeMenu(at, menu, screen)).toEqual(place)
  })

  it('starts at the top where it is higher than the screen', () => {
    expect(placeMenu({ x: 10, y: 200 }, { width: 100, height: 400 }, screen).y).toBe(8)
  })
})
