import type { ByteImage } from '../../image/image.ts';
import type { Network } from '../../onnx/open-network.ts';
import type { AttentionMesh } from './attention-mesh.ts';
import { unitPyramid } from './crop.ts';
import { detectFaces, LOOKED_TILES } from './detect-faces.ts';
import { faceConfidence } from './face-confidence.ts';
import { type FaceMoment, faceMoment } from './face-moment.ts';
import { faceSharpness } from './face-sharpness.ts';
import type { FaceTopology } from './face-topology.ts';
import { uncorrected } from './landmark-correction.ts';
import { boxOfLandmarks, headPose, LOOKED_CROPS, type LocatedFace, locateFace } from './locate-face.ts';
import { mainFaceFirst, provenFaces } from './main-face.ts';

/** What a short look at a picture says of the face that it shows. */
export interface FaceLook {
  /** Degrees; yaw > 0 when the subject turns to their left. */
  readonly headPose: { readonly yaw: number; readonly pitch: number; readonly roll: number };
  /** Of the box around the landmarks, pixels of the picture. */
  readonly size: number;
  /** As {@link faceSharpness} has it. */
  readonly sharpness: number;
  /** What the face does. */
  readonly moment: FaceMoment;
  /** 0..1: how sure the face detector is that it is a person's. */
  readonly detectorConfidence: number;
  /** Size of the largest other face over this one's; 0 where there is none. */
  readonly otherFace: number;
}

/** What looks. */
export interface FaceLooker {
  readonly detector: Network;
  readonly mesh: AttentionMesh;
  readonly topology: FaceTopology;
}

const MAX_FACES = 4;

/**
 * The face of a picture, for a choice among many: a quarter of the work of `LandmarkDetector.detect`, which averages more
 * crops and searches on where it is not sure.
 * @returns null where the picture shows no face for sure
 */
export async function lookAtFace({ detector, mesh, topology }: FaceLooker, image: ByteImage): Promise<FaceLook | null> {
  const pyramid = unitPyramid(image);
  const boxes = (await detectFaces(detector, pyramid, LOOKED_TILES)).slice(0, MAX_FACES).map(({ box }) => box);
  const source = { mesh, correct: uncorrected, pyramid, topology };
  const found: LocatedFace[] = [];
  for (const box of boxes) found.push(await locateFace(source, box, LOOKED_CROPS));
  const [face, ...beside] = mainFaceFirst(provenFaces(found, topology), image);
  if (face === undefined) return null;
  const pose = headPose(face, topology);
  const box = boxOfLandmarks(face.points);
  const others = beside.map(({ points }) => boxOfLandmarks(points).size);
  return {
    headPose: pose,
    size: box.size,
    sharpness: faceSharpness(pyramid, box),
    moment: faceMoment(face.points, face.irises),
    detectorConfidence: await faceConfidence(detector, pyramid, { points: face.points, headPose: pose }),
    otherFace: Math.max(0, ...others) / box.size,
  };
}
