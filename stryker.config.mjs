// `npm run mutation`: small changes to core's reducers, one at a time, which the tests of core must notice.
export default {
  mutate: ['packages/core/src/reducers/*.ts'],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  // From Vitest 4.1 StrykerJS 9.3 learns nothing of which test covers what; every mutant meets every test, the laws first.
  coverageAnalysis: 'off',
  timeoutFactor: 4, // a mutant that lives takes as long as the tests, and twice that beside another one
  disableTypeChecks: false,
  concurrency: 2,
  ignorePatterns: ['/apps', 'dist', '/packages/*/e2e'],
  tempDirName: '.stryker/sandboxes',
  reporters: ['progress', 'json', 'html'],
  jsonReporter: { fileName: '.stryker/report.json' },
  htmlReporter: { fileName: '.stryker/report.html' },
}
