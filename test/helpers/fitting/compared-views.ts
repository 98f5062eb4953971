import type { ProbedImages } from '../../../src/fitting/terms/consistency-term.ts';
import { freeRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { normals } from '../gradient-check.ts';
import { texturedFeature, turnedCamera } from './textured-views.ts';

/** Eight points that three textured views compare. */
export const COUNT = 8;
export const cameras = [turnedCamera(0), turnedCamera(0.3), turnedCamera(-0.25)];
export const points = normals(3 * COUNT, 8, 8);

/** The first view alone sees the fourth point; the third does not see the sixth. */
export const images: ProbedImages = {
  features: [1, 2, 3].map((seed) => texturedFeature(plainKernels(), seed)),
  visibility: {
    weights: cameras.map((_, v) =>
      Float64Array.from({ length: COUNT }, (_, i) =>
        (i === 3 && v > 0) || (i === 5 && v === 2) ? 0 : 0.3 + 0.2 * v + 0.05 * i,
      ),
    ),
    footprints: cameras.map((_, v) =>
      Float64Array.from({ length: 4 * COUNT }, (_, i) => [0.9, 0.1, -0.1 * v, 0.8][i % 4]),
    ),
  },
};

/** Two groups of views, each of which may move the last 6 columns: the seventh and the eighth point. */
export const groups: ViewExpressions = { group: Int32Array.of(0, 1, -1), groupCount: 2, columnCount: 6 };

export const RIGS: readonly (readonly [string, RigLayout])[] = [
  ['free cameras', freeRig(Int32Array.of(0, 0, 1))],
  ['a given rig of unknown size', rigidRig(3, true)],
  ['a metric rig', rigidRig(3, false)],
];
