import { Matrix, solve } from 'ml-matrix';
import { type Camera, headPoseDegrees, project, toCameraSpace } from '../../../geometry/camera.ts';
import { createLeastSquares } from '../../../geometry/least-squares.ts';
import { multiply3, rotationFromAxisAngle } from '../../../geometry/rotation.ts';
import { poseFromScaledOrthography } from '../landmarks/camera-start.ts';
import type { LandmarkBias } from '../landmarks/landmark-bias.ts';
import { DETECTOR_NOISE, errorGrowth } from '../landmarks/landmark-noise.ts';
import type { Observation } from '../landmarks/observation.ts';
import { unbiasLandmarks } from '../landmarks/unbias-landmarks.ts';
import type { SteadyLandmarks } from './steady-landmarks.ts';

/** What is known of a lens: a pinhole's numbers in pixels. */
export type Lens = Pick<Camera, 'width' | 'height' | 'fx' | 'fy' | 'cx' | 'cy'>;

/** Where one photograph alone puts a mean head. */
export interface PlacedHead {
  /** [3, 3] row-major, camera from head */
  readonly rotation: Float64Array;
  /** Mean of the steady landmarks in camera axes [3], mm if the head is of mean size. */
  readonly centre: Float64Array;
  /**
   * [3, 3] in camera axes: a turn w (axis-angle) moves the landmarks by sqrt(w^T S w) root mean square, share of the
   * inter-ocular distance, after the head shifted to make up for it. A turn that a photograph hardly shows costs little.
   */
  readonly stiffness: Float64Array;
  /** How much less a turned head's landmarks are worth than a frontal one's, >= 1. */
  readonly doubt: number;
  /** Weighted root mean square of what a mean head leaves of the landmarks, share of the inter-ocular distance. */
  readonly rms: number;
}

/** At most, and what a last step moves by: radians, and share of the depth. */
const STEPS = 8;
const STILL = 1e-6;
/** Share of the inter-ocular distance beyond which a landmark hardly pulls (Geman-McClure). */
const ROBUST_SCALE = 0.15;
/** Mean heads miss a profile by more than its landmarks err: by this power the turns of all views are alike. */
const DOUBT_POWER = 1.5;
/** Fewer points than this leave a pose open. */
const MIN_POINTS = 6;

/**
 * Pose of the mean head in one photograph with a known lens: scaled orthography, then Gauss-Newton on the
 * perspective projection of its steady landmarks. Null where too few are seen.
 */
export function placeHead(
  head: SteadyLandmarks,
  raw: Observation,
  lens: Lens,
  bias: LandmarkBias | null,
): PlacedHead | null {
  const steady = atSteady(head, raw);
  if (steady.confidence.filter((c) => c > 0).length < MIN_POINTS) return null;
  const camera = refine(head, steady, start(head, steady, lens));
  if (bias === null) return describe(head, steady, camera);
  const unbiased = atSteady(head, unbiasLandmarks(raw, camera, bias));
  return describe(head, unbiased, refine(head, unbiased, camera));
}

function atSteady({ indices }: SteadyLandmarks, { points, confidence }: Observation): Observation {
  return {
    points: Float64Array.from({ length: 2 * indices.length }, (_, i) => points[2 * indices[i >> 1] + (i & 1)]),
    confidence: Float64Array.from(indices, (l) => confidence[l]),
  };
}

function start(head: SteadyLandmarks, { points, confidence }: Observation, lens: Lens): Camera {
  const { width, height, fx, fy, cx, cy } = lens;
  // The solver takes the principal point to be the middle.
  const centred = points.map((x, i) => (i % 2 === 0 ? x - cx + width / 2 : ((x - cy) * fx) / fy + height / 2));
  return {
    ...poseFromScaledOrthography(head.points, { points: centred, confidence }, { focal: fx, width, height }),
    fx,
    fy,
    cx,
    cy,
  };
}

/** Derivatives of the landmarks' pixels in (w, tau): R <- exp(w) R, t <- t + tau. @returns [L, 2, 6] */
function poseSlopes(head: SteadyLandmarks, camera: Camera, pixels: Float64Array): Float64Array {
  const { translation, fx, fy } = camera;
  const turned = toCameraSpace({ ...camera, translation: new Float64Array(3) }, head.points);
  const out = new Float64Array(4 * head.points.length);
  for (let l = 0; l < head.indices.length; l++) {
    const [x, y, z] = turned.subarray(3 * l, 3 * l + 3);
    const depth = pixels[3 * l + 2];
    for (const [k, f] of [fx, fy].entries()) {
      const u = [0, 0, (-f * (turned[3 * l + k] + translation[k])) / depth ** 2];
      u[k] = f / depth;
      out.set([y * u[2] - z * u[1], z * u[0] - x * u[2], x * u[1] - y * u[0], ...u], 12 * l + 6 * k);
    }
  }
  return out;
}

function refine(head: SteadyLandmarks, { points, confidence }: Observation, first: Camera): Camera {
  let camera = first;
  for (let step = 0; step < STEPS; step++) {
    const { rotation, translation, fx, fy } = camera;
    const scale = (ROBUST_SCALE * head.iod * (fx + fy)) / 2 / translation[2];
    const system = createLeastSquares(6);
    const pixels = project(camera, head.points);
    const slopes = poseSlopes(head, camera, pixels);
    for (let l = 0; l < confidence.length; l++) {
      if (confidence[l] === 0) continue;
      const off = [0, 1].map((k) => points[2 * l + k] - pixels[3 * l + k]);
      const sigma = (scale * (1 + (off[0] ** 2 + off[1] ** 2) / scale ** 2)) / Math.sqrt(confidence[l]);
      for (let k = 0; k < 2; k++) system.add(slopes.subarray(12 * l + 6 * k, 12 * l + 6 * k + 6), off[k], sigma);
    }
    const move = system.solve();
    if (move === null) return camera;
    const next = {
      ...camera,
      rotation: multiply3(rotationFromAxisAngle(move[0], move[1], move[2]), rotation),
      translation: translation.map((x, k) => x + move[3 + k]),
    };
    // A step through the camera is no step of a face.
    if (!(next.translation[2] > translation[2] / 4)) return camera;
    camera = next;
    const [a, b, c, x, y, z] = move;
    if (Math.hypot(a, b, c) < STILL && Math.hypot(x, y, z) < STILL * translation[2]) return camera;
  }
  return camera;
}

/** Residual and stiffness of a pose that {@link refine} ended at, both against the inter-ocular distance. */
function describe(head: SteadyLandmarks, { points, confidence }: Observation, camera: Camera): PlacedHead {
  const { rotation, translation, fx, fy } = camera;
  const iod = (head.iod * (fx + fy)) / 2 / translation[2];
  const pixels = project(camera, head.points);
  const slopes = poseSlopes(head, camera, pixels);
  const normal = Matrix.zeros(6, 6);
  let [square, total] = [0, 0];
  for (let l = 0; l < confidence.length; l++) {
    const c = confidence[l];
    if (c === 0) continue;
    total += c;
    for (let k = 0; k < 2; k++) {
      square += c * (pixels[3 * l + k] - points[2 * l + k]) ** 2;
      const row = slopes.subarray(12 * l + 6 * k, 12 * l + 6 * k + 6);
      for (let i = 0; i < 6; i++) for (let j = 0; j < 6; j++) normal.set(i, j, normal.get(i, j) + c * row[i] * row[j]);
    }
  }
  const turns = normal.subMatrix(0, 2, 0, 2);
  const mixed = normal.subMatrix(0, 2, 3, 5);
  const shifts = normal.subMatrix(3, 5, 3, 5);
  // What a turn costs when the head may shift to make up for it: the Schur complement.
  const stiffness = turns.sub(mixed.mmul(solve(shifts, mixed.transpose()))).div(total * iod ** 2);
  return {
    rotation,
    centre: translation,
    stiffness: Float64Array.from(stiffness.to1DArray()),
    doubt: errorGrowth(DETECTOR_NOISE, headPoseDegrees(rotation).yaw) ** DOUBT_POWER,
    rms: Math.sqrt(square / total) / iod,
  };
}
