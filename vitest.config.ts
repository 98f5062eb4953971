import { defineConfig } from 'vitest/config';
import { longFirst } from './test/helpers/run/long-first.ts';

/**
 * They put other modules in the place of some, or leave one changed for good (the native library's calls are counted, and the
 * next one stands still): each in a process of its own. They come last, since for them the processes of the others end, and with these
 * all that they have loaded, compiled and made.
 */
const ALONE = [
  'test/export/output/output-crash.test.ts',
  'test/fitting/scan/fit-morphable-to-scan.test.ts',
  'test/fitting/stages/detail-stage.test.ts',
  'test/onnx/native-calls.test.ts',
];

/**
 * They take longest, some of them in few lines. Those that make what others share (test/helpers/fitting) come first, each in a
 * process of its own: who asks later finds it made, and nobody waits.
 */
const LONG = [
  'api/fit-photographs',
  'api/reconstruct-face',
  'api/examples',
  'deca/training/train-encoder',
  'fitting/cameras/mend-cameras',
  'evaluation/synthetic/synthetic-capture',
  'cli/',
  'api/',
];

export default defineConfig({
  test: {
    sequence: { sequencer: longFirst(LONG, ALONE) },
    globalSetup: 'test/helpers/run/folder-of-a-run.ts',
    setupFiles: 'test/helpers/run/one-working-folder.ts',
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
