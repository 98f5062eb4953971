import { describe, expect, it, vi } from 'vitest';
import {
  fitMorphableToScan,
  type MorphableFit,
  type MorphableScanProblem,
} from '../../../src/fitting/scan/fit-morphable-to-scan.ts';
import { scanEvidence } from '../../../src/fitting/scan/scan-evidence.ts';
import { alignMarks, sevenMarks } from '../../../src/fitting/scan/scan-marks.ts';
import { MORPHABLE_SCAN_PRESET, type MorphableScanPreset } from '../../../src/fitting/scan/scan-stages.ts';
import { SCAN_TERM } from '../../../src/fitting/scan/scan-term.ts';
import { type Linearised, solveDamped } from '../../../src/fitting/solvers/damped.ts';
import { solveStep } from '../../../src/fitting/solvers/normal-equations.ts';
import { applySimilarity, invertSimilarity } from '../../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import {
  createShapeSpace,
  evaluateShape,
  expressionStart,
  pointPositions,
} from '../../../src/head/shape/shape-space.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';
import { otherHead, scanOf } from '../../helpers/meshes/other-head.ts';

vi.mock('../../../src/fitting/solvers/damped.ts', async (original) => {
  const real = await original<typeof import('../../../src/fitting/solvers/damped.ts')>();
  return { ...real, solveDamped: vi.fn(real.solveDamped) };
});

const kernels = openKernels(1);
const head = loadBundledHead();
const space = createShapeSpace(head);
const start = expressionStart(space);
/** Some identity modes, two smooth ones and three expressions. */
const columns = [0, 1, 2, 7, space.identityCount, space.identityCount + 3, start, start + 1, start + 5];

function problemOf(positions: Float64Array, prior = space): MorphableScanProblem {
  const scan = scanOf(positions);
  const marks = sevenMarks(head, scan.landmarks);
  return { evidence: scanEvidence(scan), marks, start: alignMarks(marks, head.template), space: prior, columns };
}

/** What a stage gives its solver at a state. @param problem as it was when the stage began */
async function linearisedAt(
  problem: MorphableScanProblem,
  preset: MorphableScanPreset,
  coefficients: Float64Array,
): Promise<Linearised<MorphableFit>> {
  vi.mocked(solveDamped).mockClear();
  const [stage] = preset.stages;
  await fitMorphableToScan(kernels, problem, { ...preset, stages: [{ ...stage, steps: 0 }] });
  const [, , linearise] = vi.mocked(solveDamped).mock.calls[0];
  const here = linearise({ coefficients, similarity: problem.start } as MorphableFit, 0);
  return here as Linearised<MorphableFit>;
}

/** Coefficients of the columns, inside their bounds. */
function spread(values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(space.count);
  columns.forEach((column, a) => {
    out[column] = values[a];
  });
  return out;
}
const inside = spread([0.4, -0.7, 0.2, 1, 0.3, -0.2, 0.2, 0.3, 0.5]);
const none = new Float64Array(columns.length);
/** A prior that expects something. */
const prior = { ...space, priorMean: spread([0.1, 0.2, 0.3, -0.4, 0.5, 0.6, 0.1, 0.2, 0.05]) };
const weighty = {
  ...MORPHABLE_SCAN_PRESET,
  stages: [{ ...MORPHABLE_SCAN_PRESET.stages[0], priors: 40, landmarkMm: 0.3 }],
};

describe("a morphable head's rows against a scan", () => {
  it.each([
    ['as fits weigh them', MORPHABLE_SCAN_PRESET],
    ['where landmarks and the prior weigh as much', weighty],
  ])('have the loss and its gradient, %s', async (_, preset) => {
    const here = await linearisedAt(problemOf(otherHead, prior), preset, inside);
    expectClose([here.lossAt(here.move(none))], [here.loss], { rtol: 1e-9 });
    const size = Math.max(...here.equations.gradient.map(Math.abs));
    checkGradient(
      (step) => here.lossAt(here.move(step)),
      () => here.equations.gradient,
      none,
      { rtol: 1e-4, atol: 1e-5 * size, step: 1e-4 },
    );
    expect(here.limits.frozen).toEqual(new Uint8Array(columns.length));
  });

  it('have the landmarks and the prior in it by their formulas', async () => {
    const problem = problemOf(otherHead, prior);
    const [stage] = weighty.stages;
    const at = (over: Partial<typeof stage>) =>
      linearisedAt(problem, { ...weighty, stages: [{ ...stage, ...over }] }, inside);
    const { loss, move } = await at({});
    const expected = columns.reduce(
      (sum, k) => sum + ((inside[k] - prior.priorMean[k]) / space.priorSigma[k]) ** 2 / 2,
      0,
    );
    expectClose([loss - (await at({ priors: 0 })).loss], [40 * expected], { rtol: 1e-9 });
    const { points, target, weights } = problem.marks;
    const wanted = applySimilarity(invertSimilarity(move(none).similarity), target);
    const squares = pointPositions(points, evaluateShape(space, inside)).reduce(
      (sum, x, i) => sum + weights[Math.floor(i / 3)] * (x - wanted[i]) ** 2,
      0,
    );
    const without = await at({ landmarkMm: Number.POSITIVE_INFINITY });
    expectClose([loss - without.loss], [squares / (2 * 0.3 ** 2)], { rtol: 1e-9 });
  });

  it('have its second derivatives where every distance is below the knee', async () => {
    const quadratic = { ...weighty, term: { ...SCAN_TERM, knee: 1e4 } };
    const { lossAt, move, equations, loss } = await linearisedAt(problemOf(otherHead, prior), quadratic, inside);
    const n = columns.length;
    const at = (a: number, x: number, b: number, y: number): number => {
      const step = new Float64Array(n);
      step[a] += x;
      step[b] += y;
      return lossAt(move(step));
    };
    expect(loss).toBeGreaterThan(0);
    const h = 0.02;
    const size = Math.max(...equations.hessian);
    for (let a = 0; a < n; a++)
      for (let b = 0; b <= a; b++) {
        const second = (at(a, h, b, h) - at(a, h, b, -h) - at(a, -h, b, h) + at(a, -h, b, -h)) / (4 * h * h);
        expectClose([equations.hessian[a * n + b]], [second], { rtol: 1e-3, atol: 1e-4 * size });
      }
  });

  it('let each coefficient move as far as its bounds', async () => {
    const { equations, limits, move } = await linearisedAt(problemOf(otherHead), MORPHABLE_SCAN_PRESET, inside);
    const expected = (bound: Float64Array) => columns.map((column) => bound[column] - inside[column]);
    expectClose(limits.bounds?.lower ?? [], expected(space.lower), { rtol: 1e-12 });
    expectClose(limits.bounds?.upper ?? [], expected(space.upper), { rtol: 1e-12 });
    // A gradient that pushes everything far out.
    const outward = { ...equations, gradient: normals(columns.length, 3, 1e9) };
    const step = solveStep(kernels, outward, 0, limits) as Float64Array;
    const { coefficients } = move(step);
    let held = 0;
    columns.forEach((column) => {
      expect(coefficients[column]).toBeGreaterThan(space.lower[column] - 1e-9);
      expect(coefficients[column]).toBeLessThan(space.upper[column] + 1e-9);
      if (Math.min(space.upper[column] - coefficients[column], coefficients[column] - space.lower[column]) < 1e-9)
        held++;
    });
    expect(held).toBeGreaterThan(4);
  });

  it('are none where nothing of the scan is near', async () => {
    const problem = problemOf(otherHead);
    const away = { ...problem, start: { ...problem.start, translation: Float64Array.of(1e4, 0, 0) } };
    expect(await linearisedAt(away, MORPHABLE_SCAN_PRESET, inside)).toBeNull();
    const fit = await fitMorphableToScan(kernels, away);
    expect(fit.coefficients).toEqual(new Float64Array(space.count));
  });
});

/** The fine stage alone, not to its end. */
const SHORT = { ...MORPHABLE_SCAN_PRESET, stages: [{ ...MORPHABLE_SCAN_PRESET.stages[1], steps: 4 }] };

describe('a morphable head on a scan', () => {
  it('finds what made it, and moves nothing but its columns', async () => {
    const truth = head.template.slice();
    const made = spread([1.5, -1, 0, 0, 0, 0, 0, 0, 0.4]);
    made.forEach((a, k) => {
      if (a !== 0) for (let i = 0; i < truth.length; i++) truth[i] += a * space.deltas[k * truth.length + i];
    });
    const { coefficients } = await fitMorphableToScan(kernels, problemOf(truth), SHORT);
    expectClose(
      columns.map((column) => coefficients[column]),
      columns.map((column) => made[column]),
      { atol: 0.1 },
    );
    coefficients.forEach((a, k) => {
      if (!columns.includes(k)) expect(a).toBe(0);
    });
  });

  it('stays within bounds where the scan is beyond them', async () => {
    const truth = head.template.slice();
    for (let i = 0; i < truth.length; i++) truth[i] += 6 * space.deltas[i];
    const { coefficients } = await fitMorphableToScan(kernels, problemOf(truth), SHORT);
    expect(coefficients[0]).toBe(space.upper[0]);
    coefficients.forEach((a, k) => {
      expect(a).toBeGreaterThanOrEqual(space.lower[k]);
      expect(a).toBeLessThanOrEqual(space.upper[k]);
    });
  });
});
