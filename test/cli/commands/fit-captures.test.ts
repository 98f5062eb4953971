import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { severalFits } from '../../helpers/fitting/made-once.ts';
import { DEMO } from '../../helpers/folders.ts';
import { runWarm } from '../../helpers/program/warm-program.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const FAST = ['--views', '0', '--preset', 'fast', '--quiet'];

/** That one comes to the same after others as alone in a process: same-answer.test.ts. */
describe('asm-fit fit of several captures', () => {
  const folder = temporaryFolder();

  it('fits each into a folder of its name, and goes on after one that fails', async () => {
    const { folder: out, code, stdout, stderr } = await severalFits();
    expect(code).toBe(3);
    expect(readdirSync(out).sort()).toEqual(['00', 'drawing', 'pair']);
    expect(stderr).toMatch(/^warning: nobody: .*must hold photographs.*; received none/m);
    expect(stderr).toMatch(/error: fit: all 4 captures must be fitted; 1 of them failed, first: .*\nhint: /);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line)).includes('methods')),
    ).toEqual([true, true, true]);
  });

  it('refuses two of one name, and to open them', () => {
    const twice = runWarm('fit', DEMO, join(folder, 'demo'), '-o', join(folder, 'none'), ...FAST);
    expect(twice.code).toBe(2);
    expect(twice.stderr).toMatch(/fit: captures must have different names, .*; received demo twice/);
    const opened = runWarm('fit', DEMO, join(folder, 'twin'), '-o', join(folder, 'none'), '--open', ...FAST);
    expect(opened.code).toBe(2);
    expect(opened.stderr).toMatch(/fit: --open must show one capture; received 2/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
