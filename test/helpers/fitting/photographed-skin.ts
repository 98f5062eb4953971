import { createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import { greyViews } from '../../../src/fitting/evidence/pixels/feature-images.ts';
import { faceSamples } from '../../../src/fitting/evidence/pixels/surface-samples.ts';
import { createVisibility } from '../../../src/fitting/evidence/pixels/visibility.ts';
import { landmarkSets } from '../../../src/fitting/evidence/point-sets.ts';
import type { BoneProblem } from '../../../src/fitting/stages/bone-stage.ts';
import type { RigLayout } from '../../../src/fitting/unknowns/rig.ts';
import { viewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../../src/geometry/rotation.ts';
import { SLIT_NAMES } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { jawedPoints } from '../../../src/head/shape/jawed-points.ts';
import { createShapeSpace, pointPositions } from '../../../src/head/shape/shape-space.ts';
import { createLinearImage } from '../../../src/image/image.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { normals } from '../gradient-check.ts';
import { boneProblemOf, evidenceOf } from './skin-evidence.ts';

const SIZE = 240;
/** A head before three cameras. */
export const head = loadBundledHead();
export const space = createShapeSpace(head);
export const model = createAsm(head, head.template);
const points = {
  ...landmarkSets(space),
  samples: jawedPoints(space, faceSamples(space, { count: 60, seed: 1, apartFrom: SLIT_NAMES })),
};
const flip = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
export const cameras: Camera[] = [-0.4, 0, 0.4].map((yaw) => ({
  width: SIZE,
  height: SIZE,
  fx: 500,
  fy: 500,
  cx: SIZE / 2,
  cy: SIZE / 2,
  rotation: multiply3(flip, rotationFromEuler(0, yaw, 0)),
  translation: Float64Array.of(0, 0, 600),
}));

/** Textured pictures of it, with landmarks a little off and an expression of each view's own. @param firstLandmark those before have no confidence */
export function problemOf(rig: RigLayout, firstLandmark: number): BoneProblem {
  const kernels = plainKernels();
  const expressions = viewExpressions(
    cameras.map(() => ({ camera: null, expression: null })),
    space,
  );
  const views = cameras.map((_, v) => {
    const image = createLinearImage(SIZE, SIZE, 3);
    for (let i = 0; i < SIZE * SIZE; i++) {
      const value = 0.4 + 0.1 * Math.sin(0.11 * (i % SIZE) + v) + 0.1 * Math.cos(0.09 * Math.floor(i / SIZE) - v);
      image.data.fill(value, 3 * i, 3 * i + 3);
    }
    return { image, mask: new Uint8Array(SIZE * SIZE).fill(1), labels: null, scale: 1, offsetX: 0, offsetY: 0 };
  });
  const { count } = points.landmarks;
  const places = pointPositions(points.landmarks, head.template);
  const workingLandmarks = cameras.map((camera, v) => {
    const pixels = project(camera, places);
    const noise = normals(2 * count, 20 + v, 2);
    return {
      points: Float64Array.from(noise, (x, i) => pixels[3 * (i >> 1) + (i & 1)] + x),
      confidence: new Float64Array(count).fill(1, firstLandmark),
    };
  });
  const deviations = normals(expressions.groupCount * expressions.columnCount, 3, 0.05);
  const evidence = evidenceOf(space, 3, {
    rig,
    expressions,
    views,
    greys: greyViews(kernels.memory, views, 'grey'),
    workingLandmarks,
    points,
    visibility: createVisibility(kernels, 3, points.samples.count),
  });
  return boneProblemOf({ model, evidence, deviations });
}
