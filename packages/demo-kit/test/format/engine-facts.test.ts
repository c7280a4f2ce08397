import { describe, expect, it } from 'vitest'
import { accountText, reportedUnread } from '../../src/format/engine-facts.js'

describe('the account', () => {
  it('is shown as it is, and a dash while nobody is signed in', () => {
    expect(accountText('me', false)).toBe('me')
    expect(accountText('a:b,c', false)).toBe('a:b,c')
    expect(accountText(undefined, true)).toBe('–')
  })

  it('of several vendors is named once', () => {
    expect(accountText('nim:me,rongcloud:me', true)).toBe('me')
    expect(accountText('nim:me,rongcloud:you', true)).toBe('me, you')
  })
})

describe("the vendor's total", () => {
  const ours = { unread: 9, unreadUnmuted: 6 }

  it('is compared with what it counts', () => {
    expect(reportedUnread({ unread: 9 }, ours)).toEqual({ total: 9, drift: 0 })
    expect(reportedUnread({ unread: 7 }, ours)).toEqual({ total: 7, drift: 2 })
    expect(reportedUnread({ unreadUnmuted: 6 }, ours)).toEqual({ total: 6, drift: 0 })
    expect(reportedUnread({ unreadUnmuted: 8 }, ours)).toEqual({ total: 8, drift: 2 })
  })

  it('differs from nothing while it is not known', () => {
    expect(reportedUnread({}, ours)).toEqual({ total: undefined, drift: 0 })
  })
})
