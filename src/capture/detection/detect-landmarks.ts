import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { LIP_POINTS } from '../../head/anatomy/lips/lip-points.ts';
import type { ByteImage } from '../../image/image.ts';
import { LID_RIMS, loadAttentionMesh } from './attention-mesh.ts';
import { type Pyramid, unitPyramid } from './crop.ts';
import { detectFaces } from './detect-faces.ts';
import { faceConfidence } from './face-confidence.ts';
import { type FaceTopology, loadFaceTopology } from './face-topology.ts';
import { type LandmarkCorrection, loadLandmarkCorrection } from './landmark-correction.ts';
import {
  type CropSource,
  headPose,
  type LocatedFace,
  locateFace,
  locateHardFace,
  SURE_PRESENCE,
} from './locate-face.ts';
import { type FaceLook, lookAtFace } from './look-at-face.ts';
import { mainFaceFirst, provenFaces } from './main-face.ts';
import { loadNetwork } from './networks.ts';

/** 468 landmarks of one face in one photograph. */
export interface DetectedLandmarks {
  /** [468, 2] pixels of the photograph */
  readonly points: Float64Array;
  /** [10, 2] pixels: MediaPipe's points 468 to 477, of each iris its centre and four points of its edge, the right eye first. */
  readonly irises: Float64Array;
  /** [32, 2] pixels: {@link LID_RIMS}, the right eye first, where the network sees them: not moved to the head's places. */
  readonly rims: Float64Array;
  /** [38, 2] pixels: {@link LIP_POINTS}, where the network sees them as well. */
  readonly lips: Float64Array;
  /** [468] 0..1: falls where the surface turns away from the camera and where crops of the face disagree. */
  readonly confidence: Float64Array;
  /** 0..1, averaged over the crops */
  readonly presence: number;
  /** 0..1: how sure the face detector is of this face; below `PERSON_CONFIDENCE` it is hardly a person's. */
  readonly detectorConfidence: number;
  /** Degrees; yaw > 0 when the subject turns to their left. */
  readonly headPose: { readonly yaw: number; readonly pitch: number; readonly roll: number };
  /** How many faces the photograph shows. */
  readonly faceCount: number;
}

export interface LandmarkDetector {
  /** The largest face near the middle; null where the photograph shows none. */
  detect(image: ByteImage): Promise<DetectedLandmarks | null>;
  /** All faces, the largest near the middle first. @param pyramid the photograph's */
  detectAll(pyramid: Pyramid): Promise<DetectedLandmarks[]>;
  /** A short look, for a choice among many pictures. */
  look(image: ByteImage): Promise<FaceLook | null>;
}

/** Faces of a photograph that are looked at, and those that are looked at again. */
const MAX_FACES = 8;
const MAX_RETRIED = 2;
/** Crops that disagree by this much (sizes of the box) halve the points' confidence; sure frontal faces have 0.003. */
const HALF_SPREAD = 0.005;

/** @param loadCorrection what moves the network's points to their places on the head */
export async function createLandmarkDetector(
  loadCorrection: () => Promise<LandmarkCorrection> = loadLandmarkCorrection,
): Promise<LandmarkDetector> {
  const topology = loadFaceTopology();
  const detector = await loadNetwork('face-detector');
  const mesh = await loadAttentionMesh();
  const correct = await loadCorrection();
  const locateAll = async (pyramid: Pyramid): Promise<LocatedFace[]> => {
    const source: CropSource = { mesh, correct, pyramid, topology };
    const boxes = (await detectFaces(detector, pyramid)).slice(0, MAX_FACES).map(({ box }) => box);
    const found: LocatedFace[] = [];
    for (const box of boxes) found.push(await locateFace(source, box));
    if (found.every(({ presence }) => presence < SURE_PRESENCE))
      for (const [i, box] of boxes.slice(0, MAX_RETRIED).entries())
        found[i] = await locateHardFace(source, box, found[i]);
    return mainFaceFirst(provenFaces(found, topology), pyramid[0]);
  };
  const described = async (pyramid: Pyramid, face: LocatedFace, faceCount: number): Promise<DetectedLandmarks> => {
    const description = describe(face, topology);
    const { headPose } = description;
    const detectorConfidence = await faceConfidence(detector, pyramid, { points: face.points, headPose });
    return { ...description, detectorConfidence, faceCount };
  };
  return {
    look: (image) => lookAtFace({ detector, mesh, topology }, image),
    async detect(image) {
      const pyramid = unitPyramid(image);
      const faces = await locateAll(pyramid);
      return faces.length === 0 ? null : described(pyramid, faces[0], faces.length);
    },
    async detectAll(pyramid) {
      const faces = await locateAll(pyramid);
      const all: DetectedLandmarks[] = [];
      for (const face of faces) all.push(await described(pyramid, face, faces.length));
      return all;
    },
  };
}

function describe(
  result: LocatedFace,
  topology: FaceTopology,
): Omit<DetectedLandmarks, 'detectorConfidence' | 'faceCount'> {
  // Image axes are the camera's, so the normals of the points' own mesh tell what turns away.
  const reliability = result.presence / (1 + (result.spread / HALF_SPREAD) ** 2);
  const { normals } = vertexNormals(result.points, topology.triangles);
  const confidence = Float64Array.from({ length: 468 }, (_, l) => {
    const facing = -normals[3 * l + 2];
    return reliability * Math.min(1, Math.max(0, (facing + 0.1) / 0.5));
  });
  const { places: points, irises, presence } = result;
  const seen = (landmarks: readonly number[]): Float64Array =>
    Float64Array.from(landmarks.flatMap((l) => [result.points[3 * l], result.points[3 * l + 1]]));
  const rims = seen([...LID_RIMS.right, ...LID_RIMS.left]);
  return { points, irises, rims, lips: seen(LIP_POINTS), confidence, presence, headPose: headPose(result, topology) };
}
