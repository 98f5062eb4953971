import type { View } from '../../capture/load-capture.ts';
import { createMorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { loadEncoder } from '../../deca/encoder.ts';
import { fuseIdentity } from '../../deca/fuse-codes.ts';
import { createMirrorCodes } from '../../deca/mirror-codes.ts';
import { cameraOfCodes, encodePhoto, type ViewCodes } from '../../deca/view-codes.ts';
import type { Camera } from '../../geometry/camera.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import { evaluateShape, expressionStart, pointPositions, type ShapeSpace } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { LandmarkBias } from '../evidence/landmark-bias.ts';
import { groupSlice, viewExpressions } from '../unknowns/view-expressions.ts';
import { createToShapeSpace } from './deca-shape.ts';
import type { HeadInitializer, InitialHead } from './initializer.ts';
import {
  adjustToLandmarks,
  jointObservation,
  landmarkInitializer,
  landmarkPoints,
  rigOf,
  startCameras,
} from './landmark-initializer.ts';

/**
 * One view's landmarks know less of a face than the encoder, which looked at the pixels: its codes, expression and all, are
 * then departed from by so much of what they are among views.
 */
const ALONE = 0.05;

/**
 * First mesh from DECA's encoder: one identity fused over the views, each view's expression and pose, which also are
 * what the fit expects of the coefficients from then on; landmarks then settle the cameras.
 */
export async function decaInitializer(
  kernels: Kernels,
  space: ShapeSpace,
  bias: LandmarkBias | null,
  onStep: (step: number, loss: number) => void,
): Promise<HeadInitializer> {
  const decoder = createMorphableDecoder(loadBundledHead());
  const toSpace = createToShapeSpace(decoder, space);
  const encoder = await loadEncoder(decoder);
  const mirror = createMirrorCodes(decoder);
  const landmarks = landmarkPoints(space);
  return {
    async initialize(views, observations): Promise<InitialHead> {
      const codes: (ViewCodes | null)[] = [];
      for (const [v, observation] of observations.entries())
        codes.push(
          observation?.scheme === 'mediapipe468'
            ? await encodePhoto(encoder, mirror, views[v].image, observation.points)
            : null,
        );
      const known = codes.filter((found): found is ViewCodes => found !== null);
      // Sixty-eight points placed by hand give no crop that the encoder was trained on.
      if (known.length === 0) return landmarkInitializer(kernels, space, bias, onStep).initialize(views, observations);
      const { shape } = fuseIdentity(known);
      const ofView = codes.map((found) => (found === null ? null : toSpace({ ...found.codes, shape })));
      const mesh = meanOf(ofView.filter((found): found is Float64Array => found !== null));
      const start = expressionStart(space);
      const expected: ShapeSpace =
        views.length > 1
          ? { ...space, priorMean: mesh.map((a, k) => (k < start ? a : 0)) }
          : { ...space, priorMean: mesh, priorSigma: space.priorSigma.map((sigma) => ALONE * sigma) };
      const expressions = viewExpressions(views, space);
      const deviations = new Float64Array(expressions.groupCount * expressions.columnCount);
      for (const [v, own] of ofView.entries()) {
        const slice = groupSlice(deviations, expressions.columnCount, expressions.group[v]);
        const members = expressions.group.filter((group) => group === expressions.group[v]).length;
        if (own !== null)
          for (let k = 0; k < slice.length; k++) slice[k] += (own[start + k] - mesh[start + k]) / members;
      }
      const joint = observations.map((observation) => (observation === null ? null : jointObservation(observation)));
      const layout = rigOf(views);
      const models = ofView.map((own) => pointPositions(landmarks, evaluateShape(space, own ?? mesh)));
      const byLandmarks = startCameras(views, joint, layout, models);
      const cameras =
        layout.kind === 'rigid'
          ? byLandmarks
          : byLandmarks.map((camera, v) => codesCamera(codes[v], views[v]) ?? camera);
      const state = adjustToLandmarks({ kernels, space: expected, landmarks, bias, onStep }, views, joint, layout, {
        cameras,
        coefficients: mesh,
        deviations,
      });
      return { ...state, layout, space: expected, mesh, method: 'deca' };
    },
  };
}

/** The camera that the encoder saw, at the distance that the view's focal length asks for. */
function codesCamera(found: ViewCodes | null, { image, focalPrior }: View): Camera | null {
  if (found === null) return null;
  const pixelsPerMm = (found.codes.camera[0] * found.box.size) / 2;
  return cameraOfCodes(found.codes, found.box, image.width, image.height, focalPrior.focal / pixelsPerMm);
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
}
