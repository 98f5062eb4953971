import { describe, expect, it } from 'vitest';
import { AsmFitError, EXIT_CODES } from '../../../src/errors.ts';
import { type DescentProblem, type DescentSchedule, descend } from '../../../src/fitting/solvers/descend.ts';
import type { KernelMemory } from '../../../src/kernels/kernel.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { OPTIMIZER_NAMES, type OptimizerName } from '../../../src/optimizers/optimizer.ts';
import { expectClose } from '../../helpers/close.ts';

interface Losses {
  readonly total: number;
}
type Problem = DescentProblem<Float64Array, number, Losses>;
const { memory } = plainKernels();
const SCHEDULE: DescentSchedule = {
  steps: 40,
  refreshSteps: 1000,
  settlingSteps: 10,
  patience: 1000,
  minDecrease: 1e-4,
};
const START = Float64Array.of(3, -2);

/** The bowl x^2 + 2 y^2 + 1. What is held is how often it was found. */
const bowl: Problem = {
  rates: Float64Array.of(0.2, 0.2),
  hold: (_, before) => (before ?? 0) + 1,
  evaluate: ([x, y]) => ({ losses: { total: x * x + 2 * y * y + 1 }, gradient: Float64Array.of(2 * x, 4 * y) }),
  move: (x, step) => x.map((value, i) => value + step[i]),
};
/** Losses as they are told, whatever the state; states count the steps. */
const scripted = (totals: readonly number[]): Problem => {
  let step = 0;
  return {
    ...bowl,
    evaluate: () => ({ losses: { total: totals[step++] }, gradient: Float64Array.of(1, 1) }),
    move: ([count]) => Float64Array.of(count + 1, 0),
  };
};

async function run(problem: Problem, schedule: Partial<DescentSchedule> = {}, optimizer: OptimizerName = 'adam') {
  const losses: number[] = [];
  const onStep = async (step: number, { total }: Losses): Promise<void> => {
    await Promise.resolve();
    expect(step).toBe(losses.length);
    losses.push(total);
  };
  const told = { name: 'test', schedule: { ...SCHEDULE, ...schedule }, optimizer, onStep };
  return { losses, end: descend(memory, problem, START, told) };
}

/** Runs to the end. */
async function endOf(...args: Parameters<typeof run>) {
  const { losses, end } = await run(...args);
  return { ...(await end), losses };
}

describe('descent', () => {
  it.each(OPTIMIZER_NAMES)('goes down to the bottom of a bowl, %s', async (optimizer) => {
    const rates = Float64Array.of(1, 1).map((x) => (optimizer === 'sgd' ? x : 0.2 * x));
    const { state, losses } = await endOf({ ...bowl, rates }, { steps: 300 }, optimizer);
    expectClose(state, [0, 0], { atol: 1e-2 });
    expect(losses).toHaveLength(300);
  });

  it('takes plain descent back from a climb, in half the steps, where a valley is too steep for them', async () => {
    const steep: Problem = {
      ...bowl,
      evaluate: ([x, y]) => ({ losses: { total: 1 + x * x + 1e4 * y * y }, gradient: Float64Array.of(2 * x, 2e4 * y) }),
    };
    const { state, losses } = await endOf(steep, { steps: 300 }, 'sgd');
    expect(Math.abs(state[1])).toBeLessThan(0.05);
    expect(Math.abs(state[0])).toBeLessThan(3);
    expect(Math.max(...losses.slice(50))).toBeLessThan(50);
  });

  it('holds what has a rate of 0', async () => {
    const { state } = await endOf({ ...bowl, rates: Float64Array.of(0.2, 0) });
    expect(state[1]).toBe(-2);
    expect(Math.abs(state[0])).toBeLessThan(1);
  });

  it('slows down along a cosine: the last steps of Adam are a fiftieth of the first', async () => {
    const steps: number[] = [];
    const problem = scripted(Array.from({ length: 100 }, (_, i) => 200 - i));
    const move: Problem['move'] = (x, step) => {
      steps.push(Math.abs(step[0]));
      return x;
    };
    await endOf({ ...problem, move }, { steps: 100 });
    expect(steps[0]).toBeCloseTo(0.2, 6);
    expect(steps[50]).toBeCloseTo(0.2 * 0.51, 6);
    expect(steps[99] / steps[0]).toBeGreaterThan(0.019);
    expect(steps[99] / steps[0]).toBeLessThan(0.022);
  });
});

describe('the weight decay of AdamW', () => {
  it('draws back to the start by a thousandth of the way, whatever the units', async () => {
    const stepsOf = async (optimizer: OptimizerName, unit: number) => {
      const steps: number[] = [];
      const problem = scripted(Array.from({ length: 100 }, (_, i) => 200 - i));
      const move: Problem['move'] = (x, step) => {
        steps.push(step[0] / unit);
        return x;
      };
      await endOf({ ...problem, rates: Float64Array.of(unit, unit), move }, { steps: 100 }, optimizer);
      return steps;
    };
    const own = await stepsOf('adam', 1);
    const decayed = await stepsOf('adamw', 1);
    const travelled = decayed.slice(0, 50).reduce((sum, step) => sum + step, 0);
    expect(travelled).toBeLessThan(-30);
    // The rates are 0.51 of the first by then.
    expect(decayed[50] - own[50]).toBeCloseTo(-0.51 * 1e-3 * travelled, 9);
    expectClose(await stepsOf('adamw', 1000), decayed, { rtol: 1e-9 });
  });
});

describe('what a descent keeps', () => {
  it('is the state of its lowest loss', async () => {
    const { state } = await endOf(scripted([9, 5, 3, 4, 6]), { steps: 5 });
    // The state after two of the steps; the start was (3, -2).
    expect(state[0]).toBe(START[0] + 2);
    expect((await endOf(scripted([1, 2, 3]), { steps: 3 })).state).toBe(START);
  });

  it('is since the last refresh, whose losses alone compare; what was held there comes with it', async () => {
    const { state, held } = await endOf(scripted([9, 1, 5, 4, 7]), { steps: 5, refreshSteps: 2 });
    expect(state[0]).toBe(START[0] + 4);
    expect(held).toBe(3);
    const { state: other, held: second } = await endOf(scripted([9, 1, 4, 5]), { steps: 4, refreshSteps: 2 });
    expect(other[0]).toBe(START[0] + 2);
    expect(second).toBe(2);
  });

  it('is found anew at the state of every refresh, from what was held before, its memory freed', async () => {
    const log: (string | number | null)[] = [];
    const logged: KernelMemory = { ...memory, mark: () => 7, release: (mark) => void log.push(`release ${mark}`) };
    const problem: Problem = {
      ...scripted([9, 8, 7, 6, 5]),
      hold(at, before) {
        log.push(at[0], before);
        return 10 * at[0];
      },
    };
    const told = { name: 'test', schedule: { ...SCHEDULE, steps: 5, refreshSteps: 2 }, onStep: () => {} };
    await descend(logged, problem, START, { ...told, optimizer: 'adam' });
    expect(log).toEqual([3, null, 'release 7', 5, 30, 'release 7', 7, 50]);
  });

  it('is evaluated with what is held', async () => {
    const seen: number[] = [];
    const evaluate: Problem['evaluate'] = (at, held) => {
      seen.push(held);
      return bowl.evaluate(at, held);
    };
    await endOf({ ...bowl, evaluate }, { steps: 5, refreshSteps: 2 });
    expect(seen).toEqual([1, 1, 2, 2, 3]);
  });
});

describe('a descent ends early', () => {
  const falling = (step: number): number => 100 * 0.9 ** step;

  it('once so many steps lowered the loss by less than a share', async () => {
    const totals = Array.from({ length: 40 }, (_, step) => falling(Math.min(step, 12)));
    const { losses } = await endOf(scripted(totals), { patience: 5 });
    // Step 17 is as high as step 12.
    expect(losses).toHaveLength(18);
  });

  it('not while it falls, however long', async () => {
    const totals = Array.from({ length: 40 }, (_, step) => falling(step));
    expect((await endOf(scripted(totals), { patience: 5 })).losses).toHaveLength(40);
  });

  it('by its own share', async () => {
    const totals = Array.from({ length: 40 }, (_, step) => falling(step));
    // 5 steps lower the loss by 41 %.
    expect((await endOf(scripted(totals), { patience: 5, minDecrease: 0.42 })).losses).toHaveLength(6);
    expect((await endOf(scripted(totals), { patience: 5, minDecrease: 0.4 })).losses).toHaveLength(40);
  });
});

describe('a descent that diverges', () => {
  async function refused(totals: readonly number[], schedule: Partial<DescentSchedule> = {}): Promise<number> {
    const { losses, end } = await run(scripted(totals), schedule);
    const error = await end.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof AsmFitError)) throw new Error('the descent must be refused');
    expect(error.kind).toBe('diverged');
    expect(EXIT_CODES[error.kind]).toBe(6);
    expect(error.message).toMatch(/stage "test" must keep a finite, falling loss; received .* at step \d+/);
    expect(error.message).toContain(`at step ${losses.length}`);
    expect(error.hint).not.toBe('');
    return losses.length;
  }

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is refused where a loss is %f, before it is told', async (total) => {
    expect(await refused([total])).toBe(0);
    expect(await refused([9, 8, total, 7])).toBe(2);
  });

  it('is refused where the loss climbs a thousand times above its start', async () => {
    const totals = [9, ...new Array(14).fill(8), 1e4 + 1, 8];
    expect(await refused(totals)).toBe(15);
    totals[15] = 1e4 - 1;
    expect((await endOf(scripted(totals), { steps: 17 })).losses).toHaveLength(17);
  });

  it('is borne with in the first steps, which may lead up, and what follows is held against them', async () => {
    const totals = [9, 8, 3e4, ...new Array(20).fill(2e4)];
    expect((await endOf(scripted(totals), { steps: 20 })).losses).toHaveLength(20);
    totals[16] = 4e4;
    expect(await refused(totals, { steps: 20 })).toBe(16);
    expect(await refused([9, 8, 3e4, 1], { settlingSteps: 2 })).toBe(2);
  });
});
