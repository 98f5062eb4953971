import { afterAll, expect } from 'vitest';
import { ROOT } from '../folders.ts';

/** Files of tests share a process: one that leaves it in another folder breaks those that come after it, in some orders only. */
afterAll(() => {
  const left = process.cwd();
  process.chdir(ROOT);
  expect(left, 'the working folder that a file of tests left').toBe(ROOT);
});
