import { HAIR } from '../../../capture/segmentation/classes.ts';
import type { Random } from '../../../geometry/random.ts';
import { hairRegion } from '../../../head/anatomy/hair-region.ts';
import type { ShapedHead } from '../../../render/mesh/head-mesh.ts';
import type { WornPart } from '../scene/worn-part.ts';
import type { HairRoot } from './comb.ts';
import { type GuideStrand, growGuide, keepOut, STRAND_POINTS } from './guide-strands.ts';
import type { Hairstyle } from './hairstyle.ts';
import { type HeadDistance, headDistance } from './head-distance.ts';
import { ribbons } from './ribbons.ts';
import { rootsWhere } from './roots.ts';

/** Locks, and strands of all of them together. */
const LOCKS = 1100;
const STRANDS = 20000;
/** How far strands of a lock draw together towards its end. */
const CLUMPING = 0.45;

/**
 * A hairdo of some thousand ribbons: each takes after the lock nearest to its root, drawn to it towards its end, curled, and
 * facing away from the head.
 * @param covered whether a root lies under a hat: nothing is seen of its strand
 */
export function hairdo(
  { head, positions }: ShapedHead,
  style: Hairstyle,
  random: Random,
  covered: (root: HairRoot) => boolean = () => false,
): WornPart {
  const distance = headDistance(head, positions);
  const grown = hairRegion(head);
  const { ears } = head.regions;
  const rootsOf = (count: number): HairRoot[] =>
    rootsWhere({ head, positions }, (v) => grown[v] === 1 && ears[v] === 0, count, random);
  const guides = rootsOf(LOCKS).map((root) => growGuide(root, style, distance, random));
  const roots = rootsOf(STRANDS).filter((root) => !covered(root));
  const lockTone = guides.map(() => 0.16 * random.normal());
  const strands = roots.map((root) => {
    const lock = nearest(guides, root.place);
    const guide = guides[lock];
    const points = strand(guide, root.place, { style, head: distance }, random);
    // Deep in the hair it is dark.
    const tone = Math.max(0, Math.min(1, 0.25 + 0.4 * guide.lift + lockTone[lock] + 0.13 * random.normal()));
    return { points, tone };
  });
  return ribbons(strands, { centre: distance.centre, color: style.color, label: HAIR });
}

function nearest(guides: readonly GuideStrand[], [x, y, z]: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  guides.forEach(({ root: { place } }, i) => {
    const d = (place[0] - x) ** 2 + (place[1] - y) ** 2 + (place[2] - z) ** 2;
    if (d < least) [best, least] = [i, d];
  });
  return best;
}

/** How hair is worn, and on what. */
interface Grown {
  readonly style: Hairstyle;
  readonly head: HeadDistance;
}

/** A guide's way from another root. @returns [{@link STRAND_POINTS}, 3] mm */
function strand(
  { points }: GuideStrand,
  root: readonly number[],
  { style: { curl, wave: usual, volume }, head }: Grown,
  random: Random,
): Float64Array {
  const out = new Float64Array(points.length);
  const from = root.map((x, k) => x - points[k]);
  const stray = [0, 1, 2].map(() => 0.12 * volume * random.normal());
  const [phase, wave] = [2 * Math.PI * random.uniform(), usual * (0.8 + 0.4 * random.uniform())];
  let length = 0;
  for (let i = 0; i < STRAND_POINTS; i++) {
    const s = i / (STRAND_POINTS - 1);
    if (i > 0) length += Math.hypot(...[0, 1, 2].map((k) => points[3 * i + k] - points[3 * i - 3 + k]));
    const turn = phase + (2 * Math.PI * length) / wave;
    const coil = [Math.cos(turn), Math.sin(turn), Math.sin(turn + 1)];
    const point = [0, 1, 2].map(
      (k) => points[3 * i + k] + (1 - CLUMPING * s) * from[k] + s * stray[k] + curl * Math.min(1, 3 * s) * coil[k],
    );
    keepOut(point, head, i === 0 ? -0.5 : 0.5);
    out.set(point, 3 * i);
  }
  return out;
}
