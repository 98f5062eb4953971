import type { Network } from '../../onnx/open-network.ts';
import { cropBox, type FaceCrop, type Pyramid } from './crop.ts';
import { ANCHORS, type AnchorOutputs, anchorOutputs, anchorPoint, DETECTOR_INPUT, logistic } from './detect-faces.ts';
import { boxOfLandmarks } from './locate-face.ts';

/** Sizes of the landmarks' box that crops take in: the face fills the first, and stands free in the last. */
const SIZES = [1.4, 2, 3] as const;
/** The detector's keypoints in its own order, by the landmarks between which they lie: eyes, nose, mouth. */
const KEYPOINTS: readonly (readonly number[])[] = [[33, 133], [263, 362], [4], [13, 14]];
/** Where each keypoint stands in an anchor's raw box, and its counterpart in the mirror image. */
const RAW_AT = [4, 6, 8, 10] as const;
const MIRRORED_RAW_AT = [6, 4, 8, 10] as const;
/** Anchors whose boxes' centres lie farther from the landmarks' box's speak of another face; sizes of that box. */
const NEAR = 0.3;
/** Half of the middle of the landmarks' box whose values are levelled by, sizes of it. */
const MIDDLE = 0.33;
/** Deviation of levelled values around 0.5, as in well lit photographs. */
const LEVELLED_DEVIATION = 0.2;

/** Rms distance of keypoints from the landmarks, sizes of the box, up to which they agree: persons' from the front have 0.02. */
const AGREEMENT = 0.02;
/** What a disagreement of one size of the box takes from the logit of a face from the front. */
const DISAGREEMENT_WEIGHT = 30;
/** Degrees of turn from which on keypoints say nothing: turned faces' are vague for both networks. */
const VAGUE_TURN = 40;

/** A face that the mesh network has found. */
export interface FoundMesh {
  /** [468, 3] pixels of the photograph */
  readonly points: ArrayLike<number>;
  /** Degrees */
  readonly headPose: { readonly yaw: number; readonly pitch: number };
}

/**
 * How sure the face detector is of a face that the mesh network has found, when it looks at it again from near by: its score in
 * the search hangs on the face's size, on its place in the detector's grid and on the light. Where its eyes, nose and mouth
 * are not those of the mesh network, one of the two sees a face that is not there.
 *   confidence = logistic(mean over crops of the best logit - w max(0, 1 - turn / 40) max(0, rms distance - 0.02)), w = 30
 * @returns 0..1
 */
export async function faceConfidence(
  network: Network,
  pyramid: Pyramid,
  { points, headPose }: FoundMesh,
): Promise<number> {
  const box = boxOfLandmarks(points);
  let logits = 0;
  let squares = 0;
  let count = 0;
  for (const size of SIZES)
    for (const mirrored of [false, true]) {
      const crop = { box: { ...box, size: size * box.size }, size: DETECTOR_INPUT, mirrored };
      const pixels = cropBox(pyramid, crop);
      const plain = bestNear(await anchorOutputs(network, pixels), crop, NEAR * box.size);
      const lit = bestNear(await anchorOutputs(network, levelled(pixels, MIDDLE / size)), crop, NEAR * box.size);
      const look = lit.logit > plain.logit ? lit : plain;
      logits += look.logit;
      squares += meanSquare(look, crop, points) / box.size ** 2;
      count++;
    }
  const frontal = Math.max(0, 1 - Math.hypot(headPose.yaw, headPose.pitch) / VAGUE_TURN);
  const disagreement = Math.max(0, Math.sqrt(squares / count) - AGREEMENT);
  return logistic(logits / count - DISAGREEMENT_WEIGHT * frontal * disagreement);
}

/** Mean square of the coordinates' differences between an anchor's keypoints and the landmarks', pixels of the photograph. */
function meanSquare({ anchor, raw }: Look, crop: FaceCrop, points: ArrayLike<number>): number {
  const at = crop.mirrored ? MIRRORED_RAW_AT : RAW_AT;
  let squares = 0;
  for (const [k, landmarks] of KEYPOINTS.entries()) {
    const seen = anchorPoint(crop, anchor, raw, at[k]);
    for (const c of [0, 1] as const) {
      const wanted = landmarks.reduce((sum, l) => sum + points[3 * l + c], 0) / landmarks.length;
      squares += (seen[c] - wanted) ** 2;
    }
  }
  return squares / (2 * KEYPOINTS.length);
}

/** An anchor's answer. */
interface Look {
  readonly logit: number;
  readonly anchor: readonly [number, number];
  readonly raw: Float32Array;
}

/** The surest anchor of those whose box has its centre near the crop's. @param near pixels of the photograph */
function bestNear({ boxes, logits }: AnchorOutputs, crop: FaceCrop, near: number): Look {
  let best: Look = { logit: Number.NEGATIVE_INFINITY, anchor: ANCHORS[0], raw: boxes.subarray(0, 16) };
  ANCHORS.forEach((anchor, a) => {
    if (logits[a] <= best.logit) return;
    const raw = boxes.subarray(16 * a, 16 * a + 16);
    const [x, y] = anchorPoint(crop, anchor, raw, 0);
    if (Math.hypot(x - crop.box.x, y - crop.box.y) < near) best = { logit: logits[a], anchor, raw };
  });
  return best;
}

/**
 * A crop whose channels have the same mean and deviation in its middle, whatever the light.
 * @param middle half of the middle's side, sizes of the crop
 */
function levelled(pixels: Float32Array, middle: number): Float32Array {
  const low = Math.round((0.5 - middle) * DETECTOR_INPUT);
  const high = DETECTOR_INPUT - low;
  const out = new Float32Array(pixels.length);
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    let squares = 0;
    for (let y = low; y < high; y++)
      for (let x = low; x < high; x++) {
        const value = pixels[3 * (DETECTOR_INPUT * y + x) + c];
        sum += value;
        squares += value * value;
      }
    const mean = sum / (high - low) ** 2;
    const deviation = Math.sqrt(Math.max(0, squares / (high - low) ** 2 - mean * mean));
    const gain = LEVELLED_DEVIATION / Math.max(deviation, 0.01);
    for (let i = c; i < out.length; i += 3) out[i] = Math.min(1, Math.max(0, 0.5 + gain * (pixels[i] - mean)));
  }
  return out;
}
