import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', 'node_modules/**'],
    testTimeout: 120_000,
    pool: 'forks',
    // Modules are loaded once a process, not once a file: a minute of two.
    isolate: false,
    // Vitest leaves a core to itself; of two that is half.
    maxWorkers: 2,
  },
});
