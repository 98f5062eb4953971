import type { Network } from '../../onnx/open-network.ts';
import { cropBox, type FaceBox, type FaceCrop, fromCrop, type Pyramid } from './crop.ts';
import { runNetwork } from './networks.ts';

/** A face found by BlazeFace: its box for the mesh network and how sure the detector is. */
export interface DetectedFace {
  readonly box: FaceBox;
  /** 0..1 */
  readonly score: number;
}

/** Side of the picture that BlazeFace looks at. */
export const DETECTOR_INPUT = 128;
const MIN_SCORE = 0.5;
/** Boxes that overlap more lie on one face. */
const MAX_OVERLAP = 0.3;
/** MediaPipe enlarges the detector's box by this much for the mesh network. */
const BOX_FACTOR = 1.5;

/** Anchor centres in 0..1: a 16 x 16 grid with two each, an 8 x 8 grid with six each. */
export const ANCHORS: readonly (readonly [number, number])[] = [
  [16, 2],
  [8, 6],
].flatMap(([grid, repeat]) =>
  Array.from({ length: grid * grid * repeat }, (_, i): [number, number] => {
    const cell = Math.floor(i / repeat);
    return [((cell % grid) + 0.5) / grid, (Math.floor(cell / grid) + 0.5) / grid];
  }),
);

/** Tiles along the longer side by which ever smaller faces are looked for. */
const ALL_TILES: readonly number[] = [2, 4, 6];
/** Those of a short look: what is smaller than a fifteenth of the picture tells little of a head. */
export const LOOKED_TILES: readonly number[] = [2];

/**
 * Finds faces at every size and roll: the whole picture, a padded one (the face fills most of it),
 * both turned by +-90 degrees, then ever smaller tiles (small faces), each only where all before are unsure.
 */
export async function detectFaces(
  network: Network,
  pyramid: Pyramid,
  tiling: readonly number[] = ALL_TILES,
): Promise<DetectedFace[]> {
  const { width, height } = pyramid[0];
  const side = Math.max(width, height);
  const whole = (factor: number, roll: number): FaceBox => ({ x: width / 2, y: height / 2, size: factor * side, roll });
  let faces = await detectIn(network, pyramid, [whole(1, 0), whole(1.6, 0)]);
  if (best(faces) < 0.75) {
    const turned = [Math.PI / 2, -Math.PI / 2].flatMap((roll) => [whole(1, roll), whole(1.6, roll)]);
    faces = merge([...faces, ...(await detectIn(network, pyramid, turned))]);
  }
  for (const parts of tiling) {
    if (best(faces) >= 0.75) break;
    faces = merge([...faces, ...(await detectIn(network, pyramid, tiles(width, height, side / parts)))]);
  }
  return faces;
}

/** Half-overlapping upright windows over the whole picture. */
function tiles(width: number, height: number, size: number): FaceBox[] {
  const out: FaceBox[] = [];
  for (let y = size / 2; y < height; y += size / 2)
    for (let x = size / 2; x < width; x += size / 2) out.push({ x, y, size, roll: 0 });
  return out;
}

function best(faces: readonly DetectedFace[]): number {
  return Math.max(0, ...faces.map((face) => face.score));
}

async function detectIn(network: Network, pyramid: Pyramid, windows: readonly FaceBox[]): Promise<DetectedFace[]> {
  const found: DetectedFace[] = [];
  for (const window of windows) {
    const crop = { box: window, size: DETECTOR_INPUT, mirrored: false };
    const { boxes, logits } = await anchorOutputs(network, cropBox(pyramid, crop));
    ANCHORS.forEach((anchor, i) => {
      const score = logistic(logits[i]);
      if (score >= MIN_SCORE) found.push({ score, box: decodeBox(crop, anchor, boxes.subarray(16 * i, 16 * i + 16)) });
    });
  }
  return merge(found);
}

/** What BlazeFace says of a crop at each of its anchors. */
export interface AnchorOutputs {
  /** [A, 16] boxes and keypoints, raw */
  readonly boxes: Float32Array;
  /** [A] logits of a face's presence */
  readonly logits: Float32Array;
}

/** @param pixels [S, S, 3] in 0..1, S = {@link DETECTOR_INPUT} */
export async function anchorOutputs(network: Network, pixels: Float32Array): Promise<AnchorOutputs> {
  const input = pixels.map((x) => 2 * x - 1);
  const outputs = await runNetwork(network, input, [1, DETECTOR_INPUT, DETECTOR_INPUT, 3]);
  const boxes = outputs.find((output) => output.length === 16 * ANCHORS.length);
  const logits = outputs.find((output) => output.length === ANCHORS.length);
  if (boxes === undefined || logits === undefined) throw new Error('face detector: unexpected outputs');
  return { boxes, logits };
}

/** 1 / (1 + exp(-logit)) */
export function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-Math.max(-100, Math.min(100, logit))));
}

/** Raw box: centre offset, size, six keypoints (right eye first, then left), all in input pixels. */
function decodeBox(crop: FaceCrop, anchor: readonly [number, number], raw: Float32Array): FaceBox {
  const [x, y] = anchorPoint(crop, anchor, raw, 0);
  const [rightX, rightY] = anchorPoint(crop, anchor, raw, 4);
  const [leftX, leftY] = anchorPoint(crop, anchor, raw, 6);
  const size = (BOX_FACTOR * Math.max(raw[2], raw[3]) * crop.box.size) / DETECTOR_INPUT;
  return { x, y, size, roll: Math.atan2(leftY - rightY, leftX - rightX) };
}

/** A point of an anchor's raw box in pixels of the photograph. @param at 0 for the centre, 4, 6, ... for keypoints */
export function anchorPoint(
  crop: FaceCrop,
  anchor: readonly [number, number],
  raw: Float32Array,
  at: number,
): [number, number] {
  return fromCrop(crop, raw[at] + anchor[0] * DETECTOR_INPUT, raw[at + 1] + anchor[1] * DETECTOR_INPUT);
}

function merge(faces: readonly DetectedFace[]): DetectedFace[] {
  return bestOfOverlapping(
    faces,
    (face) => face.score,
    (face) => face.box,
  );
}

/** Greedy non-maximum suppression: the best of finds whose boxes overlap too much, best first. */
export function bestOfOverlapping<T>(finds: readonly T[], score: (find: T) => number, box: (find: T) => FaceBox): T[] {
  const kept: T[] = [];
  for (const find of [...finds].sort((a, b) => score(b) - score(a)))
    if (kept.every((other) => overlap(box(find), box(other)) < MAX_OVERLAP)) kept.push(find);
  return kept;
}

/** Intersection over union of two boxes, as upright squares. */
function overlap(a: FaceBox, b: FaceBox): number {
  const side = (p: number, q: number): number =>
    Math.max(0, Math.min(p + a.size / 2, q + b.size / 2) - Math.max(p - a.size / 2, q - b.size / 2));
  const inner = side(a.x, b.x) * side(a.y, b.y);
  return inner / (a.size ** 2 + b.size ** 2 - inner);
}
