import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { luminance } from '../../../image/color.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { albedoTexture } from '../../mesh/head-mesh.ts';
import type { SkinTexels } from '../texels.ts';
import { aroundVertices, median } from './around-vertices.ts';
import { continueGains, heldBy, ownColors, vertexColors } from './vertex-gains.ts';

/** Vertices around that are to be seen for a comparison. */
const FEWEST = 4;
/** Logarithms that one place of a person's skin differs by from another of itself, and from which on all is light's. */
const OWN = [0.1, 0.35] as const;
/** Largest logarithm of a gain. */
const MAX_GAIN = 1.2;
const DARKEST = 1e-3;

/**
 * By what skin is to be multiplied where another light than the view's lies on it: neck and ears in the shadow of jaw, hair and collar, a
 * cheek in a lamp's colour or a glare's white. The view's light, one all over the head, tells of none of them, and where skin is no longer
 * seen the filling, which has the face's tone, would begin with an edge. With q the log ratio of what is seen and the model's mean around a vertex,
 *   d = median over the face of q - median over what lies around v of q,  g = d smoothstep(|d|)
 * of which the face takes the colour alone, not the lightness (d - luminance of d): its beard and its hollows are its own. Broad tone alone:
 * moles and creases stay.
 * @param sum colours without light times weights, and weights, of the texels [N, 4]
 * @returns logarithms [skin vertices, 3]; null where all has the face's tone
 */
export function broadGains(head: HeadModel, texels: SkinTexels, sum: RealArray): Float64Array | null {
  const { mean, weight } = vertexColors(head, texels, sum);
  const model = vertexColors(head, texels, modelLanes(head, texels)).mean;
  const own = ownColors(head);
  const { face } = head.regions;
  const ratio = mean.map((x, i) => Math.log(Math.max(DARKEST, x) / Math.max(DARKEST, model[i])));
  const measured = weight.map((w, v) => (w > 0 && own[v] === 0 ? 1 : 0));
  const onFace = Array.from(measured.keys()).filter((v) => measured[v] === 1 && face[v] === 1);
  if (onFace.length === 0) return null;
  const usual = [0, 1, 2].map((c) => median(onFace.map((v) => ratio[3 * v + c])));
  const gains = new Float64Array(3 * weight.length);
  const held = new Float64Array(weight.length);
  let any = false;
  for (const [v, all] of aroundVertices(head).entries()) {
    if (measured[v] === 0) continue;
    const near = all.filter((n) => measured[n] === 1 && face[n] === face[v]);
    if (near.length < FEWEST) continue;
    held[v] = heldBy(weight[v]);
    const gaps = usual.map((tone, c) => tone - median(near.map((n) => ratio[3 * n + c])));
    const light = face[v] === 1 ? luminance(gaps[0], gaps[1], gaps[2]) : 0;
    const off = gaps.map((gap) => Math.max(-MAX_GAIN, Math.min(MAX_GAIN, gap - light)));
    const share = smoothStep(Math.max(...off.map(Math.abs)), OWN);
    for (let c = 0; c < 3; c++) gains[3 * v + c] = share * off[c];
    any ||= share > 0;
  }
  return any ? continueGains(head, gains, held) : null;
}

/** The model's mean colours at the texels, each with weight 1 [N, 4]. */
function modelLanes(head: HeadModel, { size, index }: SkinTexels): Float64Array {
  const { width, data } = albedoTexture(head);
  const out = new Float64Array(4 * index.length);
  index.forEach((texel, i) => {
    const x = Math.floor(((texel % size) * width) / size);
    const y = Math.floor((Math.floor(texel / size) * width) / size);
    out.set(data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3), 4 * i);
    out[4 * i + 3] = 1;
  });
  return out;
}
