import { defineConfig } from 'vitest/config';
import { longFirst } from './test/helpers/run/long-first.ts';

const LONG = [
  ...['rigs-in-blender', 'same-answer', 'viewer-in-chromium', 'examples'],
  ...['fit-demo', 'reconstruct', 'compare', 'formats', 'expressions'],
];

/**
 * Whole programs: our longest commands, real captures, the packed tarball in a project of its own, and what Blender and Chromium,
 * Debian's, make of our files, where they are installed.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: longFirst(LONG) },
    globalSetup: 'test/helpers/run/folder-of-a-run.ts',
    include: ['test/programs/**/*.test.ts'],
    testTimeout: 900_000,
    // What tests share is made in hooks.
    hookTimeout: 900_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
