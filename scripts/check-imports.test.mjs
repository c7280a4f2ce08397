import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkImports } from './check-imports.mjs'

const roots = []
afterEach(() => roots.splice(0).forEach((root) => rmSync(root, { recursive: true })))

/** A workspace of one core, one adapter, one binding and one app, plus the given files. */
function workspace(files) {
  const root = mkdtempSync(join(tmpdir(), 'convolist-imports-'))
  roots.push(root)
  const all = {
    'packages/core/package.json': manifest('@convolist/core', ['immer']),
    'packages/adapter-x/package.json': manifest('@convolist/adapter-x', ['@convolist/core', 'vendor']),
    'packages/react/package.json': manifest('@convolist/react', ['@convolist/core', 'react']),
    'packages/kit/package.json': manifest('@convolist/kit', ['@convolist/core', '@convolist/adapter-x'], {
      private: true,
    }),
    'apps/demo/package.json': manifest('demo', ['@convolist/adapter-x']),
    ...files,
  }
  for (const [path, text] of Object.entries(all)) write(join(root, path), text)
  return root
}

function manifest(name, dependencies, more = {}) {
  return JSON.stringify({
    ...more,
    name,
    exports: { '.': {} },
    dependencies: Object.fromEntries(dependencies.map((d) => [d, '1'])),
  })
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const violations = (files) => checkImports(workspace(files))

describe('import directions', () => {
  it('accepts imports that point the right way', () => {
    const files = {
      'packages/core/src/index.ts': `export * from './engine/engine.js'`,
      'packages/core/src/model/ids.ts': `export type Id = string`,
      'packages/core/src/reducers/rows.ts': `import type { Id } from '../model/ids.js'`,
      'packages/core/src/reducers/root.ts': `import './rows.js'; import 'immer'`,
      'packages/core/src/engine/engine.ts': `import '../reducers/root.js'`,
      'packages/adapter-x/src/index.ts': `import type { V } from 'vendor'; import '@convolist/core'`,
      'packages/react/src/index.ts': `import 'react'; import '@convolist/core'`,
      'packages/react/test/x.test.ts': `import '@convolist/adapter-x'; import '../src/index.js'; import 'anything'`,
      'packages/kit/src/index.ts': `import '@convolist/adapter-x'; import '@convolist/core'`,
      'packages/core/test/laws/slow.ts': `import { x } from './reference/a.js'`,
      'packages/core/test/laws/reference/a.ts': `import './b.js'; import type { Id } from '../../../src/index.js'`,
      'packages/core/test/laws/reference/b.ts': '',
      'apps/demo/src/main.ts': `import '@convolist/adapter-x'; import '../../../packages/core/test/laws/slow.js'`,
    }
    expect(violations(files)).toEqual([])
  })

  it.each([
    ['packages/core/src/model/a.ts', `import type { S } from '../engine/b.js'`, 'model comes before engine'],
    ['packages/core/src/views/a.ts', `const b = import('../engine/b.js')`, 'views comes before engine'],
    ['packages/core/src/reducers/a.ts', `export { b } from './b.js'`, 'reducers do not import each other'],
    ['packages/core/src/model/a.ts', `import '../index.js'`, 'in no layer, or the public index'],
    ['packages/core/src/other/a.ts', `import '../model/b.js'`, 'stands in no layer'],
    ['packages/core/src/model/a.ts', `import 'immer'`, 'model imports nothing'],
    ['apps/demo/src/a.vue', `<script setup>\nimport '../../../packages/core/src/b.js'\n</script>`, 'by its name'],
    ['packages/core/src/index/a.ts', `import 'react'`, 'neither a dependency nor a peer of @convolist/core'],
    ['packages/react/src/a.ts', `import '@convolist/core/src/model'`, '@convolist/core does not export this'],
    ['packages/react/src/a.ts', `import '../../core/src/model/b.js'`, 'use the package by its name'],
    ['packages/react/test/a.ts', `import '../../core/src/model/b.js'`, 'use the package by its name'],
    ['apps/demo/src/a.ts', `import '../../../packages/core/src/model/b.js'`, 'use the package by its name'],
    ['packages/react/src/a.ts', `import '@convolist/adapter-x'`, 'only an app or a test imports an adapter'],
    ['packages/adapter-x/src/a.ts', `import { V } from 'vendor'`, 'only types from its vendor'],
    ['packages/core/test/laws/reference/a.ts', `import { b } from '../../../src/index.js'`, 'takes only types'],
    ['packages/core/test/laws/reference/a.ts', `import { b } from '../support.js'`, 'takes only types'],
  ])('refuses %s with %s', (path, text, why) => {
    const others = {
      'packages/core/src/model/b.ts': '',
      'packages/core/src/reducers/b.ts': '',
      'packages/core/src/engine/b.ts': '',
      'packages/core/src/index.ts': '',
    }
    expect(violations({ ...others, [path]: text })).toContainEqual(expect.stringContaining(why))
  })

  it('refuses a cycle and names its files', () => {
    const files = {
      'packages/core/src/index/a.ts': `import './b.js'`,
      'packages/core/src/index/b.ts': `import type { A } from './a.js'`,
    }
    expect(violations(files)).toEqual([
      'packages/core/src/index/a.ts → packages/core/src/index/b.ts → packages/core/src/index/a.ts: a cycle',
    ])
  })
})
