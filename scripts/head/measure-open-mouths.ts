/**
 * Measures how far the detector's points stray where a mouth stands open, by yaw, on renders of sampled heads
 * (`npm run data:head`, after the bias). Writes data/head/open-mouth-bias.json.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLandmarkDetector } from '../../src/capture/detection/detect-landmarks.ts';
import { loadFaceTopology } from '../../src/capture/detection/face-topology.ts';
import { loadLandmarkBias } from '../../src/fitting/evidence/landmarks/landmark-bias.ts';
import { lipPartings } from '../../src/fitting/evidence/landmarks/lip-partings.ts';
import { unbiasLandmarks } from '../../src/fitting/evidence/landmarks/unbias-landmarks.ts';
import { PARTED_MM } from '../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, project } from '../../src/geometry/camera.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { createJawRig, turnJaw, WIDE_OPEN } from '../../src/head/anatomy/jaw.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints, jointPosition } from '../../src/head/head-model.ts';
import { byteImage } from '../../src/image/image.ts';
import { loadPartImages } from '../../src/render/mesh/head-mesh.ts';
import { networksInWasm } from '../landmarks/networks-in-wasm.ts';
import { identityHead, type Looks, renderOnGrey, sampleIdentity, sampleLooks, viewCamera } from './sampled-renders.ts';
import { bothSides, mirroredRows } from './yaw-table.ts';

const YAWS = [0, 15, 30, 45, 60, 75];
const HEADS = 12;
const SEED = 8;
const JITTER_DEGREES = 5;
const POINTS = 468;

const head = loadBundledHead();
const parts = await loadPartImages(head);
networksInWasm();
const detector = await createLandmarkDetector();
const { mirror } = loadFaceTopology();
const bias = loadLandmarkBias();
const known = bias === null ? null : { ...bias, openMouth: null };
const random = createRandom(SEED);
const { joint, weights } = createJawRig(head);

/** A detection: errors of its points [468, 2] mm, the known bias taken off, and how far its lips are parted beyond shut ones. */
interface Stray {
  readonly errors: Float64Array;
  readonly parted: number;
}
const strays = YAWS.map((): { readonly shut: Stray; readonly open: Stray }[] => []);
for (let h = 0; h < HEADS; h++) {
  const identity = sampleIdentity(head, random);
  const shut = identityHead(head, identity);
  const open = shut.slice();
  const pose = [WIDE_OPEN * (0.35 + 0.75 * random.uniform()), 0, 0];
  turnJaw({ weights, pivot: jointPosition(head, joint, identity) }, pose, open);
  const looks = sampleLooks(head, random);
  for (const [y, yaw] of YAWS.entries()) {
    const spread = (): number => JITTER_DEGREES * (2 * random.uniform() - 1);
    const camera = viewCamera([yaw + spread(), spread()]);
    const [of, when] = [await strayOf(shut, looks, camera), await strayOf(open, looks, camera)];
    if (of !== null && when !== null && when.parted > 0) strays[y].push({ shut: of, open: when });
  }
}

async function strayOf(positions: Float64Array, looks: Looks, camera: Camera): Promise<Stray | null> {
  const detected = await detector.detect(byteImage(renderOnGrey({ head, parts }, positions, looks, camera)));
  const [parting] = detected === null ? [null] : lipPartings([detected]);
  if (detected === null || parting === null) return null;
  const observed = known === null ? detected : unbiasLandmarks(detected, camera, known);
  const pixels = project(camera, embeddedPoints(head.embeddings.mediapipe468, positions));
  const mmPerPixel = camera.translation[2] / camera.fx;
  const errors = observed.points.map((x, i) => mmPerPixel * (x - pixels[3 * (i >> 1) + (i & 1)]));
  return { errors, parted: parting - PARTED_MM };
}

/**
 * For each mm of parting, e the errors of points and p the parting: what points stray by [468, 2],
 *   o = sum p e_open / sum p^2,
 * and, along an axis, what is left of that beside what strays over shut lips of the same head, light and camera [468],
 *   s^2 = max(0, sum |e_open - p o|^2 - |e_shut|^2) / (2 sum p^2).
 * What strays over shut lips is not taken off e_open: no table of the front tells it, so that over open ones nobody else takes it off,
 * and three fits of open jaws are 1.43 mm off in the mean where it is and 1.33 where it is not.
 */
const added = strays.map((pairs, y) => {
  const square = pairs.reduce((sum, { open }) => sum + open.parted ** 2, 0);
  const offsets = new Float64Array(2 * POINTS).map(
    (_, i) => pairs.reduce((sum, { open }) => sum + open.errors[i] * open.parted, 0) / square,
  );
  const spread = new Float64Array(POINTS).map((_, l) => {
    let rest = 0;
    for (const { shut, open } of pairs)
      for (const i of [2 * l, 2 * l + 1])
        rest += ((open.errors[i] - offsets[i] * open.parted) ** 2 - shut.errors[i] ** 2) / 2;
    return Math.sqrt(Math.max(0, rest) / square);
  });
  const at = (l: number): string =>
    `${offsets[2 * l].toFixed(2)},${offsets[2 * l + 1].toFixed(2)} +-${spread[l].toFixed(2)}`;
  console.log(
    `yaw ${YAWS[y]}: ${pairs.length} of ${HEADS}, parted ${Math.sqrt(square / pairs.length).toFixed(1)} mm; for each mm: chin ${at(152)}, under the lip ${at(18)}, lower lip ${at(14)}, upper lip ${at(13)}, nose ${at(1)}, eye ${at(33)}`,
  );
  return { offsets, spread };
});
const yaws = bothSides(YAWS);
const cells = yaws.map((yaw) => {
  const { offsets, spread } = added[YAWS.indexOf(Math.abs(yaw))];
  return mirroredRows(yaw, (l) => [offsets[2 * l], offsets[2 * l + 1], spread[l]], mirror);
});
const json = {
  yaws,
  offsetsPerMm: cells.map((cell) => cell.flatMap((row) => row.slice(0, 2))),
  spreadPerMm: cells.map((cell) => cell.map(([, , s]) => s)),
};
writeFileSync(join('data/head', 'open-mouth-bias.json'), `${JSON.stringify(json)}\n`);
