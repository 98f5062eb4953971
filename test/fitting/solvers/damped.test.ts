import { describe, expect, it } from 'vitest';
import { type DampedRun, type Linearised, solveDamped } from '../../../src/fitting/solvers/damped.ts';
import { addRow, createNormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';

type Point = readonly [number, number];
const kernels = plainKernels();
const RUN: DampedRun = {
  steps: 100,
  minDecrease: 0,
  damping: { start: 1e-3, least: 1e-9, most: 1e6, relax: 10, raise: 10 },
  onStep: () => {},
};
const START: Point = [-1.2, 1];

/** Rosenbrock's valley as two residuals: r = (10 (y - x^2), 1 - x), least at (1, 1). */
function residuals([x, y]: Point): number[] {
  return [10 * (y - x * x), 1 - x];
}
function lossOf(p: Point): number {
  return residuals(p).reduce((sum, r) => sum + (r * r) / 2, 0);
}
function valley([x, y]: Point, frozen: readonly number[] = [0, 0]): Linearised<Point> {
  const equations = createNormalEquations(2);
  const [a, b] = residuals([x, y]);
  addRow(equations, [-20 * x, 10], a, 1);
  addRow(equations, [-1, 0], b, 1);
  return {
    loss: lossOf([x, y]),
    equations,
    limits: { frozen: Uint8Array.from(frozen), bounds: null },
    lossAt: lossOf,
    move: ([dx, dy]) => [x + dx, y + dy],
  };
}

/** Runs, and tells each step's loss. */
async function solve(run: Partial<DampedRun>, linearise = (at: Point): Linearised<Point> | null => valley(at)) {
  const losses: number[] = [];
  const onStep = (step: number, loss: number): void => {
    expect(step).toBe(losses.length);
    losses.push(loss);
  };
  return { end: await solveDamped(kernels, START, linearise, { ...RUN, ...run, onStep }), losses };
}

/** Dampings that a run tries: of a step whose first number is -g/(H (1 + d)) with H = g = 1. @param lowers whether a step is taken */
async function dampingsOf(run: Partial<DampedRun>, lowers: (tried: number) => boolean): Promise<number[]> {
  const tried: number[] = [];
  let loss = 1e6;
  const linearise = (): Linearised<number> => {
    const equations = createNormalEquations(1);
    addRow(equations, [1], 1, 1);
    return {
      loss,
      equations,
      limits: { frozen: new Uint8Array(1), bounds: null },
      lossAt() {
        if (!lowers(tried.length - 1)) return loss + 1;
        loss -= 1;
        return loss;
      },
      move([step]) {
        tried.push(-1 / step - 1);
        return 0;
      },
    };
  };
  await solveDamped(kernels, 0, linearise, { ...RUN, ...run });
  return tried;
}

describe('damped least squares', () => {
  it('finds the end of a curved valley, lower with each step', async () => {
    const { end, losses } = await solve({});
    expectClose(end, [1, 1], { atol: 1e-6 });
    losses.forEach((loss, step) => {
      if (step > 0) expect(loss).toBeLessThan(losses[step - 1]);
    });
    expect(losses.length).toBeLessThan(60);
  });

  it('keeps still what is frozen', async () => {
    const { end } = await solve({}, (at) => valley(at, [0, 1]));
    expect(end[1]).toBe(1);
    // The best x on the line y = 1: 200 x (x^2 - 1) + x - 1 = 0 near 1, or its twin near -1.
    const slope = ([x]: Point): number => 200 * x * (x * x - 1) + x - 1;
    expect(Math.abs(slope(end))).toBeLessThan(1e-4);
    const both = await solve({ steps: 5 }, (at) => valley(at, [1, 1]));
    expect(both.end).toEqual(START);
  });

  it('keeps within bounds, and finds the best of what is left', async () => {
    // x may come no farther than 0.5: the end of the valley there is (0.5, 0.25).
    const { end } = await solve({}, (at) => {
      const bounds = { lower: Float64Array.of(-9, -9), upper: Float64Array.of(0.5 - at[0], 9) };
      return { ...valley(at), limits: { frozen: new Uint8Array(2), bounds } };
    });
    expectClose(end, [0.5, 0.25], { atol: 1e-6 });
  });

  it('takes no more than its steps', async () => {
    const { losses } = await solve({ steps: 3 });
    expect(losses).toHaveLength(3);
    expect((await solve({ steps: 0 })).end).toBe(START);
  });

  it('ends with the first step that lowers the loss by less than its share, and keeps that step', async () => {
    const all = (await solve({ steps: 30 })).losses;
    const share = 0.3;
    const last = all.findIndex((loss, step) => step + 1 < all.length && loss - all[step + 1] < share * loss);
    expect(last).toBeGreaterThan(0);
    const { end, losses } = await solve({ minDecrease: share });
    expect(losses).toEqual(all.slice(0, last + 1));
    expect(lossOf(end)).toBe(all[last + 1]);
  });

  it('gives up where nothing lowers the loss, and stays', async () => {
    const stuck = (at: Point): Linearised<Point> => ({ ...valley(at), lossAt: () => Number.POSITIVE_INFINITY });
    const { end, losses } = await solve({}, stuck);
    expect(end).toBe(START);
    expect(losses).toHaveLength(1);
    expect((await solve({}, (at) => ({ ...valley(at), lossAt: () => Number.NaN }))).end).toBe(START);
    // A loss as large as before is no gain.
    expect((await solve({}, (at) => ({ ...valley(at), lossAt: () => lossOf(at) }))).end).toBe(START);
  });

  it('ends where there is nothing to fit to, untold', async () => {
    let calls = 0;
    const { end, losses } = await solve({}, (at) => (calls++ < 2 ? valley(at) : null));
    expect(losses).toHaveLength(2);
    expect(lossOf(end)).toBeLessThan(losses[1]);
  });

  it('damps less after each step that lowers the loss, to a least', async () => {
    const damping = { start: 1, least: 0.05, most: 1e3, relax: 4, raise: 10 };
    expectClose(await dampingsOf({ steps: 5, damping }, () => true), [1, 0.25, 0.0625, 0.05, 0.05], { rtol: 1e-9 });
  });

  it('damps more until a step lowers the loss, to a most, and keeps that for the next', async () => {
    const damping = { start: 1, least: 1e-3, most: 1e3, relax: 4, raise: 10 };
    const third = await dampingsOf({ steps: 2, damping }, (tried) => tried >= 2);
    expectClose(third, [1, 10, 100, 25], { rtol: 1e-9 });
    const never = await dampingsOf({ steps: 9, damping }, () => false);
    expectClose(never, [1, 10, 100, 1000], { rtol: 1e-9 });
  });

  it('damps more where the equations cannot be solved', async () => {
    const wrong = (at: Point): Linearised<Point> => {
      const here = valley(at);
      // Indefinite: (H + d diag H) is positive definite only with enough damping.
      const hessian = Float64Array.of(1, 0, 3, 1);
      return { ...here, equations: { ...here.equations, hessian } };
    };
    const { end, losses } = await solve({ steps: 1 }, wrong);
    expect(lossOf(end)).toBeLessThan(losses[0]);
  });

  it('frees what a step left in kernel memory, and waits for who is told', async () => {
    const log: string[] = [];
    const memory = {
      ...kernels.memory,
      mark: () => log.push('mark'),
      release: (m: number) => log.push(`release ${m}`),
    };
    const onStep = async (step: number): Promise<void> => {
      await Promise.resolve();
      log.push(`told ${step}`);
    };
    const linearise = (at: Point): Linearised<Point> => {
      log.push('look');
      return valley(at);
    };
    await solveDamped({ ...kernels, memory }, START, linearise, { ...RUN, steps: 2, onStep });
    const outer = log.filter((entry) => /look|told|release 1$/.test(entry));
    expect(outer.slice(0, 4)).toEqual(['look', 'release 1', 'told 0', 'look']);
    expect(log.at(-1)).toBe('told 1');
  });
});
