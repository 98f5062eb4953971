import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { DEMO } from '../folders.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';

const FILES = ['deca.obj', 'head.obj', 'head.glb', 'rig.bin', 'textures/skin.png', 'views/00_overlay.png'];

/** What a run of the program came to. */
export interface Answer {
  /** Checksums of its files, and all of fit.json but times and kernels. */
  readonly same: Record<string, unknown>;
  readonly kernels: unknown;
}

/** What a fit of the demo comes to. */
export function runFit(flags: readonly string[]): Answer {
  const out = join(temporaryFolder(), 'out');
  const run = runCli('fit', DEMO, '-o', out, '--quiet', ...flags);
  const { warnings } = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8'));
  expect(run.stderr).toBe(warnings.map((warning: string) => `warning: ${warning}\n`).join(''));
  return answerIn(out);
}

/** What the fit of a finished folder came to. */
export function answerIn(out: string): Answer {
  const { timing: _, kernels, ...json } = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8'));
  const sums = FILES.map((file) =>
    createHash('sha256')
      .update(readFileSync(join(out, file)))
      .digest('hex'),
  );
  return { same: { ...json, ...Object.fromEntries(FILES.map((file, i) => [file, sums[i]])) }, kernels };
}
