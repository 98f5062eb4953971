import { defineConfig } from 'vitest/config';

/** What other programs make of our files: Blender and Chromium, Debian's, where they are installed. */
export default defineConfig({
  test: {
    globalSetup: 'test/helpers/folder-of-a-run.ts',
    include: ['test/programs/**/*.test.ts'],
    testTimeout: 900_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
