import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FitResult } from '../../bench/experiments/optimizers/fit-runs.ts';
import { stageOf } from '../../bench/experiments/optimizers/fit-runs.ts';
import { bestFactor, endLoss, stepsToNear } from '../../bench/experiments/optimizers/summarize-fits.ts';
import { inTable, spreadOf } from '../../bench/experiments/spread.ts';
import { tableOf, writeBetweenMarks } from '../../bench/experiments/write-between-marks.ts';
import { PRESETS } from '../../src/fitting/options/presets.ts';
import { expectClose } from '../helpers/close.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const run = (capture: string, factor: number, losses: readonly number[], steps = losses.length): FitResult => ({
  ...{ capture, factor, losses, steps },
  ...{ seed: 1, optimizer: 'sgd', regularized: true, measured: false, secondsPerStep: 0.01, mm: null },
});

describe('what experiments say of numbers', () => {
  it('mean and standard deviation', () => {
    const { mean, deviation, count } = spreadOf([1, 2, 6]);
    expectClose([mean, deviation, count], [3, Math.sqrt(7), 3], { rtol: 1e-12 });
    expect(spreadOf([4])).toEqual({ mean: 4, deviation: 0, count: 1 });
    expect(() => spreadOf([])).toThrow();
    expect(inTable([1, 2, 6], 2)).toBe('3.00 ± 2.65');
    expect(inTable([1, null, 1], 0)).toBe('1 ± 0 (2 of 3)');
    expect(inTable([null], 2)).toBe('-');
  });

  it('the end of a descent is the lowest since the last refresh, and nothing where it broke off', () => {
    expect(endLoss(run('a', 1, [9, 1, 5, 4, 6]), 2)).toBe(6);
    expect(endLoss(run('a', 1, [9, 1, 5, 4]), 2)).toBe(4);
    expect(endLoss(run('a', 1, [9, 1], 3), 2)).toBeNull();
  });

  it('a loss is near the best once it stays within 2 %', () => {
    expect(stepsToNear([200, 101, 103, 101.9, 100], 100)).toBe(4);
    expect(stepsToNear([101], 100)).toBe(1);
    expect(stepsToNear([200, 101, 103], 100)).toBeNull();
  });

  it('the best factor is that of the lowest ends in proportion, and none that diverged', () => {
    const lowest = new Map([
      ['small', 1],
      ['large', 1000],
    ]);
    const grid = [
      // A little better on the large capture, much worse on the small one.
      ...[run('small', 1, [3]), run('large', 1, [1000])],
      ...[run('small', 2, [1]), run('large', 2, [1100])],
      ...[run('small', 4, [1]), run('large', 4, [1], 2)],
    ];
    expect(bestFactor(grid, lowest, 5)).toBe(2);
    expect(bestFactor(grid.slice(5), lowest, 5)).toBeNull();
  });
});

describe('a stage of the experiment', () => {
  const [stage] = PRESETS.balanced.bones.deca;
  const setting = { optimizer: 'adam', factor: 3, steps: 7, measured: false } as const;

  it('has all rates times the factor and no early end', () => {
    const { rates, schedule, priors } = stageOf(stage, { ...setting, regularized: true });
    expectClose(
      [rates.bones.rotation, rates.rig.logFocal, rates.expression, rates.jaw.slide],
      [stage.rates.bones.rotation, stage.rates.rig.logFocal, stage.rates.expression, stage.rates.jaw.slide].map(
        (rate) => 3 * rate,
      ),
      { rtol: 1e-12 },
    );
    expect(schedule).toMatchObject({ steps: 7, patience: 7, refreshSteps: stage.schedule.refreshSteps });
    expect(priors).toEqual(stage.priors);
  });

  it('without regularisation expects nothing of bones and skin, but for folds', () => {
    const { priors } = stageOf(stage, { ...setting, regularized: false });
    expect(priors).toEqual({ bones: 0, smoothness: 0, folds: stage.priors.folds });
  });
});

describe('text between marks', () => {
  it('is replaced, and nothing else', () => {
    const file = join(temporaryFolder(), 'a.md');
    writeFileSync(file, 'before\n<!-- x: begin -->\nold\n<!-- x: end -->\nafter\n');
    writeBetweenMarks(file, 'x', tableOf(['a', 'b'], [['1', '2']]));
    expect(readFileSync(file, 'utf8')).toBe(
      'before\n<!-- x: begin -->\n| a | b |\n| --- | --- |\n| 1 | 2 |\n<!-- x: end -->\nafter\n',
    );
    expect(() => writeBetweenMarks(file, 'y', '')).toThrow(/must hold <!-- y: begin -->/);
  });
});
