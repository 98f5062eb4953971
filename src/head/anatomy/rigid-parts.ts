import type { HeadModel } from '../head-model.ts';
import { createJawRig } from './jaw.ts';

/** Skin vertices around a rigid part: the lids' or sockets' around an eye, the lips' around teeth and tongue. */
export function skinAround(head: HeadModel, part: HeadModel['parts'][number]): number[] {
  const p = head.template;
  const eye = part.texture === 'eye';
  const centre = centreOf(head, part);
  const region = eye ? head.regions.lids : head.regions.lips;
  const ring: number[] = [];
  for (let v = 0; v < head.parts[0].vertexCount; v++) {
    const near =
      Math.hypot(p[3 * v] - centre[0], p[3 * v + 1] - centre[1], p[3 * v + 2] - centre[2]) < (eye ? 22 : 1000);
    if (region[v] && near) ring.push(v);
  }
  return ring;
}

function centreOf({ template }: HeadModel, part: HeadModel['parts'][number]): number[] {
  return [0, 1, 2].map((k) => {
    let sum = 0;
    for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) sum += template[3 * v + k];
    return sum / part.vertexCount;
  });
}

/** Skin farther from teeth or tongue than this tells nothing of the bone that they sit in, mm. */
const BONE_REACH_MM = 45;

/**
 * The skin that goes with a part, each vertex with its share: the lids around an eye; by teeth and tongue what lies over
 * their bone, skull or jaw, and not the lips, which go their own ways.
 */
function carriers(head: HeadModel, part: HeadModel['parts'][number]): Map<number, number> {
  if (part.texture === 'eye') return new Map(skinAround(head, part).map((v) => [v, 1]));
  const { weights } = createJawRig(head);
  const onJaw = weights[part.vertexStart] === 1;
  const { face, lips } = head.regions;
  const centre = centreOf(head, part);
  const out = new Map<number, number>();
  for (let v = 0; v < head.parts[0].vertexCount; v++) {
    const near = Math.hypot(...centre.map((c, k) => head.template[3 * v + k] - c)) < BONE_REACH_MM;
    const share = onJaw ? weights[v] : 1 - weights[v];
    if (face[v] === 1 && lips[v] === 0 && near && share > 0) out.set(v, share);
  }
  return out;
}

/**
 * Moves eyes, teeth and tongue by the mean displacement of the skin that goes with them, in place.
 * @param before [V, 3] positions in which parts and skin agree, the jaw at rest
 * @param after [V, 3] whose skin has moved on
 */
export function followSkin(head: HeadModel, before: ArrayLike<number>, after: Float64Array): void {
  for (const part of head.parts.slice(1)) {
    const shares = carriers(head, part);
    const total = [...shares.values()].reduce((a, b) => a + b, 0);
    for (let k = 0; k < 3; k++) {
      let mean = 0;
      for (const [v, share] of shares) mean += (share * (after[3 * v + k] - before[3 * v + k])) / total;
      for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++)
        after[3 * v + k] = before[3 * v + k] + mean;
    }
  }
}

/** Lips closer than this count as shut. */
const SHUT_GAP_MM = 4;
const TUCK_MM = 5;

/**
 * Moves teeth and tongue back, in place, where the lips are shut: a sliver of white between lips that the
 * fit left a millimetre apart reads as a grin.
 * @param gapMm mean distance of the lips' inner rims
 */
export function tuckTeeth(head: HeadModel, positions: Float64Array, gapMm: number): void {
  if (gapMm > SHUT_GAP_MM) return;
  for (const part of head.parts) {
    if (part.texture !== 'teeth' && part.texture !== 'tongue') continue;
    for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) positions[3 * v + 2] -= TUCK_MM;
  }
}
