import type { InferenceSession } from 'onnxruntime-node';
import { headPoseDegrees } from '../../geometry/camera.ts';
import { vertexNormals } from '../../geometry/mesh.ts';
import { alignSimilarity } from '../../geometry/similarity.ts';
import type { ByteImage, LinearImage } from '../image.ts';
import { buildPyramid, cropBox, type FaceBox, fromCrop, type Pyramid } from './crop.ts';
import { detectFaces } from './detect-faces.ts';
import { type FaceTopology, loadFaceTopology } from './face-topology.ts';
import { loadNetwork, runNetwork } from './networks.ts';

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

const INPUT = 192;
const TRACKING_STEPS = 2;
/** MediaPipe's margin around the landmarks' own box. */
const BOX_FACTOR = 1.5;
/** Rolls (degrees) and sizes of the averaged crops, each also mirrored; measured to steady turned views. */
const JITTERS: readonly (readonly [number, number])[] = [
  [0, 1],
  [7, 0.9],
  [-7, 1.1],
];
const MIN_PRESENCE = 0.3;
const RIGHT_EYE = 33;
const LEFT_EYE = 263;

interface MeshResult {
  /** [468, 3] pixels of the photograph, depth in the same unit (negative: nearer). */
  readonly points: Float64Array;
  readonly presence: number;
}

export async function createLandmarkDetector(): Promise<LandmarkDetector> {
  const topology = loadFaceTopology();
  const [detector, mesh] = await Promise.all([loadNetwork('detector'), loadNetwork('mesh')]);
  return {
    async detect(image) {
      const pyramid = buildPyramid(unitImage(image));
      const faces = await detectFaces(detector, pyramid);
      const candidates: { box: FaceBox; result: MeshResult }[] = [];
      for (const face of faces.slice(0, 8)) {
        const tracked = await track(mesh, pyramid, face.box);
        if (tracked.result.presence >= MIN_PRESENCE) candidates.push(tracked);
      }
      if (candidates.length === 0) return null;
      const { width, height } = image;
      const rank = ({ box }: { box: FaceBox }): number => {
        const off = Math.hypot(box.x / width - 0.5, box.y / height - 0.5);
        return box.size * (1 - 0.5 * off);
      };
      const chosen = candidates.reduce((a, b) => (rank(b) > rank(a) ? b : a));
      const result = await averageCrops(mesh, pyramid, chosen.box, topology);
      if (result.presence < MIN_PRESENCE) return null;
      return describe(result, topology, candidates.length);
    },
  };
}

async function runMesh(mesh: InferenceSession, pyramid: Pyramid, box: FaceBox, mirrored: boolean): Promise<MeshResult> {
  const outputs = await runNetwork(mesh, cropBox(pyramid, box, INPUT, mirrored), [1, INPUT, INPUT, 3]);
  const coordinates = outputs.find((output) => output.length === 3 * 468);
  const presence = outputs.find((output) => output.length === 1);
  if (coordinates === undefined || presence === undefined) throw new Error('face mesh: unexpected outputs');
  const points = new Float64Array(3 * 468);
  for (let i = 0; i < points.length; i += 3) {
    const [x, y] = fromCrop(box, INPUT, mirrored, coordinates[i], coordinates[i + 1]);
    points.set([x, y, (coordinates[i + 2] * box.size) / INPUT], i);
  }
  return { points, presence: 1 / (1 + Math.exp(-presence[0])) };
}

/** Re-crops around the landmarks' own box, as MediaPipe does from frame to frame. */
async function track(
  mesh: InferenceSession,
  pyramid: Pyramid,
  start: FaceBox,
): Promise<{ box: FaceBox; result: MeshResult }> {
  let box = start;
  let result = await runMesh(mesh, pyramid, box, false);
  for (let step = 0; step < TRACKING_STEPS && result.presence >= MIN_PRESENCE / 3; step++) {
    box = boxOfLandmarks(result.points);
    result = await runMesh(mesh, pyramid, box, false);
  }
  return { box, result };
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

async function averageCrops(
  mesh: InferenceSession,
  pyramid: Pyramid,
  box: FaceBox,
  topology: FaceTopology,
): Promise<MeshResult> {
  const points = new Float64Array(3 * 468);
  let presence = 0;
  const count = 2 * JITTERS.length;
  for (const [degrees, size] of JITTERS) {
    const jittered = { ...box, roll: box.roll + (degrees * Math.PI) / 180, size: box.size * size };
    for (const mirrored of [false, true]) {
      const result = await runMesh(mesh, pyramid, jittered, mirrored);
      presence += result.presence / count;
      for (let l = 0; l < 468; l++) {
        const source = mirrored ? topology.mirror[l] : l;
        for (let k = 0; k < 3; k++) points[3 * l + k] += result.points[3 * source + k] / count;
      }
    }
  }
  return { points, presence };
}

function describe(result: MeshResult, topology: FaceTopology, faceCount: number): DetectedLandmarks {
  const points = new Float64Array(2 * 468);
  for (let l = 0; l < 468; l++) points.set([result.points[3 * l], result.points[3 * l + 1]], 2 * l);
  // Image axes (right, down, away) are the camera's, so the normals of the points' own mesh tell what turns away.
  const { rotation } = alignSimilarity(topology.points, result.points);
  const { normals } = vertexNormals(result.points, topology.triangles);
  const confidence = Float64Array.from({ length: 468 }, (_, l) => {
    const facing = -normals[3 * l + 2];
    return result.presence * Math.min(1, Math.max(0, (facing + 0.1) / 0.5));
  });
  return { points, confidence, presence: result.presence, headPose: headPoseDegrees(rotation), faceCount };
}

/** sRGB values in 0..1 as the networks were trained, not linear light. */
function unitImage(image: ByteImage): LinearImage {
  return { width: image.width, height: image.height, channels: 3, data: Float32Array.from(image.data, (x) => x / 255) };
}
