import type { HeadModel } from './head-model.ts';

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
