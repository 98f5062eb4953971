import { defineConfig } from 'vitest/config';
import { longFirst } from './test/helpers/run/long-first.ts';

/**
 * Whole programs: our longest commands, the examples of the docs in a project with the packed tarball, and what Blender and Chromium,
 * Debian's, make of our files, where they are installed.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: longFirst(['rigs-in-blender', 'viewer-in-chromium', 'examples', 'compare', 'formats']) },
    globalSetup: 'test/helpers/run/folder-of-a-run.ts',
    include: ['test/programs/**/*.test.ts'],
    testTimeout: 900_000,
    // What tests share is made in hooks.
    hookTimeout: 900_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
