import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { sourceAliases } from './scripts/package-entries.mjs'

/** The comparison with the reference and the laws come first: they notice most mutants, and soon. */
class LawsFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turn = ({ moduleId }: TestSpecification): number =>
      moduleId.includes('/laws/agreement') ? 0 : moduleId.includes('/laws/') ? 1 : 2
    return Promise.resolve([...files].sort((a, b) => turn(a) - turn(b)))
  }
}

/** What StrykerJS runs against each mutant: the tests of core, in one process, so that modules are read once. */
export default defineConfig({
  resolve: { alias: sourceAliases() },
  test: {
    include: ['packages/core/test/{reducers,laws,engine,views}/**/*.test.ts'],
    exclude: [
      '**/laws/reference.test.ts', // of the reference itself, which with few runs does not meet every type of event
      '**/{scale,immer}.test.ts', // of what it costs
    ],
    restoreMocks: true,
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: LawsFirst },
  },
})
