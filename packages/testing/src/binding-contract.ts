export { describeBindingContract } from './binding-contract/describe.js'
export { bindingScenarios, playBinding, type BindingScenario } from './binding-contract/scenarios.js'
export { plainBinding } from './binding-contract/plain-binding.js'
export { factsText, readScreen, rowText } from './binding-contract/screen.js'
export type {
  BindingDriver,
  ListFacts,
  MountedList,
  MountedText,
  ReadableList,
  ShowOptions,
} from './binding-contract/driver.js'
