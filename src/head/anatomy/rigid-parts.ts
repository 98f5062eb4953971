import type { HeadModel } from '../head-model.ts';

/** Skin vertices that carry a rigid part: the lids' or sockets' around an eye, the lips' around teeth and tongue. */
export function skinAround(head: HeadModel, part: HeadModel['parts'][number]): number[] {
  const p = head.template;
  const eye = part.texture === 'eye';
  const centre = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) sum += p[3 * v + k];
    return sum / part.vertexCount;
  });
  const region = eye ? head.regions.lids : head.regions.lips;
  const ring: number[] = [];
  for (let v = 0; v < head.parts[0].vertexCount; v++) {
    const near =
      Math.hypot(p[3 * v] - centre[0], p[3 * v + 1] - centre[1], p[3 * v + 2] - centre[2]) < (eye ? 22 : 1000);
    if (region[v] && near) ring.push(v);
  }
  return ring;
}

/**
 * Moves eyes, teeth and tongue by the mean displacement of the skin that carries them, in place.
 * @param before [V, 3] positions in which parts and skin agree
 * @param after [V, 3] whose skin has moved on
 */
export function followSkin(head: HeadModel, before: ArrayLike<number>, after: Float64Array): void {
  for (const part of head.parts.slice(1)) {
    const ring = skinAround(head, part);
    for (let k = 0; k < 3; k++) {
      let mean = 0;
      for (const v of ring) mean += (after[3 * v + k] - before[3 * v + k]) / ring.length;
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
