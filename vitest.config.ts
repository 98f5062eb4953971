import { randomUUID } from 'node:crypto';
import { defineConfig } from 'vitest/config';

// Tests of one run share what takes long to make (test/helpers/fitting/made-once.ts).
process.env.ASM_FIT_TEST_RUN ??= randomUUID();

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

export default defineConfig({
  test: {
    testTimeout: 120_000,
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
