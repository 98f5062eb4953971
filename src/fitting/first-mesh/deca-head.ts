import type { View } from '../../capture/load-capture.ts';
import { createMorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { loadEncoder } from '../../deca/encoder.ts';
import { fuseIdentity } from '../../deca/fuse-codes.ts';
import { createMirrorCodes } from '../../deca/mirror-codes.ts';
import { cameraOfCodes, encodePhoto, type ViewCodes } from '../../deca/view-codes.ts';
import type { Camera } from '../../geometry/camera.ts';
import { createJawRig, JAW_POSE } from '../../head/anatomy/jaw.ts';
import { loadPeoplesHead } from '../../head/load-head.ts';
import { expressionStart, pointPositions, type ShapeSpace } from '../../head/shape/shape-space.ts';
import { lipPartings } from '../evidence/landmarks/lip-partings.ts';
import { jawCount, jawOfView, jawPose, posedShape, restJaws, withinReach } from '../unknowns/jaw-pose.ts';
import type { RigLayout } from '../unknowns/rig.ts';
import { rigOf } from '../unknowns/rig-of-views.ts';
import { groupSlice, jawRests, type ViewExpressions, viewExpressions } from '../unknowns/view-expressions.ts';
import { createToShapeSpace } from './deca-shape.ts';
import type { FirstMesh } from './initial-head.ts';
import { adjustToLandmarks, landmarkHead } from './landmark-head.ts';
import { startCameras } from './start-cameras.ts';

/** Codes that turn a jaw by less say nothing of whether it is open, radians. */
const OPEN_JAW = (4 * Math.PI) / 180;

/**
 * First mesh from DECA's encoder: one identity fused over the views, each view's expression and pose, which also are
 * what the fit expects of the coefficients from then on; landmarks then settle the cameras.
 */
export const decaHead: FirstMesh = async (kernels, input, run) => {
  const { views, photoLandmarks, points, space } = input;
  const decoder = createMorphableDecoder(loadPeoplesHead());
  const toSpace = createToShapeSpace(decoder, space);
  const encoder = await loadEncoder(decoder);
  const mirror = createMirrorCodes(decoder);
  const codes: (ViewCodes | null)[] = [];
  try {
    for (const { view, observation, embedding } of input.observed.used)
      codes.push(
        observation?.scheme === 'mediapipe468'
          ? await encodePhoto(encoder, mirror, view.image, { points: observation.points, embedding })
          : null,
      );
  } finally {
    await encoder.close();
  }
  const known = codes.filter((found): found is ViewCodes => found !== null);
  // Sixty-eight points placed by hand give no crop that the encoder was trained on.
  if (known.length === 0) return landmarkHead(kernels, input, run);
  const { shape } = fuseIdentity(known);
  const identity = toSpace.identity(shape);
  const ofView = codes.map((found) => (found === null ? null : toSpace.withExpression(identity, found.codes)));
  const mean = meanOf(ofView.filter((found): found is Float64Array => found !== null));
  const expressions = viewExpressions(views, space, lipPartings(photoLandmarks));
  const rig = rigOf(views);
  const expected = expectsShape(rig, views.length) ? expectedOf(space, mean, run.preset.first.aroundCodes) : space;
  const jaws = jawsFrom(codes, expressions);
  const expectedJaws = openJaws(jaws);
  const jaw = createJawRig(space.head);
  const models = ofView.map((own, v) =>
    pointPositions(points.landmarks, posedShape(space, jaw, own ?? mean, jawPose(jaws, jawOfView(expressions, v)))),
  );
  const byLandmarks = startCameras(views, photoLandmarks, rig, models);
  const cameras =
    rig.kind === 'rigid' ? byLandmarks : byLandmarks.map((camera, v) => codesCamera(codes[v], views[v]) ?? camera);
  const deviations = deviationsFrom(ofView, mean, expressions);
  const start = { cameras, coefficients: mean, deviations, jaws };
  const state = await adjustToLandmarks(kernels, input, start, { ...run, space: expected, expectedJaws });
  return { ...state, space: expected, expectedJaws, own: start, method: 'deca' };
};

/** With so many photographs, or fewer, pixels do not say enough of a shape to do without what the codes say of it. */
const FEW_VIEWS = 2;

/**
 * Whether the codes' shape is what the fit expects: where cameras are given, and of two photographs (eleven pairs of six people came out at 0.66 mm for
 * 0.71). From three on whose cameras are solved for, a shape that is expected draws these along: 0.49 mm for 0.49 with three and more, but 0.72 for 0.60 of one man.
 */
function expectsShape({ kind }: RigLayout, viewCount: number): boolean {
  return kind === 'rigid' || viewCount <= FEW_VIEWS;
}

/**
 * What the fit expects after the encoder.
 * @param aroundCodes see the presets' first stage
 */
function expectedOf(space: ShapeSpace, mean: Float64Array, aroundCodes: number | null): ShapeSpace {
  const start = expressionStart(space);
  return aroundCodes === null
    ? { ...space, priorMean: mean.map((a, k) => (k < start ? a : 0)) }
    : { ...space, priorMean: mean, priorSigma: space.priorSigma.map((sigma) => aroundCodes * sigma) };
}

/** What each group's views say of their expression beside the mean one [G, E]. */
function deviationsFrom(
  ofView: readonly (Float64Array | null)[],
  mean: Float64Array,
  { group, groupCount, columnCount }: ViewExpressions,
): Float64Array {
  const start = mean.length - columnCount;
  const out = new Float64Array(groupCount * columnCount);
  for (const [v, own] of ofView.entries()) {
    const slice = groupSlice(out, columnCount, group[v]);
    const members = group.filter((other) => other === group[v]).length;
    if (own !== null) for (let k = 0; k < slice.length; k++) slice[k] += (own[start + k] - mean[start + k]) / members;
  }
  return out;
}

/** Each jaw as its views' codes have it in the mean. */
function jawsFrom(codes: readonly (ViewCodes | null)[], expressions: ViewExpressions): Float64Array {
  const out = restJaws(expressions);
  for (let jaw = 0; jaw < jawCount(expressions); jaw++) {
    const own = codes.filter((found, v) => found !== null && jawOfView(expressions, v) === jaw) as ViewCodes[];
    if (jawRests(expressions, jaw * JAW_POSE)) continue;
    const pose = jawPose(out, jaw);
    for (const { codes: said } of own)
      said.jawPose.forEach((x, k) => {
        pose[k] += x / own.length;
      });
  }
  return withinReach(out);
}

/** What is expected of jaws that stand open; the others are expected at rest, where codes are no surer than that. */
function openJaws(jaws: Float64Array): Float64Array {
  return jaws.map((x, i) => (jaws[i - (i % JAW_POSE)] < OPEN_JAW ? 0 : x));
}

/** The camera that the encoder saw, at the distance that the view's focal length asks for. */
function codesCamera(found: ViewCodes | null, { image, focalPrior }: View): Camera | null {
  if (found === null) return null;
  const pixelsPerMm = (found.codes.camera[0] * found.box.size) / 2;
  return cameraOfCodes(found.codes, found.box, image, focalPrior.focal / pixelsPerMm);
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
}
