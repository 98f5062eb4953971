import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TREATMENTS } from '../../bench/experiments/augmentation/plans.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const LIMIT = 1_800_000;

/** Runs an experiment as its user does. @returns the tables that it left */
function quick(name: 'optimizers' | 'augmentation'): string {
  const output = join(temporaryFolder(), name);
  const run = spawnSync('npm', ['run', `experiment:${name}`, '--', '--quick', '-o', output], { encoding: 'utf8' });
  expect(run.stderr).not.toMatch(/Error/);
  expect(run.status).toBe(0);
  return readFileSync(join(output, `${name}.md`), 'utf8');
}

describe('the quick experiments', () => {
  it(
    'compare the optimisers, with and without regularisation, in the fit and in training',
    () => {
      const text = quick('optimizers');
      // Grid, reach and millimetres of the fit; grid and result of the encoder.
      for (const optimizer of ['SGD', 'Adam', 'AdamW'])
        for (const regularized of ['with', 'without'])
          expect(text.split(`| ${optimizer} | ${regularized} |`), `${optimizer} ${regularized}`).toHaveLength(1 + 5);
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
    },
    LIMIT,
  );

  it(
    'compare the augmentations',
    () => {
      const text = quick('augmentation');
      for (const { name } of TREATMENTS)
        expect(text).toMatch(new RegExp(`\\| ${name} \\|( \\d+\\.\\d\\d ± \\d+\\.\\d\\d \\|)+`));
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
    },
    LIMIT,
  );
});
