import { defineConfig } from 'vitest/config';

/** They put other modules in the place of some: in a process of their own. */
const MOCKING = [
  'test/export/output/output-crash.test.ts',
  'test/fitting/scan/fit-morphable-to-scan.test.ts',
  'test/fitting/stages/detail-stage.test.ts',
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
          exclude: ['test/slow/**', 'node_modules/**', ...MOCKING],
          // Modules are loaded once a process, not once a file: half a minute of two.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'mocking', include: MOCKING } },
    ],
  },
});
