import { headPoseDegrees } from '../../geometry/camera.ts';
import { alignSimilarity } from '../../geometry/similarity.ts';
import { type AttentionMesh, IRIS_POINTS, MESH_INPUT, type MeshPrediction } from './attention-mesh.ts';
import { cropBox, type FaceBox, type FaceCrop, fromCrop, type Pyramid } from './crop.ts';
import type { FaceTopology } from './face-topology.ts';
import type { LandmarkCorrection } from './landmark-correction.ts';

/** A face as several crops of it agree on it. */
export interface LocatedFace {
  /** [468, 3] pixels of the photograph, depth in the same unit (negative: nearer): where the network sees them. */
  readonly points: Float64Array;
  /** [468, 2] pixels of the photograph: where they lie on the head. */
  readonly places: Float64Array;
  /** [10, 2] pixels of the photograph: MediaPipe's points 468 to 477 */
  readonly irises: Float64Array;
  /** 0..1, averaged over the crops, less the more they disagree */
  readonly presence: number;
  /** Rms distance of the crops' points from their mean, in sizes of the face's box. */
  readonly spread: number;
}

/** What the crops are taken with. */
export interface CropSource {
  readonly mesh: AttentionMesh;
  readonly correct: LandmarkCorrection;
  readonly pyramid: Pyramid;
  readonly topology: FaceTopology;
}

/** How a crop differs from the face's box: degrees, sizes of the box, and along its horizontal in its size. */
export interface Jitter {
  readonly roll: number;
  readonly size: number;
  readonly shift: number;
}

const TRACKING_STEPS = 2;
/** MediaPipe's margin around the landmarks' own box. */
const BOX_FACTOR = 1.5;
/** The averaged crops, each also mirrored; measured to steady turned views. */
const JITTERS: readonly Jitter[] = [
  { roll: 0, size: 1, shift: 0 },
  { roll: 7, size: 0.9, shift: 0 },
  { roll: -7, size: 1.1, shift: 0 },
];
/** Those of a short look. */
export const LOOKED_CROPS: readonly Jitter[] = JITTERS.slice(0, 1);
/** Starts of other searches, each also mirrored. */
const RETRIES: readonly Jitter[] = [-0.15, 0, 0.15].flatMap((shift) =>
  [0.85, 1.1].map((size): Jitter => ({ roll: 0, size, shift })),
);
/** Surer than this, the network needs no second try. */
export const SURE_PRESENCE = 0.95;
/** How far crops may disagree, in sizes of the box. */
const MAX_SPREAD = 0.05;
/**
 * How sure the network must be of a face that it sees turned less than {@link TURNED_YAW} degrees, and of one turned
 * more. Faces that it sees at all from the front score 0.97 and more, blurred, dark, small or half covered; what
 * scores less is a profile taken for a face from the front.
 */
const MIN_PRESENCE = 0.95;
const MIN_TURNED_PRESENCE = 0.8;
const TURNED_YAW = 30;
/** Centre, then the edge: its sides are the second and the fourth of five points. */
const MIRRORED_EDGE: readonly number[] = [0, 3, 2, 1, 4];
const RIGHT_EYE = 33;
const LEFT_EYE = 263;

/** The face in a detector's box: its landmarks' own box is followed, as MediaPipe does from frame to frame. */
export async function locateFace(
  source: CropSource,
  box: FaceBox,
  crops: readonly Jitter[] = JITTERS,
): Promise<LocatedFace> {
  return meanOfCrops(source, await follow(source, box, false), crops);
}

/**
 * The face in a box of which the network is not sure. Profiles hang on how they are cropped, and it can see a
 * face that is not there: other starts are followed, and the one on whose points all crops agree is taken.
 */
export async function locateHardFace(source: CropSource, box: FaceBox, first: LocatedFace): Promise<LocatedFace> {
  let best = first;
  for (const jitter of RETRIES)
    for (const mirrored of [false, true]) {
      const found = await meanOfCrops(source, await follow(source, jittered(box, jitter), mirrored), JITTERS);
      if (margin(found, source.topology) > margin(best, source.topology)) best = found;
    }
  return best;
}

/** How much surer the network is than it must be; below 0 there is no face. */
export function margin(face: LocatedFace, topology: FaceTopology): number {
  const { yaw } = headPose(face, topology);
  return face.presence - (Math.abs(yaw) > TURNED_YAW ? MIN_TURNED_PRESENCE : MIN_PRESENCE);
}

/** Degrees; yaw > 0 when the subject turns to their left. */
export function headPose(face: LocatedFace, topology: FaceTopology): { yaw: number; pitch: number; roll: number } {
  // Image axes (right, down, away) are the camera's.
  return headPoseDegrees(alignSimilarity(topology.points, face.points).rotation);
}

/** @returns the box around the landmarks after a few re-crops */
async function follow(source: CropSource, start: FaceBox, mirrored: boolean): Promise<FaceBox> {
  let box = start;
  for (let step = 0; step < TRACKING_STEPS; step++) {
    const crop = { box, size: MESH_INPUT, mirrored };
    box = boxOfLandmarks(photoPoints(source.topology, crop, await predictCrop(source, crop)));
  }
  return box;
}

/** A square around the landmarks, level with the eyes. */
export function boxOfLandmarks(points: ArrayLike<number>): FaceBox {
  const roll = Math.atan2(
    points[3 * LEFT_EYE + 1] - points[3 * RIGHT_EYE + 1],
    points[3 * LEFT_EYE] - points[3 * RIGHT_EYE],
  );
  const cos = Math.cos(roll);
  const sin = Math.sin(roll);
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < points.length; i += 3) {
    const across = cos * points[i] + sin * points[i + 1];
    const down = -sin * points[i] + cos * points[i + 1];
    low[0] = Math.min(low[0], across);
    low[1] = Math.min(low[1], down);
    high[0] = Math.max(high[0], across);
    high[1] = Math.max(high[1], down);
  }
  const u = (low[0] + high[0]) / 2;
  const v = (low[1] + high[1]) / 2;
  return {
    x: cos * u - sin * v,
    y: sin * u + cos * v,
    size: BOX_FACTOR * Math.max(high[0] - low[0], high[1] - low[1]),
    roll,
  };
}

function jittered(box: FaceBox, { roll, size, shift }: Jitter): FaceBox {
  return {
    x: box.x + shift * box.size * Math.cos(box.roll),
    y: box.y + shift * box.size * Math.sin(box.roll),
    size: size * box.size,
    roll: box.roll + (roll * Math.PI) / 180,
  };
}

interface CropResult {
  readonly points: Float64Array;
  readonly places: Float64Array;
  readonly irises: Float64Array;
  readonly presence: number;
}

function predictCrop({ mesh, pyramid }: CropSource, crop: FaceCrop): Promise<MeshPrediction> {
  return mesh.predict(cropBox(pyramid, crop));
}

/** Under which name a crop shows a point: a mirrored one under that of its counterpart. */
function shownAs({ mirror }: FaceTopology, { mirrored }: FaceCrop, l: number): number {
  return mirrored ? mirror[l] : l;
}

/** The network's points in pixels of the photograph [468, 3]. */
function photoPoints(topology: FaceTopology, crop: FaceCrop, { points: seen }: MeshPrediction): Float64Array {
  const points = new Float64Array(seen.length);
  for (let l = 0; l < points.length / 3; l++) {
    const from = 3 * shownAs(topology, crop, l);
    points.set(fromCrop(crop, seen[from], seen[from + 1]), 3 * l);
    points[3 * l + 2] = (seen[from + 2] * crop.box.size) / MESH_INPUT;
  }
  return points;
}

/** The mesh network's answer to a crop, or to its mirror image, and its correction, in pixels of the photograph. */
async function lookAtCrop(source: CropSource, crop: FaceCrop): Promise<CropResult> {
  const { correct, topology } = source;
  const seen = await predictCrop(source, crop);
  const corrected = await correct(seen);
  const places = new Float64Array(corrected.length);
  for (let l = 0; l < places.length / 2; l++) {
    const from = 2 * shownAs(topology, crop, l);
    places.set(fromCrop(crop, corrected[from], corrected[from + 1]), 2 * l);
  }
  const irises = new Float64Array(seen.irises.length);
  for (let i = 0; i < irises.length / 2; i++) {
    const from = 2 * (crop.mirrored ? mirroredIrisPoint(i) : i);
    irises.set(fromCrop(crop, seen.irises[from], seen.irises[from + 1]), 2 * i);
  }
  return { points: photoPoints(topology, crop, seen), places, irises, presence: seen.presence };
}

/** The counterpart of an iris' point: of the other eye, and left for right on its edge, which runs around. */
function mirroredIrisPoint(i: number): number {
  const [eye, point] = [Math.floor(i / IRIS_POINTS), i % IRIS_POINTS];
  return (1 - eye) * IRIS_POINTS + MIRRORED_EDGE[point];
}

/** Mean over jittered and mirrored crops, each by its presence. */
async function meanOfCrops(source: CropSource, box: FaceBox, crops: readonly Jitter[]): Promise<LocatedFace> {
  const results: CropResult[] = [];
  for (const jitter of crops)
    for (const mirrored of [false, true])
      results.push(await lookAtCrop(source, { box: jittered(box, jitter), size: MESH_INPUT, mirrored }));
  const total = results.reduce((sum, { presence }) => sum + presence, 0);
  const mean = (of: (result: CropResult) => Float64Array): Float64Array => {
    const out = new Float64Array(of(results[0]).length);
    for (const result of results)
      for (let i = 0; i < out.length; i++) out[i] += (result.presence * of(result)[i]) / total;
    return out;
  };
  const points = mean((result) => result.points);
  let squares = 0;
  for (const result of results)
    for (let i = 0; i < points.length; i++)
      squares += (result.presence * (result.points[i] - points[i]) ** 2) / (total * points.length);
  const spread = Math.sqrt(squares) / box.size;
  const agreement = Math.exp(-((spread / MAX_SPREAD) ** 2));
  const irises = mean((result) => result.irises);
  const places = mean((result) => result.places);
  return { points, places, irises, presence: (agreement * total) / results.length, spread };
}
