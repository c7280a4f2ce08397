import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { sourceAliases } from './scripts/package-entries.mjs'
import { countOperations } from './apps/benchmarks/guard/count-plugin.mjs'
import { plantedBug } from './scripts/planted-plugin.mjs'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const alias = sourceAliases()

function unit(name: string, folder: string, more: TestProjectInlineConfiguration = {}): TestProjectInlineConfiguration {
  return {
    ...more,
    plugins: [plantedBug(), ...(more.plugins ?? [])],
    resolve: { alias, ...more.resolve },
    test: {
      name,
      include: [`${folder}/**/*.test.{ts,tsx,mjs}`],
      exclude: ['**/node_modules/**', '**/dist/**', '**/*.browser.test.*', '**/e2e/**'],
      environment: 'node',
      restoreMocks: true,
      testTimeout: 30_000, // of a test that hangs: how fast something is, no test asks of a clock
      ...more.test,
    },
  }
}

/**
 * The React 18 run takes these packages from apps/compat-react18. npm alias names would not do: the libraries in
 * between import 'react' by that name, so they are inlined and rerouted together.
 */
function react18(): TestProjectInlineConfiguration {
  const compat = path('./apps/compat-react18/node_modules')
  const rerouted = ['react', 'react-dom', '@testing-library/react', 'zustand'].map((name) => ({
    find: new RegExp(`^${name}(?=/|$)`),
    replacement: `${compat}/${name}`,
  }))
  return {
    resolve: { alias: [...alias, ...rerouted] },
    test: { environment: 'happy-dom', server: { deps: { inline: [/zustand/, /testing-library/] } } },
  }
}

/**
 * Pinia with its devtools, whose Node build is empty. The Pinia 3 run takes Pinia and its testing package from
 * apps/compat-pinia3.
 */
function vue(pinia: 'pinia 3' | 'pinia 4'): TestProjectInlineConfiguration {
  const compat = path('./apps/compat-pinia3/node_modules')
  const rerouted = ['@pinia/testing', 'pinia'].map((name) => ({
    find: new RegExp(`^${name}(?=/|$)`),
    replacement: `${compat}/${name}`,
  }))
  const devtools = {
    find: '@vue/devtools-api',
    replacement: path('./packages/vue/node_modules/@vue/devtools-api/dist/index.js'),
  }
  return {
    resolve: { alias: [...alias, devtools, ...(pinia === 'pinia 3' ? rerouted : [])] },
    test: { environment: 'happy-dom', env: { PINIA: pinia }, server: { deps: { inline: [/pinia/] } } },
  }
}

// The NIM SDK reads `self` while it loads, which plain Node does not have.
const browserLike = { test: { environment: 'happy-dom' } } as const

/** The packages' code counts what it does, in this project alone. */
const guard = { plugins: [countOperations()], test: { setupFiles: [path('./apps/benchmarks/guard/counters.mjs')] } }

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(), // by default one less, which halves the speed of a machine with two cores
    projects: [
      // Nothing in core or its tests is global, and so many small files spend half their time on a module graph each.
      unit('unit-core', 'packages/core/test', { test: { isolate: false } }),
      unit('unit-testing', 'packages/testing/test'),
      unit('unit-adapters', 'packages/adapter-*/test', browserLike),
      unit('unit-react', 'packages/react/test', browserLike),
      unit('unit-react18', 'packages/react/test', react18()),
      unit('unit-vue', 'packages/vue/test', vue('pinia 4')),
      unit('unit-pinia3', 'packages/vue/test', vue('pinia 3')),
      unit('unit-demo-kit', 'packages/demo-kit/test'),
      unit('unit-backends', 'packages/backends/test'),
      unit('unit-apps', 'apps/*/{src,test}', browserLike),
      unit('unit-guard', 'apps/benchmarks/guard', guard),
      unit('unit-scripts', 'scripts'),
    ],
  },
})
