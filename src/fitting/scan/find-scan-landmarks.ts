import { type FaceTopology, loadFaceTopology } from '../../capture/detection/face-topology.ts';
import { AsmFitError } from '../../errors.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import { alignSimilarity, applySimilarity, restSimilarity, type Similarity } from '../../geometry/similarity.ts';
import type { LandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import { type LookedAtScan, lookAtScan, meanOfLooks, placingWeights, type ScanLook, scanCamera } from './scan-looks.ts';

/** MediaPipe's landmarks on a scan. */
export interface ScanLandmarks {
  /** [468, 3] in the scan's units; (0, 0, 0) where no view shows the point */
  readonly points: Float64Array;
  /** [468] 0..1 */
  readonly confidence: Float64Array;
  /** Scan -> a head's frame in mm, as the landmarks say: y up, the face along +z. */
  readonly toHead: Similarity;
}

/** What lies within a scan's own radius is taken to be about a head's size for the search, mm. */
const SEARCH_RADIUS_MM = 110;
const RADIUS_SHARE = 0.95;
const SEARCH_SIZE = { distanceMm: 900, heightMm: 380, pixels: 384 };
const SIZE = { distanceMm: 900, heightMm: 280, pixels: 768 };
type Way = readonly [yaw: number, pitch: number, roll: number];
/** Yaw of a cube's corners, whose pitch is 45 degrees. */
const CORNER_YAW = 35.26;
/**
 * Degrees of yaw, pitch and roll of the camera about the scan's centre, round by round until a face is sure: as most scans
 * stand, as programs with other axes leave them, along the rest of the axes, between them. The detector itself turns its
 * picture to both sides, not upside down.
 */
const ROUNDS: readonly (readonly Way[])[] = [
  [[0, 0, 0]],
  [
    [180, 0, 0],
    [180, 0, 180],
    [0, 90, 0],
    [0, 270, 0],
  ],
  [
    [0, 0, 180],
    [90, 0, 0],
    [270, 0, 0],
    [90, 0, 180],
    [270, 0, 180],
    [0, 90, 180],
    [0, 270, 180],
  ],
  [CORNER_YAW, 180 - CORNER_YAW, 180 + CORNER_YAW, -CORNER_YAW].flatMap((yaw) =>
    [-45, 45].flatMap((pitch) => [0, 180].map((roll): Way => [yaw, pitch, roll])),
  ),
];
/** Degrees of yaw and pitch about the front from which a found face is looked at again. */
const LOOKS: readonly (readonly [yaw: number, pitch: number])[] = [
  [0, 0],
  [-25, 0],
  [25, 0],
  [0, -12],
  [0, 12],
];
/** From its own front, a face scores 0.9 and more. */
const SURE_SCORE = 0.7;
/** A face's frame is settled when its own looks move the landmarks in it less, mm rms. */
const SETTLED_MM = 0.3;
const MAX_REFINEMENTS = 5;

/**
 * Landmarks of a scan that brings none: its face is looked for from all sides in renderings, detected, looked at again
 * from its front until the frame that it is looked at from stays, and the points are cast back onto the surface. However
 * the scan is turned and wound, they are the same; a shell's inside is no face.
 * @param bias of the detector, taken off where it is known
 * @throws {AsmFitError} no_face: no rendering shows one
 */
export async function findScanLandmarks(
  mesh: TriangleMesh,
  bias: LandmarkBias | null,
  processes: number,
): Promise<ScanLandmarks> {
  const scan: LookedAtScan = { mesh, topology: loadFaceTopology(), processes };
  const start = searchFrame(mesh);
  let best: RefinedLandmarks | null = null;
  for (const ways of ROUNDS) {
    const places = ways.map(([yaw, pitch, roll]) => scanCamera(start, { yaw, pitch, roll, ...SEARCH_SIZE }));
    const looks = await lookAtScan(scan, places, null);
    for (const look of looks.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)) {
      const found = await refine(scan, look, bias);
      if (found !== null && found.score > (best?.score ?? 0)) best = found;
      if (best !== null && best.score >= SURE_SCORE) return best.landmarks;
    }
  }
  if (best !== null) return best.landmarks;
  throw new AsmFitError(
    'no_face',
    `scan: its landmarks are not given, so that its renderings must show a face that bulges; received none that does, from ${ROUNDS.flat().length} sides`,
    'pass --scan-landmarks (docs/evaluation.md)',
  );
}

interface RefinedLandmarks {
  readonly landmarks: ScanLandmarks;
  /** Of the face's own front. */
  readonly score: number;
}

/** A face looked at from its own front until its frame stays; null where its front shows none. */
async function refine(
  scan: LookedAtScan,
  first: ScanLook,
  bias: LandmarkBias | null,
): Promise<RefinedLandmarks | null> {
  const { topology } = scan;
  let toHead = headFrame(topology, first);
  // One look is enough to find the front.
  for (let round = 0; ; round++) {
    const ways = round === 0 ? LOOKS.slice(0, 1) : LOOKS;
    const places = ways.map(([yaw, pitch]) => scanCamera(toHead, { yaw, pitch, ...SIZE }));
    const looks = await lookAtScan(scan, places, bias);
    if (looks[0].score === 0) return null;
    const points = meanOfLooks(looks.filter(({ score }) => score > 0));
    const next = headFrame(topology, points);
    if (round > 0 && (round >= MAX_REFINEMENTS || moveOf(points, toHead, next) < SETTLED_MM))
      return { landmarks: { ...points, toHead: next }, score: looks[0].score };
    toHead = next;
  }
}

/** Scan -> the canonical face's frame, by the points that are sure. */
function headFrame(
  topology: FaceTopology,
  { points, confidence }: Pick<ScanLandmarks, 'points' | 'confidence'>,
): Similarity {
  return alignSimilarity(points, topology.points, 'similarity', placingWeights(confidence));
}

/** How far apart two frames put a face's landmarks, rms. */
function moveOf(
  { points, confidence }: Pick<ScanLandmarks, 'points' | 'confidence'>,
  a: Similarity,
  b: Similarity,
): number {
  const [here, there] = [applySimilarity(a, points), applySimilarity(b, points)];
  const weights = placingWeights(confidence);
  let square = 0;
  for (let i = 0; i < here.length; i++) square += weights[Math.floor(i / 3)] * (here[i] - there[i]) ** 2;
  return Math.sqrt(square / weights.reduce((sum, w) => sum + w, 0));
}

/** A frame in which any scan is about a head's size, its axes kept: about its vertices' mean, as no turn changes. */
function searchFrame({ positions, triangles }: TriangleMesh): Similarity {
  // Vertices without a triangle may be anything.
  const used = Array.from(new Set(triangles));
  const centre = [0, 1, 2].map((k) => used.reduce((sum, v) => sum + positions[3 * v + k], 0) / used.length);
  const distances = Float64Array.from(used, (v) =>
    Math.hypot(...centre.map((c, k) => positions[3 * v + k] - c)),
  ).sort();
  const scale = SEARCH_RADIUS_MM / (distances[Math.floor(RADIUS_SHARE * (distances.length - 1))] || 1);
  return { ...restSimilarity(), scale, translation: Float64Array.from(centre, (c) => -scale * c) };
}
