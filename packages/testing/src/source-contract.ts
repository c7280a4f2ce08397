export { describeSourceContract } from './source-contract/describe.js'
export * from './source-scenarios.js'
