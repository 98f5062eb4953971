import type { FaceTopology } from '../../capture/detection/face-topology.ts';
import { detectLandmarks } from '../../capture/network-processes/detect-in-pool.ts';
import { type Camera, project } from '../../geometry/camera.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import { type Orbit, orbitCamera } from '../../geometry/orbit-camera.ts';
import { applySimilarity, type Similarity } from '../../geometry/similarity.ts';
import { byteImage, createLinearImage } from '../../image/image.ts';
import { directionalLight } from '../../render/light/sh-lighting.ts';
import { renderColoredMesh, weightsInTriangle } from '../../render/mesh/colored-mesh.ts';
import { composite } from '../../render/mesh/render-mesh.ts';
import type { LandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import { unbiasLandmarks } from '../evidence/landmarks/unbias-landmarks.ts';
import { faceRelief, isFaceRelief } from './face-relief.ts';

/** What one rendering of a scan told. */
export interface ScanLook {
  /** 0 where it shows no face that bulges, else presence, less the more the face is turned. */
  readonly score: number;
  /** [468, 3] in the scan's units; (0, 0, 0) where it shows no surface */
  readonly points: Float64Array;
  /** [468] 0..1 */
  readonly confidence: Float64Array;
}

/** From where a scan is looked at. */
export interface ScanCamera {
  readonly camera: Camera;
  /** Scan -> the camera's world, mm. */
  readonly frame: Similarity;
}

export function scanCamera(frame: Similarity, orbit: Orbit): ScanCamera {
  return { camera: orbitCamera(orbit), frame };
}

/** Points that a look is less sure of do not place the face. */
const MIN_CONFIDENCE = 0.3;
const CLAY = 0.55;
const BACKGROUND = 0.12;
/** In the camera's frame, from above its right shoulder: turned scans are lit alike. */
const LIGHT = [0.3, -0.6, -1] as const;

/** A scan that is rendered for the detector. */
export interface LookedAtScan {
  readonly mesh: TriangleMesh;
  readonly topology: FaceTopology;
  /** Of the detector. */
  readonly processes: number;
}

/**
 * Renders a scan as clay, detects a face in each picture and casts its landmarks back onto the surface.
 * @param bias of the detector, taken off where it is known
 */
export async function lookAtScan(
  { mesh, topology, processes }: LookedAtScan,
  places: readonly ScanCamera[],
  bias: LandmarkBias | null,
): Promise<ScanLook[]> {
  const colors = new Float64Array(mesh.positions.length).fill(CLAY);
  const views = places.map(({ camera, frame }) => {
    const positions = applySimilarity(frame, mesh.positions);
    const background = createLinearImage(camera.width, camera.height, 3);
    background.data.fill(BACKGROUND);
    const { image, zBuffer } = renderColoredMesh(
      { positions, triangles: mesh.triangles, colors },
      camera,
      lightBeside(camera),
    );
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
      weightsInTriangle(pixels, corners, [x, y], weights);
      for (let c = 0; c < 3; c++)
        for (let k = 0; k < 3; k++) points[3 * l + k] += weights[c] * mesh.positions[3 * corners[c] + k];
      confidence[l] = face.confidence[l];
    }
    const bulges = isFaceRelief(faceRelief(points, placingWeights(confidence), topology.points));
    const turned = Math.hypot(face.headPose.yaw, face.headPose.pitch) / 90;
    return { score: bulges ? face.presence * Math.max(0.1, 1 - turned) : 0, points, confidence };
  });
}

/** Confidence [L] where it is enough to place a face, else 0. */
export function placingWeights(confidence: Float64Array): Float64Array {
  return confidence.map((c) => (c >= MIN_CONFIDENCE ? c : 0));
}

/** Means of the looks' points by their confidence. */
export function meanOfLooks(looks: readonly ScanLook[]): Pick<ScanLook, 'points' | 'confidence'> {
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

function lightBeside({ rotation: r }: Camera): Float64Array {
  const [x, y, z] = LIGHT;
  const inWorld = [0, 1, 2].map((k) => r[k] * x + r[3 + k] * y + r[6 + k] * z) as [number, number, number];
  return directionalLight(inWorld, [0.75, 0.75, 0.75], [0.3, 0.3, 0.3]);
}
