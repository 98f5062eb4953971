import { detectLandmarks } from '../../capture/detection/detector-pool.ts';
import { type FaceTopology, loadFaceTopology } from '../../capture/detection/face-topology.ts';
import { byteImage, createLinearImage } from '../../capture/image.ts';
import { AsmFitError } from '../../errors.ts';
import { type Camera, project } from '../../geometry/camera.ts';
import type { TriangleMesh } from '../../geometry/parse-obj.ts';
import { alignSimilarity, applySimilarity, restSimilarity, type Similarity } from '../../geometry/similarity.ts';
import type { LandmarkBias } from '../../head/landmark-bias.ts';
import { renderColoredMesh, weightsInTriangle } from '../../render/colored-mesh.ts';
import { type Orbit, orbitCamera } from '../../render/orbit-camera.ts';
import { composite } from '../../render/render-mesh.ts';
import { directionalLight } from '../../render/sh-lighting.ts';
import { unbiasLandmarks } from '../unbias-landmarks.ts';

/** MediaPipe's landmarks on a scan. */
export interface ScanLandmarks {
  /** [468, 3] in the scan's units; (0, 0, 0) where no view shows the point */
  readonly points: Float64Array;
  /** [468] 0..1 */
  readonly confidence: Float64Array;
  /** Scan -> a head's frame in mm, as the landmarks say: y up, the face along +z. */
  readonly toHead: Similarity;
}

/** The scan is taken to be about a head's size for the search, mm. */
const SEARCH_RADIUS_MM = 140;
const SEARCH_SIZE = { distanceMm: 900, heightMm: 380, pixels: 384 };
const SIZE = { distanceMm: 900, heightMm: 280, pixels: 768 };
/** Ways a face may look in the scan's frame: yaw and pitch of the camera about its centre, and its roll, quarter turns. */
const SEARCH: readonly (readonly [yaw: number, pitch: number, roll: number])[] = [0, 2].flatMap((roll) =>
  [
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
    [0, 1],
    [0, 3],
  ].map(([yaw, pitch]): [number, number, number] => [yaw, pitch, roll]),
);
/** Degrees of yaw and pitch about the front from which a found face is looked at again. */
const LOOKS: readonly (readonly [yaw: number, pitch: number])[] = [
  [0, 0],
  [-25, 0],
  [25, 0],
  [0, -12],
  [0, 12],
];
const MIN_CONFIDENCE = 0.3;
const SURE_SCORE = 0.7;

/**
 * Landmarks of a scan that brings none: its face is looked for from all sides in renderings, detected, looked at again
 * from its front, and the points are cast back onto the surface.
 * @param bias of the detector, taken off where it is known
 * @throws {AsmFitError} no_face: no rendering shows one
 */
export async function findScanLandmarks(
  mesh: TriangleMesh,
  bias: LandmarkBias | null,
  processes: number,
): Promise<ScanLandmarks> {
  const topology = loadFaceTopology();
  const start = searchFrame(mesh.positions);
  const search = (ways: typeof SEARCH) =>
    look(
      mesh,
      ways.map(([yaw, pitch, roll]) =>
        placed(start, { yaw: 90 * yaw, pitch: 90 * pitch, roll: 90 * roll, ...SEARCH_SIZE }),
      ),
      processes,
    );
  // Most scans stand upright and look along z.
  const [upright] = await search(SEARCH.slice(0, 1));
  const found = upright.score >= SURE_SCORE ? [upright] : [upright, ...(await search(SEARCH.slice(1)))];
  const best = found.reduce<Look | null>((a, b) => (b.score > (a?.score ?? 0) ? b : a), null);
  if (best === null)
    throw new AsmFitError(
      'no_face',
      'scan: its landmarks are not given, so that its renderings must show a face; received none that does, from six sides',
      'pass --scan-landmarks (docs/evaluation.md)',
    );
  const toHead = headFrame(topology, [best]);
  const looks = await look(
    mesh,
    LOOKS.map(([yaw, pitch]) => placed(toHead, { yaw, pitch, ...SIZE })),
    processes,
    bias,
  );
  const seen = looks.filter(({ score }) => score > 0);
  if (seen.length === 0) return { ...merged([best]), toHead };
  return { ...merged(seen), toHead: headFrame(topology, seen) };
}

/** What one rendering told. */
interface Look {
  /** 0 where it shows no face, else presence, less the more the face is turned. */
  readonly score: number;
  /** [468, 3] in the scan's units */
  readonly points: Float64Array;
  /** [468] */
  readonly confidence: Float64Array;
}

interface PlacedCamera {
  readonly camera: Camera;
  /** Scan -> the camera's world, mm. */
  readonly frame: Similarity;
}

function placed(frame: Similarity, orbit: Orbit): PlacedCamera {
  return { camera: orbitCamera(orbit), frame };
}

const CLAY = 0.55;
const BACKGROUND = 0.12;

async function look(
  mesh: TriangleMesh,
  places: readonly PlacedCamera[],
  processes: number,
  bias: LandmarkBias | null = null,
): Promise<Look[]> {
  const colors = new Float64Array(mesh.positions.length).fill(CLAY);
  const light = directionalLight([0.3, 0.6, 1], [0.75, 0.75, 0.75], [0.3, 0.3, 0.3]);
  const views = places.map(({ camera, frame }) => {
    const positions = applySimilarity(frame, mesh.positions);
    const background = createLinearImage(camera.width, camera.height, 3);
    background.data.fill(BACKGROUND);
    const { image, zBuffer } = renderColoredMesh({ positions, triangles: mesh.triangles, colors }, camera, light);
    return { picture: byteImage(composite(image, background)), positions, zBuffer };
  });
  const found = await detectLandmarks(
    views.map(({ picture }) => picture),
    processes,
    () => {},
  );
  return found.map((face, v) => {
    const { camera } = places[v];
    const points = new Float64Array(3 * 468);
    const confidence = new Float64Array(468);
    if (face === null) return { score: 0, points, confidence };
    const { points: marks } = bias === null ? face : unbiasLandmarks(face, camera, bias);
    const { positions, zBuffer } = views[v];
    const pixels = project(camera, positions);
    const weights = new Float64Array(3);
    for (let l = 0; l < 468; l++) {
      const [x, y] = marks.subarray(2 * l, 2 * l + 2);
      if (!(x >= 0 && y >= 0 && x < camera.width && y < camera.height)) continue;
      const t = zBuffer.triangle[Math.floor(y) * camera.width + Math.floor(x)];
      if (t >= mesh.triangles.length / 3) continue;
      const corners = mesh.triangles.subarray(3 * t, 3 * t + 3);
      weightsInTriangle(pixels, corners, x, y, weights);
      for (let c = 0; c < 3; c++)
        for (let k = 0; k < 3; k++) points[3 * l + k] += weights[c] * mesh.positions[3 * corners[c] + k];
      confidence[l] = face.confidence[l];
    }
    const turned = Math.hypot(face.headPose.yaw, face.headPose.pitch) / 90;
    return { score: face.presence * Math.max(0.1, 1 - turned), points, confidence };
  });
}

/** A frame in which any scan is about a head's size, its axes kept. */
function searchFrame(positions: ArrayLike<number>): Similarity {
  const low = [0, 1, 2].map((k) => quantile(positions, k, 0.02));
  const high = [0, 1, 2].map((k) => quantile(positions, k, 0.98));
  const radius = Math.hypot(...low.map((x, k) => high[k] - x)) / 2;
  const scale = SEARCH_RADIUS_MM / (radius || 1);
  const translation = Float64Array.from(low, (x, k) => (-scale * (x + high[k])) / 2);
  return { ...restSimilarity(), scale, translation };
}

function quantile(positions: ArrayLike<number>, axis: number, q: number): number {
  const sorted = Float64Array.from({ length: positions.length / 3 }, (_, v) => positions[3 * v + axis]).sort();
  return sorted[Math.floor(q * (sorted.length - 1))];
}

/** Scan -> the canonical face's frame, by the points that the looks are sure of. */
function headFrame(topology: FaceTopology, looks: readonly Look[]): Similarity {
  const { points, confidence } = merged(looks);
  return alignSimilarity(
    points,
    topology.points,
    'similarity',
    confidence.map((c) => (c >= MIN_CONFIDENCE ? c : 0)),
  );
}

/** Means of the looks' points by their confidence. */
function merged(looks: readonly Look[]): Pick<ScanLandmarks, 'points' | 'confidence'> {
  const points = new Float64Array(3 * 468);
  const confidence = new Float64Array(468);
  for (let l = 0; l < 468; l++) {
    let total = 0;
    for (const look of looks) {
      total += look.confidence[l];
      confidence[l] = Math.max(confidence[l], look.confidence[l]);
      for (let k = 0; k < 3; k++) points[3 * l + k] += look.confidence[l] * look.points[3 * l + k];
    }
    if (total > 0) for (let k = 0; k < 3; k++) points[3 * l + k] /= total;
  }
  return { points, confidence };
}
