import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { launchOptions } from './scripts/chromium.mjs'
import { sourceAliases } from './scripts/package-entries.mjs'

// Apart from vitest.config.ts, because loading the browser provider would slow down every unit run.

const root = fileURLToPath(new URL('./', import.meta.url))

const folders = ['packages', 'apps'].flatMap((group) => readdirSync(root + group).map((name) => `${group}/${name}`))

const filesOf = (folder: string): string[] =>
  ['src', 'test']
    .filter((part) => existsSync(`${root}${folder}/${part}`))
    .flatMap((part) =>
      readdirSync(`${root}${folder}/${part}`, { recursive: true }).map((file) => `${part}/${String(file)}`),
    )

const has = (folder: string, pattern: RegExp): boolean => filesOf(folder).some((file) => pattern.test(file))

const nameOf = (folder: string): string => folder.slice(folder.indexOf('/') + 1)

/** Tests that run inside the browser, against the sources. */
function inBrowser(folder: string): TestProjectInlineConfiguration {
  return {
    root: root + folder,
    resolve: { alias: sourceAliases() },
    test: {
      name: `browser-${nameOf(folder)}`,
      include: ['{src,test}/**/*.browser.test.{ts,tsx}'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: launchOptions() }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }
}

/** The demos, which are held to one set of scenarios: packages/demo-kit/e2e. */
const demos = folders.filter((folder) => folder.startsWith('apps/demo-'))

/** Tests that drive the built app from Node with playwright-core; they mostly wait for the page. */
function endToEnd(app: string): TestProjectInlineConfiguration {
  return {
    root: `${root}packages/demo-kit`,
    test: {
      name: `e2e-${nameOf(app)}`,
      include: ['e2e/**/*.test.ts'],
      env: { APP: nameOf(app) },
      environment: 'node',
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  }
}

export default defineConfig({
  test: {
    include: [], // without a project nothing runs, rather than everything
    maxWorkers: 2,
    projects: [
      ...folders.filter((folder) => has(folder, /\.browser\.test\.tsx?$/)).map(inBrowser),
      ...demos.map(endToEnd),
    ],
  },
})
