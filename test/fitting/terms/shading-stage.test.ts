import { describe, expect, it } from 'vitest';
import type { WorkingView } from '../../../src/capture/working-view.ts';
import { sampleNormals } from '../../../src/fitting/evidence/pixels/sample-normals.ts';
import { SHADING_TERM } from '../../../src/fitting/terms/shading-term.ts';
import type { HeldTerm, SeenPoints, TermStage } from '../../../src/fitting/terms/term.ts';
import { freeRig, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import { pointPositions, pointPositionsBackward, type ShapePoints } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { freePoints, fromRows, originOf, seenAt, withoutJaw } from '../../helpers/fitting/free-points.ts';
import { throughPixels } from '../../helpers/fitting/pixel-gradient.ts';
import { cameras, masks, pictures } from '../../helpers/fitting/shaded-views.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const SIDE = 5;
const COUNT = 20;
/** A bulging patch of skin before the cameras [25, 3], and samples in its triangles. */
const patch = Float64Array.from({ length: 3 * SIDE * SIDE }, (_, k) => {
  const i = Math.floor(k / 3);
  const [x, y] = [8 * ((i % SIDE) - 2), 8 * (Math.floor(i / SIDE) - 2)];
  return [x, y, -0.01 * (x * x + y * y) + normals(SIDE * SIDE, 4)[i]][k % 3];
});
const triangles = Uint32Array.from(
  Array.from({ length: (SIDE - 1) ** 2 }, (_, q) => {
    const a = SIDE * Math.floor(q / (SIDE - 1)) + (q % (SIDE - 1));
    return [a, a + 1, a + SIDE + 1, a, a + SIDE + 1, a + SIDE];
  }).flat(),
);
const samples = {
  count: COUNT,
  arity: 3,
  vertices: triangles.slice(0, 3 * COUNT),
  weights: Float64Array.from({ length: 3 * COUNT }, (_, k) => [0.2, 0.5, 0.3][k % 3]),
} as ShapePoints;
const views = pictures.map((image, v) => ({ image, mask: masks[v] })) as unknown as WorkingView[];
const visibility = {
  weights: cameras.map((_, v) =>
    Float64Array.from({ length: COUNT }, (_, i) => (i === 4 && v > 0 ? 0 : 0.4 + 0.2 * v)),
  ),
  footprints: [],
};
const stage: TermStage = {
  kernels,
  landmarks: cameras.map(() => null),
  bias: null,
  noise: { sigmaMm: 5, kappa: 3, gapSigmaMm: 1, partedShare: 0, errorByYaw: [[0, 1]] },
  pixels: { views, greys: [], samples, blurMm: 1, cameras, visibility },
};
const none = { group: Int32Array.of(-1, -1, -1), groupCount: 0, columnCount: 0 };

function freeAt(positions: Float64Array, rig = freeRig(Int32Array.of(0, 0, 1))) {
  return withoutJaw(freePoints(rig, none, cameras, pointPositions(samples, positions)));
}
function onSkin(positions: Float64Array): SeenPoints {
  const free = freeAt(positions);
  return { ...seenAt(free, originOf(free)), skin: { positions, triangles } };
}
function fusedAt(held: HeldTerm, positions: Float64Array) {
  const out = {
    points: [],
    rig: new Float64Array(0),
    pixels: new Float64Array(2 * cameras.length * COUNT),
    positions: new Float64Array(patch.length),
  };
  return { ...out, loss: held.fused?.(onSkin(positions), out) ?? Number.NaN };
}

describe('the shading term of a stage', () => {
  const held = SHADING_TERM.open(stage, 0.2).hold(onSkin(patch), null) as HeldTerm;

  it('is tried on a skin that faces the cameras', () => {
    const { normals: facing } = sampleNormals(kernels, samples, patch, triangles);
    for (let i = 0; i < COUNT; i++) expect(facing[3 * i + 2]).toBeGreaterThan(0.5);
  });

  it.each([
    ['free cameras', freeRig(Int32Array.of(0, 0, 1))],
    ['a given rig', rigidRig(3, true)],
  ])('has a fused path with the loss and gradient of its rows, in pixels, %s', (_, rig) => {
    const { loss, gradient } = fromRows(freeAt(patch, rig), (seen) =>
      held.rows({ ...seen, skin: { positions: patch, triangles } }),
    );
    const fused = fusedAt(held, patch);
    expect(loss).toBeGreaterThan(1);
    expectClose([fused.loss], [loss], { rtol: 1e-12 });
    const size = Math.max(...Array.from(gradient, Math.abs));
    expectClose(throughPixels(freeAt(patch, rig), fused.pixels), gradient, { rtol: 1e-9, atol: 1e-12 * size });
  });

  it('has, with its normals, the gradient of central differences in the skin', () => {
    const gradient = (positions: Float64Array): Float64Array => {
      const { pixels, positions: out } = fusedAt(held, positions);
      const free = freeAt(positions);
      pointPositionsBackward(samples, throughPixels(free, pixels).subarray(free.rig.parameterCount), out);
      return out;
    };
    checkGradient((x) => fusedAt(held, x).loss, gradient, patch, { rtol: 1e-5, atol: 1e-4, step: 1e-6 });
    expect(Math.max(...fusedAt(held, patch).positions)).toBeGreaterThan(1);
  });

  it('weighs as 4,500 samples would, finds its light anew and has no scale to keep', () => {
    const double = SHADING_TERM.open(stage, 0.4).hold(onSkin(patch), held) as HeldTerm;
    expectClose([fusedAt(double, patch).loss], [2 * fusedAt(held, patch).loss], { rtol: 1e-12 });
    const rows = held.rows(onSkin(patch));
    expect(rows.factor).toBeCloseTo((0.2 * 4500) / COUNT, 12);
    expect(held.scale).toBeUndefined();
  });

  it('is nothing where no two views see a sample, and not to be had without pixels or a skin', () => {
    const weights = cameras.map((_, v) => new Float64Array(COUNT).fill(v === 0 ? 1 : 0));
    const pixels = { ...stage.pixels, visibility: { weights, footprints: [] } } as TermStage['pixels'];
    expect(SHADING_TERM.open({ ...stage, pixels }, 1).hold(onSkin(patch), null)).toBeNull();
    expect(() => SHADING_TERM.open({ ...stage, pixels: null }, 1)).toThrow(/needs pixels/);
    expect(() => SHADING_TERM.open(stage, 1).hold({ ...onSkin(patch), skin: null }, null)).toThrow(/moves the skin/);
  });
});
