import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { ownColors } from '../own-colors.ts';
import type { SkinTexels } from '../texels.ts';
import { aroundVertices } from './around-vertices.ts';
import { continueGains, heldBy, vertexColors } from './vertex-gains.ts';

/** Vertices around that are to be seen on both sides for a comparison. */
const FEWEST = 6;
/** Logarithms between a head's sides that skin has of itself, and from which on all is light's. */
const OWN = [0.15, 0.45] as const;
/** Largest logarithm of a gain. */
const MAX_GAIN = 1;
const DARKEST = 1e-3;

/**
 * By what skin is to be multiplied where one side of the head is in a light of its own: faces have one tone on both sides, and what
 * differs broadly between them is a lamp, a wall's colour, a shadow that light without shadows cannot tell of. With l the log colour
 * around a vertex, v' its mirror image, W the views' weight around it,
 *   d = median over what lies around v of (l_(v') - l_v),  g = W_(v')/(W_v + W_(v')) d smoothstep(|d|)
 * so that what few pixels show follows what many do; continued smoothly over what has colours of its own.
 * @param sum colours without light times weights, and weights, of the texels [N, 4]
 * @returns logarithms [skin vertices, 3]; null where both sides are alike, or one alone is seen
 */
export function sideGains(head: HeadModel, texels: SkinTexels, sum: RealArray): Float64Array | null {
  const { mean, weight } = vertexColors(head, texels, sum);
  const own = ownColors(head);
  const { mirror } = head;
  const both = weight.map((w, v) => (w > 0 && weight[mirror[v]] > 0 && own[v] === 0 && own[mirror[v]] === 0 ? 1 : 0));
  const logs = mean.map((x) => Math.log(Math.max(DARKEST, x)));
  const gains = new Float64Array(3 * weight.length);
  const held = new Float64Array(weight.length);
  let any = false;
  for (const [v, all] of aroundVertices(head).entries()) {
    if (both[v] === 0) continue;
    const near = all.filter((n) => both[n] === 1);
    if (near.length < FEWEST) continue;
    held[v] = heldBy(Math.min(weight[v], weight[mirror[v]]));
    const [here, there] = [near.reduce((w, n) => w + weight[n], 0), near.reduce((w, n) => w + weight[mirror[n]], 0)];
    const gaps = [0, 1, 2].map((c) => median(near.map((n) => logs[3 * mirror[n] + c] - logs[3 * n + c])));
    const share = (there / (here + there)) * smoothStep(Math.max(...gaps.map(Math.abs)), OWN);
    for (let c = 0; c < 3; c++) gains[3 * v + c] = share * Math.max(-MAX_GAIN, Math.min(MAX_GAIN, gaps[c]));
    any ||= share > 0;
  }
  return any ? continueGains(head, gains, held) : null;
}
