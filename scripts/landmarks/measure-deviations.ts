/**
 * Measures how far each landmark strays from its place on the head, by yaw, on crops as the correction is learnt from: people like scanned ones and artists' heads, all
 * skins, one-sided expressions, winks, open jaws (`npm run data:skins -- out/skins && npm run data:deviations -- out/skins`). Writes data/head/landmark-deviations.json.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Matrix, pseudoInverse } from 'ml-matrix';
import { createLandmarkDetector, type DetectedLandmarks } from '../../src/capture/detection/detect-landmarks.ts';
import { loadFaceTopology } from '../../src/capture/detection/face-topology.ts';
import { codeLength } from '../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import type { AugmentationName } from '../../src/deca/training/augmentation/augmentation-names.ts';
import { readCrops, readTruth, renderTrainingSet } from '../../src/deca/training/training-set.ts';
import { embeddedPoints } from '../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { networksInWasm } from './networks-in-wasm.ts';

const YAWS = [-60, -45, -30, -15, 0, 15, 30, 45, 60];
/** Crops count for a yaw by a Gaussian of so many degrees. */
const WIDTH_DEGREES = 8;
const SEED = 601;
const PEOPLE = 400;
const CROPS = 2;
/** Photographs' own; where a hand or a patch covers points, they say nothing of those that are seen. */
const AUGMENTATIONS: readonly AugmentationName[] = ['hair', 'glasses', 'blur', 'color', 'noise'];
const SIZE = 224;
const POINTS = 468;
/** A face that is not found as it stands says nothing of a point, mm; neither do points that are farther off. */
const LOST_MM = 6;
const FARTHEST_MM = 15;

const [skins] = process.argv.slice(2);
if (skins === undefined)
  throw new Error('measure-deviations: needs a folder of skins; npm run data:skins -- out/skins makes them');

/** What a crop's points stray by [468, 2] mm, their mean taken off, and its yaw. */
interface Stray {
  readonly yaw: number;
  readonly errors: Float64Array;
}

const head = loadPeoplesHead();
const template = embeddedPoints(head.embeddings.mediapipe468, head.template);
const fromTemplate = pseudoInverse(
  new Matrix(Array.from({ length: POINTS }, (_, l) => [...template.subarray(3 * l, 3 * l + 3), 1])),
);
const codeCount = codeLength(createMorphableDecoder(head).sizes);
networksInWasm();
const detector = await createLandmarkDetector();
const { mirror } = loadFaceTopology();
const folder = mkdtempSync(join(tmpdir(), 'deviations-'));
const shards = await renderTrainingSet(
  {
    folder,
    seed: SEED,
    people: PEOPLE,
    cropsOfPerson: CROPS,
    augmentations: AUGMENTATIONS,
    alignment: 'landmarks',
    skins,
    processes: 2,
  },
  (done, of) => console.log(`rendered ${done} of ${of} files of crops`),
);
const strays: Stray[] = [];
for (const shard of shards) {
  const { count, crops } = readCrops(shard);
  const { truth } = readTruth(shard, codeCount);
  const width = truth.length / count;
  for (let c = 0; c < count; c++) {
    const found = await detector.detect({ width: SIZE, height: SIZE, data: interleaved(crops, c) });
    const places = truth.subarray(c * width + codeCount, c * width + codeCount + 2 * POINTS);
    const stray = found === null ? null : strayOf(found, places);
    if (stray !== null) strays.push(stray);
  }
  console.log(`${strays.length} crops of ${shards.indexOf(shard) + 1} of ${shards.length} files`);
}
rmSync(folder, { recursive: true });

/** Planes to pixels. */
function interleaved(crops: Uint8Array, c: number): Uint8Array {
  const pixels = SIZE * SIZE;
  return Uint8Array.from({ length: 3 * pixels }, (_, i) => crops[(3 * c + (i % 3)) * pixels + Math.floor(i / 3)]);
}

/** @param places [468, 2] in the crop, -1 to 1, y up @returns null where the face is not seen */
function strayOf({ points, headPose }: DetectedLandmarks, places: Float32Array): Stray | null {
  const truth = Float64Array.from(places, (x, i) => (SIZE / 2) * (i % 2 === 0 ? 1 + x : 1 - x));
  const scale = pixelsPerMm(truth);
  const errors = points.map((x, i) => (x - truth[i]) / scale);
  const mean = [0, 1].map((k) => errors.reduce((sum, x, i) => sum + (i % 2 === k ? x : 0), 0) / POINTS);
  const centred = errors.map((x, i) => x - mean[i % 2]);
  let distance = 0;
  for (let l = 0; l < POINTS; l++) distance += Math.hypot(centred[2 * l], centred[2 * l + 1]) / POINTS;
  return distance > LOST_MM ? null : { yaw: headPose.yaw, errors: centred };
}

/** Of the affine map by which a far camera shows the mean head's points where the crop has them: mean length of its rows. */
function pixelsPerMm(places: Float64Array): number {
  const rows = fromTemplate.mmul(
    new Matrix(Array.from({ length: POINTS }, (_, l) => [places[2 * l], places[2 * l + 1]])),
  );
  return [0, 1].reduce((sum, k) => sum + Math.hypot(rows.get(0, k), rows.get(1, k), rows.get(2, k)) / 2, 0);
}

/** sqrt(sum g |e|^2 / (2 sum g)), g the Gaussian of how far a crop's yaw is; a point and its mirror image on the other side stray alike [468]. */
function deviationsAt(yaw: number): number[] {
  const squares = new Float64Array(POINTS);
  let total = 0;
  for (const stray of strays)
    for (const side of [1, -1]) {
      const near = Math.exp(-(((side * stray.yaw - yaw) / WIDTH_DEGREES) ** 2) / 2);
      total += near;
      for (let l = 0; l < POINTS; l++) {
        const own = side === 1 ? l : mirror[l];
        const far = Math.min(FARTHEST_MM, Math.hypot(stray.errors[2 * own], stray.errors[2 * own + 1]));
        squares[l] += (near * far ** 2) / 2;
      }
    }
  return Array.from(squares, (x) => Number(Math.sqrt(x / total).toFixed(2)));
}

const deviationsMm = YAWS.map(deviationsAt);
writeFileSync(join('data/head', 'landmark-deviations.json'), `${JSON.stringify({ yaws: YAWS, deviationsMm })}\n`);
for (const [y, row] of deviationsMm.entries()) {
  const sorted = [...row].sort((x, z) => x - z);
  console.log(`${YAWS[y]} degrees: median ${sorted[POINTS / 2]}, nine tenths ${sorted[Math.round(0.9 * POINTS)]} mm`);
}
console.log(`${strays.length} crops`);
