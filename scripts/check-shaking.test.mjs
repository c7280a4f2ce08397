import { describe, expect, it } from 'vitest'
import { apps, findings, unseen } from './check-shaking.mjs'

const app = apps.find(({ name }) => name === 'core, tencent web, vue')
const ours = Array.from({ length: 30 }, (_, at) => `core/src/index/${at}.ts`)

describe('an app that was built', () => {
  it('is as it should be with what it uses and nothing else', () => {
    expect(findings(app, { packages: app.holds, sources: [...ours, 'adapter-tencent-chat/src/web/list.ts'] })).toEqual(
      [],
    )
  })

  it.each([
    ['another adapter', { packages: [...app.holds, '@convolist/adapter-rongcloud'] }],
    ['a library it has no use for', { packages: [...app.holds, 'pinia'] }],
    ['less than it uses', { packages: app.holds.slice(1) }],
    ['the other family of its vendor', { sources: [...ours, 'adapter-tencent-chat/src/v2tim/list.ts'] }],
    ['the merged list', { sources: [...ours, 'core/src/merge/mirror.ts'] }],
    ['the Pinia store', { sources: [...ours, 'vue/src/store/bind.ts'] }],
    ['sources that nobody can tell', { sources: [] }],
  ])('is found out with %s', (_, wrong) => {
    expect(findings(app, { packages: app.holds, sources: ours, ...wrong })).toHaveLength(1)
  })

  it('must show what is looked for where everything is used', () => {
    expect(unseen([/^core\/src\/merge/, /v2tim/], { sources: ['core/src/merge/mirror.ts'] })).toEqual(['v2tim'])
  })
})
