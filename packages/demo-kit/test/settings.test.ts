import { describe, expect, it } from 'vitest'
import { parseSettings, toSearch } from '../src/settings.js'

describe('what a link can say', () => {
  it('is read back as it was written', () => {
    const settings = parseSettings(
      '?source=sdk&vendor=rongcloud&rows=100000&seed=7&rate=50&hostile=1&lang=zh-CN&theme=dark&view=unread&panel=0',
    )
    expect(settings).toEqual({
      source: 'sdk',
      vendor: 'rongcloud',
      rows: 100_000,
      seed: 7,
      rate: 50,
      hostile: true,
      language: 'zh-CN',
      theme: 'dark',
      view: 'unread',
      panel: false,
    })
    expect(parseSettings(toSearch(settings))).toEqual(settings)
  })

  it('gets the defaults where it says nothing, or nonsense', () => {
    const defaults = parseSettings('', { languages: ['en'] })
    expect(
      parseSettings('?rows=many&seed=-1&rate=1e9&theme=pink&view=x&lang=fr&source=account&vendor=icq', {
        languages: ['en'],
      }),
    ).toEqual(defaults)
    expect(defaults).toMatchObject({
      source: 'simulator',
      vendor: 'netease-nim-cloud',
      theme: 'auto',
      view: 'all',
      panel: true,
    })
  })

  it('is held to what the simulator can do', () => {
    expect(parseSettings('?rows=99999999&rate=9000')).toMatchObject({ rows: 200_000, rate: 500 })
  })

  it('opens the panel where there is room for it, or where the link says so', () => {
    expect(parseSettings('', { isWide: false }).panel).toBe(false)
    expect(parseSettings('?panel=1', { isWide: false }).panel).toBe(true)
    expect(parseSettings('?panel=0', { isWide: true }).panel).toBe(false)
  })

  it('takes the language of the user', () => {
    expect(parseSettings('', { languages: ['zh-HK'] }).language).toBe('zh-CN')
  })
})
