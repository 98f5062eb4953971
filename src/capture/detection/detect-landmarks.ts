import { headPoseDegrees } from '../../geometry/camera.ts';
import { vertexNormals } from '../../geometry/mesh.ts';
import { alignSimilarity } from '../../geometry/similarity.ts';
import type { ByteImage, LinearImage } from '../image.ts';
import { type AttentionMesh, loadAttentionMesh, MESH_INPUT } from './attention-mesh.ts';
import { buildPyramid, cropBox, type FaceBox, fromCrop, type Pyramid } from './crop.ts';
import { detectFaces, MAX_OVERLAP, overlap } from './detect-faces.ts';
import { type FaceTopology, loadFaceTopology } from './face-topology.ts';
import { loadGraph, loadNetwork } from './networks.ts';

/** 468 landmarks of one face in one photograph. */
export interface DetectedLandmarks {
  /** [468, 2] pixels of the photograph */
  readonly points: Float64Array;
  /** [468] 0..1: falls where the surface turns away from the camera and with the network's presence. */
  readonly confidence: Float64Array;
  /** 0..1, averaged over the crops */
  readonly presence: number;
  /** Degrees; yaw > 0 when the subject turns to their left. */
  readonly headPose: { readonly yaw: number; readonly pitch: number; readonly roll: number };
  /** How many faces the photograph shows. */
  readonly faceCount: number;
}

export interface LandmarkDetector {
  /** Null where the photograph shows no face. */
  detect(image: ByteImage): Promise<DetectedLandmarks | null>;
}

const TRACKING_STEPS = 2;
/** MediaPipe's margin around the landmarks' own box. */
const BOX_FACTOR = 1.5;
/** Rolls (degrees) and sizes of the averaged crops, each also mirrored; measured to steady turned views. */
const JITTERS: readonly (readonly [number, number])[] = [
  [0, 1],
  [7, 0.9],
  [-7, 1.1],
];
/**
 * How sure the network must be of a face that it sees turned less than {@link TURNED_YAW} degrees, and of one turned
 * more. Faces that it sees at all from the front score 0.97 and more, blurred, dark, small or half covered; what
 * scores less is a profile taken for a face from the front.
 */
const MIN_PRESENCE = 0.95;
const MIN_TURNED_PRESENCE = 0.8;
const TURNED_YAW = 45;
/** Faces of a photograph that are looked at, and those that are looked at again. */
const MAX_FACES = 8;
const MAX_RETRIED = 2;
const RIGHT_EYE = 33;
const LEFT_EYE = 263;

/** Surer than this, the network needs no second try. */
const SURE_PRESENCE = 0.95;
/** Shifts across and sizes of the boxes that are tried else, in sizes of the first box. */
const RETRIES: readonly (readonly [number, number])[] = [-0.15, 0, 0.15].flatMap((shift) =>
  [0.85, 1.1].map((size): readonly [number, number] => [shift, size]),
);
/** How far crops may disagree, in sizes of the box. */
const MAX_SPREAD = 0.05;

interface MeshResult {
  /** [468, 3] pixels of the photograph, depth in the same unit (negative: nearer). */
  readonly points: Float64Array;
  readonly presence: number;
}

export async function createLandmarkDetector(): Promise<LandmarkDetector> {
  const topology = loadFaceTopology();
  const detector = await loadNetwork('detector', loadGraph('detector'));
  const mesh = await loadAttentionMesh();
  return {
    async detect(image) {
      const pyramid = buildPyramid(unitImage(image));
      const boxes = (await detectFaces(detector, pyramid)).slice(0, MAX_FACES).map(({ box }) => box);
      const found: MeshResult[] = [];
      for (const box of boxes)
        found.push(await averageCrops(mesh, pyramid, await follow(mesh, pyramid, box, false), topology));
      if (found.every(({ presence }) => presence < SURE_PRESENCE))
        for (const [i, box] of boxes.slice(0, MAX_RETRIED).entries())
          found[i] = await retry(mesh, pyramid, box, topology, found[i]);
      const faces = distinct(found.filter((result) => margin(result, topology) >= 0));
      if (faces.length === 0) return null;
      const rank = ({ points }: MeshResult): number => {
        const box = boxOfLandmarks(points);
        const off = Math.hypot(box.x / image.width - 0.5, box.y / image.height - 0.5);
        return box.size * (1 - 0.5 * off);
      };
      const chosen = faces.reduce((a, b) => (rank(b) > rank(a) ? b : a));
      return describe(chosen, topology, faces.length);
    },
  };
}

/** The surest of results that lie on one face. */
function distinct(results: readonly MeshResult[]): MeshResult[] {
  const kept: MeshResult[] = [];
  for (const result of [...results].sort((a, b) => b.presence - a.presence)) {
    const box = boxOfLandmarks(result.points);
    if (kept.every((other) => overlap(box, boxOfLandmarks(other.points)) < MAX_OVERLAP)) kept.push(result);
  }
  return kept;
}

async function runMesh(mesh: AttentionMesh, pyramid: Pyramid, box: FaceBox, mirrored: boolean): Promise<MeshResult> {
  const { points, presence } = await mesh.predict(cropBox(pyramid, box, MESH_INPUT, mirrored));
  for (let i = 0; i < points.length; i += 3) {
    points.set(fromCrop(box, MESH_INPUT, mirrored, points[i], points[i + 1]), i);
    points[i + 2] *= box.size / MESH_INPUT;
  }
  return { points, presence };
}

/**
 * The face in a box of which the network is not sure. Profiles hang on how they are cropped, and it can see a
 * face that is not there: other starts are followed, and the one on whose points all crops agree is taken.
 */
async function retry(
  mesh: AttentionMesh,
  pyramid: Pyramid,
  box: FaceBox,
  topology: FaceTopology,
  first: MeshResult,
): Promise<MeshResult> {
  let best = first;
  for (const [shift, size] of RETRIES)
    for (const mirrored of [false, true]) {
      const start = {
        ...box,
        x: box.x + shift * box.size * Math.cos(box.roll),
        y: box.y + shift * box.size * Math.sin(box.roll),
        size: size * box.size,
      };
      const found = await averageCrops(mesh, pyramid, await follow(mesh, pyramid, start, mirrored), topology);
      if (margin(found, topology) > margin(best, topology)) best = found;
    }
  return best;
}

/** How much surer the network is than it must be. */
function margin(result: MeshResult, topology: FaceTopology): number {
  const { yaw } = poseOf(result, topology);
  return result.presence - (Math.abs(yaw) > TURNED_YAW ? MIN_TURNED_PRESENCE : MIN_PRESENCE);
}

function poseOf(result: MeshResult, topology: FaceTopology): DetectedLandmarks['headPose'] {
  // Image axes (right, down, away) are the camera's.
  return headPoseDegrees(alignSimilarity(topology.points, result.points).rotation);
}

/** Re-crops around the landmarks' own box, as MediaPipe does from frame to frame. @returns the last box */
async function follow(mesh: AttentionMesh, pyramid: Pyramid, start: FaceBox, mirrored: boolean): Promise<FaceBox> {
  let box = start;
  for (let step = 0; step < TRACKING_STEPS; step++)
    box = boxOfLandmarks((await runMesh(mesh, pyramid, box, mirrored)).points);
  return box;
}

function boxOfLandmarks(points: ArrayLike<number>): FaceBox {
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

/** Mean over jittered and mirrored crops, each by its presence; the mean presence falls as far as they disagree. */
async function averageCrops(
  mesh: AttentionMesh,
  pyramid: Pyramid,
  box: FaceBox,
  topology: FaceTopology,
): Promise<MeshResult> {
  const results: MeshResult[] = [];
  for (const [degrees, size] of JITTERS) {
    const jittered = { ...box, roll: box.roll + (degrees * Math.PI) / 180, size: box.size * size };
    for (const mirrored of [false, true]) {
      const { points, presence } = await runMesh(mesh, pyramid, jittered, mirrored);
      results.push({ points: mirrored ? mirrorPoints(points, topology.mirror) : points, presence });
    }
  }
  const total = results.reduce((sum, { presence }) => sum + presence, 0);
  const points = new Float64Array(3 * 468);
  for (const result of results)
    for (let i = 0; i < points.length; i++) points[i] += (result.presence * result.points[i]) / total;
  let spread = 0;
  for (const result of results)
    for (let i = 0; i < points.length; i++)
      spread += (result.presence * (result.points[i] - points[i]) ** 2) / (total * points.length);
  const agreement = Math.exp(-spread / (MAX_SPREAD * box.size) ** 2);
  return { points, presence: (agreement * total) / results.length };
}

/** A mirrored crop's points under their own names. */
function mirrorPoints(points: Float64Array, mirror: Uint32Array): Float64Array {
  return points.map((_, i) => points[3 * mirror[Math.floor(i / 3)] + (i % 3)]);
}

function describe(result: MeshResult, topology: FaceTopology, faceCount: number): DetectedLandmarks {
  const points = new Float64Array(2 * 468);
  for (let l = 0; l < 468; l++) points.set([result.points[3 * l], result.points[3 * l + 1]], 2 * l);
  // Image axes are the camera's, so the normals of the points' own mesh tell what turns away.
  const { normals } = vertexNormals(result.points, topology.triangles);
  const confidence = Float64Array.from({ length: 468 }, (_, l) => {
    const facing = -normals[3 * l + 2];
    return result.presence * Math.min(1, Math.max(0, (facing + 0.1) / 0.5));
  });
  return { points, confidence, presence: result.presence, headPose: poseOf(result, topology), faceCount };
}

/** sRGB values in 0..1 as the networks were trained, not linear light. */
function unitImage(image: ByteImage): LinearImage {
  return { width: image.width, height: image.height, channels: 3, data: Float32Array.from(image.data, (x) => x / 255) };
}
