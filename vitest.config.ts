import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * They put other modules in the place of some, or leave one changed for good (the native library's calls are counted, and the
 * next one stands still): each in a process of its own.
 */
const ALONE = [
  'test/export/output/output-crash.test.ts',
  'test/fitting/scan/fit-morphable-to-scan.test.ts',
  'test/fitting/stages/detail-stage.test.ts',
  'test/onnx/native-calls.test.ts',
];

/** They take longest, some of them in few lines: without times of a run before, vitest goes by the size of files. */
const LONG = [
  'api/',
  'cli/',
  'deca/training/train-encoder',
  'fitting/cameras/mend-cameras',
  'synthetic/synthetic-capture',
];

/** The long ones first, so that at the end no process waits for another. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((part) => moduleId.includes(`/${part}`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    globalSetup: 'test/helpers/folder-of-a-run.ts',
    setupFiles: 'test/helpers/one-working-folder.ts',
    testTimeout: 120_000,
    // What tests share is made in hooks.
    hookTimeout: 120_000,
    pool: 'forks',
    // Vitest leaves a core to itself; of two that is half.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          include: ['test/**/*.test.ts'],
          exclude: ['test/slow/**', 'test/programs/**', 'node_modules/**', ...ALONE],
          // Modules are loaded once a process, not once a file: half a minute of two.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
