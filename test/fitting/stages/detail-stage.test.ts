import { describe, expect, it, vi } from 'vitest';
import { DETAIL } from '../../../src/fitting/options/stage-defaults.ts';
import type { DetailStage } from '../../../src/fitting/options/stages.ts';
import { type DescentProblem, descend } from '../../../src/fitting/solvers/descend.ts';
import { type AsmLosses, finalForward, restState } from '../../../src/fitting/stages/bone-stage.ts';
import { fitDetail } from '../../../src/fitting/stages/detail-stage.ts';
import { freeRig } from '../../../src/fitting/unknowns/rig.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { cameras, model, problemOf } from '../../helpers/fitting/photographed-skin.ts';
import { dot, normals } from '../../helpers/gradient-check.ts';

vi.mock('../../../src/fitting/solvers/descend.ts', async (original) => {
  const real = await original<typeof import('../../../src/fitting/solvers/descend.ts')>();
  return { ...real, descend: vi.fn(real.descend) };
});

const kernels = plainKernels();
const count = model.template.length / 3;
const problem = problemOf(freeRig(Int32Array.of(0, 0, 1)), 0);
const jaws = Float64Array.of(0.35, 0.03, -0.02, 1, 2, 0, 0, 0, 0, 0, 0.1, -0.03, 0.02, -1, 1);
const start = restState(model, { cameras, jaws }, 3);
const fitted = { ...start, forward: finalForward(model, start) };
const shortened = (stage: Partial<DetailStage>, steps: number): DetailStage => ({
  ...DETAIL,
  blurMm: 2,
  ...stage,
  schedule: { ...DETAIL.schedule, steps },
});

/** What the stage gives its solver. */
async function objectiveOf(stage: Partial<DetailStage>): Promise<DescentProblem<Float64Array, unknown, AsmLosses>> {
  vi.mocked(descend).mockClear();
  await fitDetail(kernels, problem, fitted, { stage: shortened(stage, 0), onStep: () => {} });
  return vi.mocked(descend).mock.calls[0][1] as DescentProblem<Float64Array, unknown, AsmLosses>;
}

describe('the detail stage', () => {
  it('has the gradient of central differences, photographs and all', async () => {
    const objective = await objectiveOf({});
    const displacement = normals(count, 3, 0.2);
    const held = objective.hold(displacement, null);
    const at = (x: Float64Array) => objective.evaluate(x, held);
    const { gradient, losses } = at(displacement);
    expect(Math.min(losses.landmark, losses.photometric, losses.prior)).toBeGreaterThan(0);
    const direction = normals(count, 4);
    const moved = (step: number) => at(displacement.map((d, i) => d + step * direction[i])).losses.total;
    const numeric = (moved(1e-6) - moved(-1e-6)) / 2e-6;
    expectClose([dot(gradient, direction)], [numeric], { rtol: 1e-4 });
  });

  it('has the gradient of the photographs alone', async () => {
    // Priors so wide that they say nothing.
    const objective = await objectiveOf({ prior: { sigmaMm: 1e6, smoothMm: 1e6 }, folds: 0 });
    const flat = new Float64Array(count);
    const held = objective.hold(flat, null);
    const direction = normals(count, 5);
    const { gradient } = objective.evaluate(flat, held);
    const moved = (step: number) =>
      objective.evaluate(
        direction.map((d) => step * d),
        held,
      ).losses.total;
    const numeric = (moved(1e-6) - moved(-1e-6)) / 2e-6;
    expect(Math.abs(numeric)).toBeGreaterThan(1e-3);
    expectClose([dot(gradient, direction)], [numeric], { rtol: 1e-3 });
  });

  it('has the gradient of the fold guard alone', async () => {
    const objective = await objectiveOf({ terms: [], prior: { sigmaMm: 1e6, smoothMm: 1e6 } });
    const rough = normals(count, 6, 1.5);
    const held = objective.hold(rough, null);
    const { gradient, losses } = objective.evaluate(rough, held);
    expect(losses.total).toBeGreaterThan(1);
    const direction = normals(count, 7);
    const moved = (step: number) =>
      objective.evaluate(
        rough.map((d, i) => d + step * direction[i]),
        held,
      ).losses.total;
    const numeric = (moved(1e-6) - moved(-1e-6)) / 2e-6;
    expectClose([dot(gradient, direction)], [numeric], { rtol: 1e-4 });
  });

  it('moves the skin along its normals, at its rate at first, and leaves it where nothing pulls', async () => {
    const told: number[] = [];
    const run = (stage: DetailStage) =>
      fitDetail(kernels, problem, fitted, { stage, onStep: (step) => void told.push(step) });
    const { displacement, positions } = await run(shortened({}, 3));
    expect(told).toEqual([0, 1, 2]);
    const base = Float64Array.from(fitted.forward.positions);
    const { normals: outwards } = vertexNormals(base, problem.triangles);
    expectClose(
      positions,
      base.map((x, i) => x + displacement[Math.floor(i / 3)] * outwards[i]),
      { atol: 1e-12 },
    );
    const largest = Math.max(...displacement.map(Math.abs));
    expect(largest).toBeGreaterThan(0.5 * DETAIL.rate);
    expect(largest).toBeLessThanOrEqual(2 * DETAIL.rate);
    const still = await run(shortened({ terms: [] }, 3));
    expect(Math.max(...still.displacement.map(Math.abs))).toBe(0);
  });
});
