import { afterEach, beforeEach, vi, type MockInstance } from 'vitest'

// Imported by every test file: Vue reports unknown properties, hydration mismatches and loops on the console only.
let spies: MockInstance[] = []

beforeEach(() => {
  spies = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
})

afterEach(() => {
  const [first] = spies.flatMap((spy) => spy.mock.calls)
  if (first) throw new Error(`the console was told: ${first.map(String).join(' ')}`)
})
